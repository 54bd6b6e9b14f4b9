//! One connection through the proxy: two directions, one fate.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::mpsc,
    time::{Instant, sleep, sleep_until},
};

use super::Fate;

/// Bytes taken at once: small, so that a cut can fall anywhere.
const PIECE: usize = 4 * 1024;
/// Pieces on their way in one direction; with more waiting, the sender feels it.
const UNDER_WAY: usize = 64;

/// Passes bytes in both directions until one side ends or fate strikes; says how it struck.
pub async fn pass(mut near: TcpStream, mut far: TcpStream, fate: &Fate) -> Option<String> {
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    let ((near_read, near_write), (far_read, far_write)) = (near.split(), far.split());
    let after = |towards_server| fate.ending.filter(|ending| ending.towards_server == towards_server).map(|ending| ending.after);
    let stall = fate.ending.map_or(Duration::ZERO, |ending| ending.stall);
    let struck = {
        let to_server = flow(near_read, far_write, fate, after(true), stall);
        let to_member = flow(far_read, near_write, fate, after(false), stall);
        tokio::select! { struck = to_server => struck, struck = to_member => struck }
    };
    let ending = fate.ending.filter(|_| struck)?;
    if ending.reset {
        let _ = (near.set_zero_linger(), far.set_zero_linger());
    }
    let direction = if ending.towards_server { "to the server" } else { "to the member" };
    let end = if ending.reset { "reset" } else { "closed" };
    Some(format!("{end} after {} bytes {direction} and a stall of {} ms", ending.after, ending.stall.as_millis()))
}

/// Passes bytes one way; true when fate struck, false when a side ended.
async fn flow(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, fate: &Fate, after: Option<u64>, stall: Duration) -> bool {
    let (late, mut due) = mpsc::channel::<(Instant, Vec<u8>)>(UNDER_WAY);
    let taking = async {
        let mut left = after;
        loop {
            let most = left.map_or(PIECE, |left| PIECE.min(usize::try_from(left).unwrap_or(PIECE)));
            if most == 0 {
                // What was taken still arrives, and then nothing does: that is what a stall looks like from outside.
                sleep(stall.max(fate.latency)).await;
                return true;
            }
            let mut piece = vec![0; most];
            let Ok(taken @ 1..) = from.read(&mut piece).await else { return false };
            piece.truncate(taken);
            if let Some(bandwidth) = fate.bandwidth {
                sleep(Duration::from_secs_f64(taken as f64 / bandwidth as f64)).await;
            }
            left = left.map(|left| left.saturating_sub(taken as u64));
            if late.send((Instant::now() + fate.latency, piece)).await.is_err() {
                return false;
            }
        }
    };
    let giving = async {
        while let Some((when, piece)) = due.recv().await {
            sleep_until(when).await;
            if to.write_all(&piece).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        struck = taking => struck,
        () = giving => false,
    }
}
