//! A line that costs next to nothing: ten thousand of them must not make the load generator the narrow place.
//! It knows just enough of RFC 6455 for a server that sends whole, unmasked text frames, as Maru does.

use std::{cell::RefCell, io, net::SocketAddr};

use protocol::SUBPROTOCOL;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

/// Bytes asked for at once.
const PIECE: usize = 64 * 1024;
/// A pong without words, masked with zeros.
const PONG: [u8; 6] = [0x8a, 0x80, 0, 0, 0, 0];

thread_local! {
    /// What was just read, by whichever line: lines that are silent own no buffer.
    static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// An open line.
#[derive(Debug)]
pub struct Wire {
    /// Its hearing half.
    pub ear: Ear,
    /// Its speaking half.
    pub mouth: Mouth,
}

/// The half that hears.
#[derive(Debug)]
pub struct Ear {
    socket: OwnedReadHalf,
    /// The beginning of a frame whose end has not come yet.
    begun: Vec<u8>,
}

/// The half that speaks.
#[derive(Debug)]
pub struct Mouth(OwnedWriteHalf);

impl Wire {
    /// Opens a line.
    ///
    /// # Errors
    /// When nobody is there, or the upgrade is refused.
    pub async fn dial(address: SocketAddr, host: &str, cookie: &str) -> io::Result<Self> {
        Self::dial_at(address, host, cookie, "/ws/chat", Some(SUBPROTOCOL)).await
    }

    /// Opens a socket at this path, for this sub-protocol or none.
    ///
    /// # Errors
    /// When nobody is there, or the upgrade is refused.
    pub async fn dial_at(address: SocketAddr, host: &str, cookie: &str, path: &str, protocol: Option<&str>) -> io::Result<Self> {
        let protocol = protocol.map(|protocol| format!("Sec-WebSocket-Protocol: {protocol}\r\n")).unwrap_or_default();
        // The key is random in a browser, to keep caches out of the way; there are none here.
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: bWFydS1sb2FkIGJlbmNoIQ==\r\n{protocol}Cookie: {cookie}\r\n\r\n"
        );
        let (read, write) = ask(address, &request, "HTTP/1.1 101").await?.into_split();
        Ok(Self { ear: Ear { socket: read, begun: Vec::new() }, mouth: Mouth(write) })
    }

    /// Waits for a frame that begins like this, and returns it.
    ///
    /// # Errors
    /// When the line ends before.
    pub async fn wait_for(&mut self, beginning: &str) -> io::Result<String> {
        let mut found = None;
        while found.is_none() {
            let pinged = self.ear.hear(|frame| {
                if found.is_none() && frame.starts_with(beginning.as_bytes()) {
                    found = Some(String::from_utf8_lossy(frame).into_owned());
                }
            });
            if pinged.await? {
                self.mouth.pong().await?;
            }
        }
        Ok(found.unwrap_or_default())
    }
}

/// Sends the head of a request, and reads the head of an answer that begins like this; what follows is left to the caller.
///
/// # Errors
/// When nobody is there, or the answer begins otherwise.
pub async fn ask(address: SocketAddr, request: &str, expected: &str) -> io::Result<TcpStream> {
    let mut socket = TcpStream::connect(address).await?;
    socket.set_nodelay(true)?;
    socket.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(socket.read_u8().await?);
    }
    if !answer.starts_with(expected.as_bytes()) {
        return Err(io::Error::other(String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()));
    }
    Ok(socket)
}

impl Mouth {
    /// Says something.
    ///
    /// # Errors
    /// When the line is over.
    pub async fn say(&mut self, text: &str) -> io::Result<()> {
        let mut frame = Vec::with_capacity(text.len() + 14);
        frame.push(0x81);
        match u16::try_from(text.len()) {
            Ok(short @ ..126) => frame.push(0x80 | short.to_le_bytes()[0]),
            Ok(length) => {
                frame.push(0x80 | 126);
                frame.extend(length.to_be_bytes());
            }
            Err(_) => {
                frame.push(0x80 | 127);
                frame.extend((text.len() as u64).to_be_bytes());
            }
        }
        // Zeros mask nothing.
        frame.extend([0; 4]);
        frame.extend(text.as_bytes());
        self.0.write_all(&frame).await
    }

    /// Answers a ping.
    ///
    /// # Errors
    /// When the line is over.
    pub async fn pong(&mut self) -> io::Result<()> {
        self.0.write_all(&PONG).await
    }
}

impl Ear {
    /// Waits until something comes and gives out every whole frame of text in it; true when there was a ping among them.
    ///
    /// # Errors
    /// When the line is over.
    pub async fn hear(&mut self, mut each: impl FnMut(&[u8])) -> io::Result<bool> {
        loop {
            self.socket.readable().await?;
            let heard = SCRATCH.with_borrow_mut(|scratch| {
                let begun = self.begun.len();
                scratch.clear();
                scratch.append(&mut self.begun);
                scratch.resize(begun + PIECE, 0);
                let read = self.socket.try_read(scratch.get_mut(begun..).unwrap_or_default());
                scratch.truncate(begun + *read.as_ref().unwrap_or(&0));
                let (mut rest, mut pinged, mut closed) = (scratch.as_slice(), false, false);
                while let Some((opcode, frame, behind)) = first_frame(rest) {
                    match opcode {
                        1 => each(frame),
                        8 => closed = true,
                        9 => pinged = true,
                        _ => {}
                    }
                    rest = behind;
                }
                self.begun.extend_from_slice(rest);
                match read {
                    Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
                    Ok(_) if closed => Err(io::ErrorKind::ConnectionAborted.into()),
                    Ok(_) => Ok(Some(pinged)),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
                    Err(error) => Err(error),
                }
            });
            if let Some(pinged) = heard? {
                return Ok(pinged);
            }
        }
    }
}

/// The first frame of these bytes, if it is whole: opcode, content, and what is behind it.
fn first_frame(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[head, length], rest) = bytes.split_first_chunk()?;
    let (length, rest) = match length & 0x7f {
        126 => rest.split_first_chunk().map(|(length, rest)| (usize::from(u16::from_be_bytes(*length)), rest))?,
        127 => rest.split_first_chunk().map(|(length, rest)| (usize::try_from(u64::from_be_bytes(*length)).unwrap_or(usize::MAX), rest))?,
        short => (usize::from(short), rest),
    };
    let (content, behind) = rest.split_at_checked(length)?;
    Some((head & 0x0f, content, behind))
}

#[cfg(test)]
mod tests {
    use super::first_frame;

    #[test]
    fn frames_are_taken_only_when_they_are_whole() {
        let mut bytes = vec![0x81, 2, b'h', b'i', 0x89, 0, 0x81, 126, 1, 0];
        let (opcode, content, rest) = first_frame(&bytes).unwrap();
        assert_eq!((opcode, content), (1, &b"hi"[..]));
        let (opcode, content, rest) = first_frame(rest).unwrap();
        assert_eq!((opcode, content.len()), (9, 0));
        assert_eq!(first_frame(rest), None);
        bytes.extend([b'x'; 256]);
        let (_, content, rest) = first_frame(&bytes[6..]).unwrap();
        assert_eq!((content.len(), rest.len()), (256, 0));
    }
}
