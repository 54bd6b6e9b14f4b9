//! The half of a socket that is read: frames are counted on their way in, and what the WebSocket library answers by itself
//! (pongs, a close) goes over to the half that is written.
//! What the frames say is read in `reader`.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use protocol::FRAME_BYTES;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf},
    net::tcp::OwnedReadHalf,
    sync::Notify,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::protocol::{Role, WebSocketConfig},
};

use super::meter::{Meter, TooManyFragments};

/// Bytes of answers that may wait to be written. Who sends that many pings reads none of the pongs.
const MOST_REPLIES: usize = 16 * 1024;

/// What one read takes at most, and what every socket keeps for it: the library's own choice is 128 KiB. Nearly all that is said
/// fits; what is longer takes more reads.
const READ_BYTES: usize = 1024;

/// The frames that come in.
pub type Frames = WebSocketStream<Incoming>;

/// The half of a socket that is read.
pub struct Incoming {
    read: OwnedReadHalf,
    meter: Meter,
    replies: Arc<Replies>,
}

/// What the WebSocket library answers by itself, waiting to be written.
#[derive(Default)]
pub struct Replies {
    bytes: Mutex<Vec<u8>>,
    /// There are some.
    pub came: Notify,
}

impl Replies {
    /// All that wait.
    pub fn take(&self) -> Bytes {
        std::mem::take(&mut *self.bytes.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }

    fn put(&self, bytes: &[u8]) -> bool {
        let mut waiting = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = waiting.len() + bytes.len() <= MOST_REPLIES;
        if fits {
            waiting.extend_from_slice(bytes);
            self.came.notify_one();
        }
        fits
    }
}

/// The frames of this stream, of which `begun` was read already.
///
/// # Errors
/// [`TooManyFragments`] when that alone is too much.
pub async fn frames(read: OwnedReadHalf, begun: Bytes, replies: Arc<Replies>) -> Result<Frames, TooManyFragments> {
    let mut meter = Meter::default();
    meter.see(&begun)?;
    let limits =
        WebSocketConfig::default().read_buffer_size(READ_BYTES).max_message_size(Some(FRAME_BYTES)).max_frame_size(Some(FRAME_BYTES));
    // Copied, most often nothing: else the library goes on in the buffer of the request, which is larger than it needs.
    Ok(WebSocketStream::from_partially_read(Incoming { read, meter, replies }, begun.to_vec(), Role::Server, Some(limits)).await)
}

impl Incoming {
    /// Reads and forgets until the other side ends the connection.
    pub async fn discard(&mut self) {
        let mut bytes = vec![0; 4 * READ_BYTES];
        while matches!(self.read.read(&mut bytes).await, Ok(1..)) {}
    }
}

impl AsyncRead for Incoming {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.read).poll_read(cx, buffer))?;
        Poll::Ready(self.meter.see(buffer.filled().get(before..).unwrap_or_default()).map_err(io::Error::other))
    }
}

/// Takes whatever it is given at once: the other half writes it.
impl AsyncWrite for Incoming {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(if self.replies.put(bytes) { Ok(bytes.len()) } else { Err(io::ErrorKind::StorageFull.into()) })
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
