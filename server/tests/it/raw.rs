//! A client of the line that keeps to no rule: bytes on a TCP stream.

use std::net::SocketAddr;

use protocol::SUBPROTOCOL;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

/// A socket after its handshake.
pub struct Raw {
    read: OwnedReadHalf,
    write: OwnedWriteHalf,
}

impl Raw {
    /// Opens a line with these cookies.
    pub async fn open(server: SocketAddr, cookies: &str) -> Self {
        Self::opened(server, "/ws/chat", cookies, &format!("Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n")).await
    }

    /// Opens a socket at this path with these cookies.
    pub async fn open_at(server: SocketAddr, path: &str, cookies: &str) -> Self {
        Self::opened(server, path, cookies, "").await
    }

    async fn opened(server: SocketAddr, path: &str, cookies: &str, more: &str) -> Self {
        let (mut read, mut write) = TcpStream::connect(server).await.unwrap().into_split();
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: {cookies}\r\n{more}\r\n"
        );
        write.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(read.read_u8().await.unwrap());
        }
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 101 ") && answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{answer}");
        Self { read, write }
    }

    /// Sends these bytes.
    pub async fn says(&mut self, bytes: &[u8]) {
        self.write.write_all(bytes).await.unwrap();
    }

    /// The next frame: its first byte and its payload; `None` when there is no more.
    pub async fn hears(&mut self) -> Option<(u8, Vec<u8>)> {
        next_frame(&mut self.read).await
    }

    /// The code of the close frame, which is the next and the last one; `None` when it has none.
    pub async fn closed_with(&mut self) -> Option<u16> {
        let (first, payload) = self.hears().await.expect("a close frame");
        assert_eq!(first, 0x88, "{payload:x?}");
        assert_eq!(self.hears().await, None, "nothing follows a close");
        payload.get(..2).map(|code| u16::from_be_bytes(code.try_into().unwrap()))
    }

    /// Attacks with all of this, or as much as the server takes, and returns the code it closes with; `None` when it closes without.
    pub async fn endures(self, attack: impl Iterator<Item = Vec<u8>>) -> Option<u16> {
        let Self { mut read, mut write } = self;
        let attacks = async {
            for bytes in attack {
                if write.write_all(&bytes).await.is_err() {
                    break;
                }
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            code = close_code(&mut read) => code,
            () = attacks => unreachable!(),
        }
    }
}

/// A masked frame: its first byte, and its payload under the mask that changes nothing.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    masked(first, payload, [0; 4])
}

/// A masked frame: its first byte, and its payload under this mask.
pub fn masked(first: u8, payload: &[u8], mask: [u8; 4]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        short @ 0..126 => frame.push(0x80 | short as u8),
        long @ 126..65_536 => {
            frame.push(0x80 | 126);
            frame.extend((long as u16).to_be_bytes());
        }
        longer => {
            frame.push(0x80 | 127);
            frame.extend((longer as u64).to_be_bytes());
        }
    }
    frame.extend(mask);
    frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

async fn close_code(read: &mut OwnedReadHalf) -> Option<u16> {
    loop {
        let (first, payload) = next_frame(read).await?;
        if first == 0x88 {
            return Some(u16::from_be_bytes(payload.get(..2)?.try_into().unwrap()));
        }
    }
}

async fn next_frame(read: &mut OwnedReadHalf) -> Option<(u8, Vec<u8>)> {
    let (first, short) = (read.read_u8().await.ok()?, read.read_u8().await.ok()?);
    let length = match short {
        126 => u64::from(read.read_u16().await.ok()?),
        127 => read.read_u64().await.ok()?,
        short => u64::from(short),
    };
    let mut payload = vec![0; usize::try_from(length).unwrap()];
    read.read_exact(&mut payload).await.ok()?;
    Some((first, payload))
}
