//! What the machine itself can do: one small write to each of many loopback sockets, by one thread, without any server.
//! Nobody who writes to one socket at a time can deliver for less.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::{Duration, Instant},
};

use super::{Machine, Row};
use crate::LoadError;

/// Bytes in one write.
const BYTES: usize = 150;
/// Writes to each socket.
const ROUNDS: u32 = 40;

/// Measures it for some numbers of sockets.
///
/// # Errors
/// [`LoadError::System`] when there are not enough sockets.
pub fn measure(machine: &Machine) -> Result<Vec<Row>, LoadError> {
    let sizes = [100, 1_000, 5_000];
    sizes
        .into_iter()
        .filter(|size| size * 2 <= machine.sockets)
        .map(|size| write_to(size).map_err(LoadError::system("write to sockets")))
        .collect()
}

fn write_to(sockets: usize) -> std::io::Result<Row> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let mut pairs = Vec::new();
    for _ in 0..sockets {
        let near = TcpStream::connect(address)?;
        near.set_nodelay(true)?;
        pairs.push((near, listener.accept()?.0));
    }
    let (piece, mut room, mut spent) = ([7; BYTES], [0; BYTES], Duration::ZERO);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        for (near, _) in &mut pairs {
            near.write_all(&piece)?;
        }
        spent += began.elapsed();
        // Reading is somebody else's work.
        for (_, far) in &mut pairs {
            far.read_exact(&mut room)?;
        }
    }
    let writes = f64::from(ROUNDS) * sockets as f64;
    Ok(Row::new(format!("raw: {BYTES} bytes to each of {sockets} sockets")).with("a write", spent.as_secs_f64() * 1e6 / writes, "µs"))
}
