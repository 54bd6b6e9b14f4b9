//! Dates from milliseconds: a little civil-date arithmetic, the same on both sides.
//! It knows no time zones; who asks says how far the local clock is from UTC.

use protocol::Millis;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 1_440 * MINUTE_MS;

/// A moment as a calendar and a clock show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// Year, as in 2026.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u32,
    /// Day of the month, 1 to 31.
    pub day: u32,
    /// Day of the week, 0 is Sunday.
    pub weekday: u32,
    /// Hour, 0 to 23.
    pub hour: u32,
    /// Minute, 0 to 59.
    pub minute: u32,
}

impl Civil {
    /// The moment on a clock that is `offset` minutes ahead of UTC.
    pub fn new(at: Millis, offset: i32) -> Self {
        let local = at.0 + i64::from(offset) * MINUTE_MS;
        let (days, of_day) = (local.div_euclid(DAY_MS), local.rem_euclid(DAY_MS) / MINUTE_MS);
        let (year, month, day) = date(days);
        Self { year, month, day, weekday: (days + 4).rem_euclid(7) as u32, hour: (of_day / 60) as u32, minute: (of_day % 60) as u32 }
    }
}

/// The number of the local day: equal for two moments of one day, one more on the next.
pub fn day_number(at: Millis, offset: i32) -> i64 {
    (at.0 + i64::from(offset) * MINUTE_MS).div_euclid(DAY_MS)
}

/// How many minutes the viewer's clock was ahead of UTC at that moment. Only in the browser, only in effects.
pub fn local_offset(at: Millis) -> i32 {
    -(js_sys::Date::new(&(at.0 as f64).into()).get_timezone_offset() as i32)
}

/// What `<time datetime>` takes: the moment in UTC.
pub fn iso(at: Millis) -> String {
    let Civil { year, month, day, hour, minute, .. } = Civil::new(at, 0);
    let second = at.0.div_euclid(1000).rem_euclid(60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day from days since 1970-01-01: eras of 400 years that begin in March, so that the leap day comes last.
fn date(days: i64) -> (i32, u32, u32) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as u32, day as u32)
}

#[cfg(test)]
mod tests {
    use protocol::Millis;

    use super::{Civil, day_number, iso};

    #[test]
    fn known_days() {
        let day = |days: i64| {
            let Civil { year, month, day, weekday, .. } = Civil::new(Millis(days * 86_400_000), 0);
            (year, month, day, weekday)
        };
        assert_eq!(day(0), (1970, 1, 1, 4));
        assert_eq!(day(-1), (1969, 12, 31, 3));
        assert_eq!(day(11_016), (2000, 2, 29, 2));
        assert_eq!(day(20_716), (2026, 9, 20, 0));
        assert_eq!(day(47_540), (2100, 2, 28, 0));
        assert_eq!(day(47_541), (2100, 3, 1, 1));
    }

    #[test]
    fn local_clocks() {
        let at = Millis(1_795_187_130_000); // 2026-11-21 00:05:30 in Seoul
        assert_eq!(iso(at), "2026-11-20T15:05:30Z");
        assert_eq!(Civil::new(at, 540), Civil { year: 2026, month: 11, day: 21, weekday: 6, hour: 0, minute: 5 });
        assert_eq!(day_number(at, 540), day_number(at, 0) + 1);
        assert_eq!(Civil::new(at, -630).hour, 4);
    }
}
