//! The body of an answer, read up to a bound: so many bytes on the line, and so many unpacked.
//! It does not know what the bytes mean.

use std::io::{self, Write};

use flate2::write::GzDecoder;
use reqwest::{Response, header};

use crate::Unreached;

/// What was read.
#[derive(Debug)]
pub(crate) struct Read {
    /// The body, or its beginning.
    pub bytes: Vec<u8>,
    /// Whether that is all of it.
    pub whole: bool,
}

impl Read {
    /// The bytes, if they are all.
    pub(crate) fn all(self, most: usize) -> Result<Vec<u8>, Unreached> {
        if self.whole { Ok(self.bytes) } else { Err(Unreached::TooLarge(most)) }
    }
}

/// Reads at most this many bytes of a body, and unpacks it to no more than that.
pub(crate) async fn read(mut response: Response, most: usize) -> Result<Read, Unreached> {
    let mut body = match response.headers().get(header::CONTENT_ENCODING).map(|value| value.as_bytes().to_ascii_lowercase()) {
        None => Body::Plain(Bounded::new(most)),
        Some(packing) => match packing.as_slice() {
            b"" | b"identity" => Body::Plain(Bounded::new(most)),
            b"gzip" | b"x-gzip" => Body::Gzip(Box::new(GzDecoder::new(Bounded::new(most)))),
            _ => return Err(Unreached::Packed),
        },
    };
    let mut came: usize = 0;
    while let Some(chunk) = response.chunk().await? {
        came = came.saturating_add(chunk.len());
        let wrote = body.write(&chunk);
        if body.inner().full || came > most {
            return Ok(Read { bytes: body.into_bytes(), whole: false });
        }
        wrote.map_err(|_| Unreached::Packed)?;
    }
    body.end().map_err(|_| Unreached::Packed)
}

/// A body on its way into memory.
enum Body {
    Plain(Bounded),
    Gzip(Box<GzDecoder<Bounded>>),
}

impl Body {
    fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(bounded) => bounded.write_all(chunk),
            Self::Gzip(decoder) => decoder.write_all(chunk),
        }
    }

    fn inner(&self) -> &Bounded {
        match self {
            Self::Plain(bounded) => bounded,
            Self::Gzip(decoder) => decoder.get_ref(),
        }
    }

    fn end(self) -> io::Result<Read> {
        let bounded = match self {
            Self::Plain(bounded) => bounded,
            Self::Gzip(mut decoder) => {
                let ended = decoder.try_finish();
                let bounded = std::mem::replace(decoder.get_mut(), Bounded::new(0));
                if !bounded.full {
                    ended?;
                }
                bounded
            }
        };
        Ok(Read { bytes: bounded.bytes, whole: !bounded.full })
    }

    fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Plain(bounded) => bounded.bytes,
            Self::Gzip(mut decoder) => std::mem::take(&mut decoder.get_mut().bytes),
        }
    }
}

/// Bytes, up to a bound.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
    /// Something did not fit.
    full: bool,
}

impl Bounded {
    const fn new(most: usize) -> Self {
        Self { bytes: Vec::new(), most, full: false }
    }
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        let (fits, rest) = more.split_at(more.len().min(self.most.saturating_sub(self.bytes.len())));
        self.bytes.extend_from_slice(fits);
        if rest.is_empty() {
            Ok(more.len())
        } else {
            self.full = true;
            Err(io::ErrorKind::StorageFull.into())
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
