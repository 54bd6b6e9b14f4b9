//! What goes out on a line: everything that waits, in one call, and a ping when a heartbeat is due.
//! How bytes are written is in `outgoing`.

use chat::{Queue, Taken};
use protocol::CloseCode;

use super::{WRITE_WITHIN, outgoing::Outgoing, pulse::Pulse, reader::Heard};

/// Writes frames until the line ends; says how to close it, if it still can be.
pub async fn write(queue: &Queue, out: &mut Outgoing, heard: &Heard) -> Option<CloseCode> {
    let mut frames = Vec::new();
    let mut pulse = Pulse::new(heard);
    loop {
        tokio::select! {
            taken = queue.take(&mut frames) => match taken {
                Taken::Closed(code) => return Some(code),
                Taken::Frames => out.put(&mut frames),
            },
            () = out.replies.came.notified() => out.put_replies(),
            () = pulse.beats() => {
                if pulse.is_gone(heard) {
                    return None;
                }
                out.put_ping();
            }
        }
        match out.flush(WRITE_WITHIN).await {
            Some(Ok(())) => {}
            Some(Err(_)) => return None,
            None => return Some(CloseCode::TooSlow),
        }
    }
}
