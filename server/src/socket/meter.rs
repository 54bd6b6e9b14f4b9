//! Counts the frames a message is made of (RFC 6455, section 5.4), which the WebSocket library does not: a message of a million
//! empty frames is small and never ends.
//! It reads headers alone and changes nothing.

/// Frames that may make one message.
const MOST_FRAGMENTS: u32 = 64;

/// The longest header: two bytes, eight of length, four of mask.
const LONGEST: usize = 14;

/// A message of more frames than anybody needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message of more than {MOST_FRAGMENTS} frames")]
pub struct TooManyFragments;

/// Where in the stream of frames the last byte stood.
#[derive(Debug, Default)]
pub struct Meter {
    header: [u8; LONGEST],
    filled: u8,
    /// Bytes of payload still to come.
    payload: u64,
    fragments: u32,
}

impl Meter {
    /// Follows the next bytes.
    ///
    /// # Errors
    /// [`TooManyFragments`] when a message in them has more frames than it may.
    pub fn see(&mut self, mut bytes: &[u8]) -> Result<(), TooManyFragments> {
        loop {
            let skipped = usize::try_from(self.payload).unwrap_or(usize::MAX).min(bytes.len());
            self.payload -= skipped as u64;
            bytes = bytes.get(skipped..).unwrap_or_default();
            let Some((next, rest)) = bytes.split_first() else { return Ok(()) };
            bytes = rest;
            if let Some(place) = self.header.get_mut(usize::from(self.filled)) {
                *place = *next;
            }
            self.filled += 1;
            self.finish_header()?;
        }
    }

    /// Takes the header in once it is whole.
    fn finish_header(&mut self) -> Result<(), TooManyFragments> {
        let [first, second, long @ ..] = self.header;
        let mask = if second & 0x80 == 0 { 0 } else { 4 };
        let (extended, length) = match second & 0x7f {
            126 => (2, u64::from(u16::from_be_bytes([long[0], long[1]]))),
            127 => (8, u64::from_be_bytes([long[0], long[1], long[2], long[3], long[4], long[5], long[6], long[7]])),
            short => (0, u64::from(short)),
        };
        if self.filled < 2 || self.filled < 2 + extended + mask {
            return Ok(());
        }
        self.filled = 0;
        self.payload = length;
        let (last, opcode) = (first & 0x80 != 0, first & 0x0f);
        // Control frames may stand between the others and belong to no message.
        if opcode < 8 {
            self.fragments += 1;
            if self.fragments > MOST_FRAGMENTS {
                return Err(TooManyFragments);
            }
            if last {
                self.fragments = 0;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MOST_FRAGMENTS, Meter, TooManyFragments};

    fn frame(last: bool, opcode: u8, length: usize) -> Vec<u8> {
        let mut frame = vec![u8::from(last) << 7 | opcode];
        match length {
            0..126 => frame.push(0x80 | length as u8),
            126..65_536 => {
                frame.push(0x80 | 126);
                frame.extend((length as u16).to_be_bytes());
            }
            _ => {
                frame.push(0x80 | 127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        frame.extend([0xff; 4]);
        frame.resize(frame.len() + length, 0xff);
        frame
    }

    #[test]
    fn the_sixty_fifth_frame_of_a_message_is_too_many() {
        let mut meter = Meter::default();
        for _ in 0..3 {
            assert_eq!(meter.see(&frame(false, 1, 3)), Ok(()));
            for _ in 2..MOST_FRAGMENTS {
                assert_eq!(meter.see(&frame(false, 0, 0)), Ok(()));
                assert_eq!(meter.see(&frame(true, 9, 5)), Ok(()), "a ping in between is none of them");
            }
            assert_eq!(meter.see(&frame(true, 0, 1)), Ok(()));
        }
        assert_eq!(meter.see(&frame(false, 2, 0)), Ok(()));
        let endless: Vec<u8> = (1..=MOST_FRAGMENTS).flat_map(|_| frame(false, 0, 0)).collect();
        assert_eq!(meter.see(&endless), Err(TooManyFragments));
    }

    proptest! {
        #[test]
        fn it_never_loses_its_place(lengths in prop::collection::vec(prop_oneof![0..300_usize, 65_000..66_000_usize], 1..20), cut in 1..5_000_usize) {
            let mut meter = Meter::default();
            let bytes: Vec<u8> = lengths.iter().flat_map(|length| frame(true, 1, *length)).collect();
            for piece in bytes.chunks(cut) {
                prop_assert_eq!(meter.see(piece), Ok(()));
            }
            prop_assert_eq!((meter.filled, meter.payload, meter.fragments), (0, 0, 0));
        }
    }
}
