//! From where on somebody wants to hear: a position, a bare number of an entry, or a time.
//! A position is exact; a time repeats what has exactly that time, because several things can.

use std::str::FromStr;

use protocol::{Millis, Person, Position, Rejection, RoomId, Seq};

use crate::state::App;

/// Numbers from here on are times in milliseconds: no room has that many entries, and no message is older.
const FIRST_TIME: u64 = 100_000_000_000;

/// From where on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// After this position.
    Position(Position),
    /// After the entry with this number.
    Seq(Seq),
    /// From this time on.
    Time(Millis),
}

/// Neither a position, nor a number, nor a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("give the position or id of an entry, or a time")]
pub struct SinceError;

impl FromStr for Since {
    type Err = SinceError;

    fn from_str(text: &str) -> Result<Self, SinceError> {
        let text = text.trim();
        if let Ok(number) = text.parse::<u64>() {
            let time = i64::try_from(number).map_err(|_| SinceError)?;
            return Ok(if number < FIRST_TIME { Self::Seq(Seq(number)) } else { Self::Time(Millis(time)) });
        }
        if let Some((epoch, seq)) = text.split_once('-')
            && let (Ok(epoch), Ok(seq)) = (epoch.parse(), seq.parse())
        {
            return Ok(Self::Position(Position { epoch, seq: Seq(seq) }));
        }
        let time: jiff::Timestamp = text.parse().map_err(|_| SinceError)?;
        Ok(Self::Time(Millis(time.as_millisecond())))
    }
}

impl Since {
    /// The position it means in this room.
    ///
    /// # Errors
    /// [`Rejection::NoSuchRoom`] when the reader is not in it.
    pub async fn position(self, app: &App, reader: &Person, room: RoomId) -> Result<Position, Rejection> {
        match self {
            Self::Position(position) => Ok(position),
            Self::Seq(seq) => Ok(Position { seq, ..app.hub.head(reader, room).await? }),
            Self::Time(time) => app.hub.last_before(reader, room, time).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Epoch, Millis, Position, Seq};

    use super::{Since, SinceError};

    #[test]
    fn positions_numbers_and_times_are_told_apart() {
        let position = Position { epoch: Epoch::from_bits(0xab), seq: Seq(7) };
        assert_eq!(super::super::entry::mark(position).parse(), Ok(Since::Position(position)));
        assert_eq!("41".parse(), Ok(Since::Seq(Seq(41))));
        assert_eq!("1795260600000".parse(), Ok(Since::Time(Millis(1_795_260_600_000))));
        for time in ["2026-11-21T11:30:00Z", "2026-11-21T11:30:00.000Z", "2026-11-21T20:30:00+09:00"] {
            assert_eq!(time.parse(), Ok(Since::Time(Millis(1_795_260_600_000))), "{time}");
        }
        for wrong in ["", "yesterday", "-3", "ab-7", "2026-11-21", "99999999999999999999"] {
            assert_eq!(wrong.parse::<Since>(), Err(SinceError), "{wrong}");
        }
    }
}
