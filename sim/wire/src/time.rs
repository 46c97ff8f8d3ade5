//! Points in time as the database keeps them.

use core::time::Duration;
use serde::{Deserialize, Serialize};

/// 100 ns steps since 1601-01-01T00:00:00Z, as in a `FILETIME`; zero means never.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Ticks(pub u64);

/// The broken-down form of the API: `SYSTEMTIME`, in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SystemTime {
    /// The year, from 1601; 0 in the value that means never.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u16,
    /// Days since Sunday, 0 to 6.
    pub day_of_week: u16,
    /// The day, 1 to 31.
    pub day: u16,
    /// The hour, 0 to 23.
    pub hour: u16,
    /// The minute, 0 to 59.
    pub minute: u16,
    /// The second, 0 to 59.
    pub second: u16,
    /// The millisecond, 0 to 999.
    pub millisecond: u16,
}

const TICKS_PER_SECOND: u64 = 10_000_000;
const SECONDS_1601_TO_1970: u64 = 11_644_473_600;

impl Ticks {
    /// The time that means never.
    pub const NEVER: Ticks = Ticks(0);

    /// The time `since` after this one; it stops at the end of the number's range.
    #[must_use]
    pub fn after(self, since: Duration) -> Ticks {
        let steps = u64::try_from(since.as_nanos() / 100).unwrap_or(u64::MAX);
        Ticks(self.0.saturating_add(steps))
    }

    /// From seconds since 1970-01-01T00:00:00Z.
    pub const fn from_unix_seconds(seconds: u64) -> Ticks {
        Ticks((seconds + SECONDS_1601_TO_1970) * TICKS_PER_SECOND)
    }

    /// The broken-down form; all fields zero for never.
    pub fn to_system_time(self) -> SystemTime {
        if self == Ticks::NEVER {
            return SystemTime::default();
        }
        let seconds = self.0 / TICKS_PER_SECOND;
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        let (year, month, day) = civil(days);
        SystemTime {
            year,
            month,
            // 1601-01-01 was a Monday.
            day_of_week: ((days + 1) % 7) as u16,
            day,
            hour: (rest / 3600) as u16,
            minute: (rest / 60 % 60) as u16,
            second: (rest % 60) as u16,
            millisecond: (self.0 % TICKS_PER_SECOND / 10_000) as u16,
        }
    }
}

impl SystemTime {
    /// The time, whatever it says of the day of the week. All zero is never; `None` when there is
    /// no such time.
    pub fn to_ticks(self) -> Option<Ticks> {
        if self == SystemTime::default() {
            return Some(Ticks::NEVER);
        }
        let day = u64::from(self.day);
        let starts = if self.month > 2 {
            days_to_month(self.year, self.month - 3)?
        } else {
            days_to_month(self.year.checked_sub(1)?, self.month.checked_add(9)?)?
        };
        let days = (starts + day).checked_sub(1)?;
        let in_range = self.hour < 24
            && self.minute < 60
            && self.second < 60
            && self.millisecond < 1000
            && civil(days) == (self.year, self.month, self.day);
        let seconds = u64::from(self.hour) * 3600 + u64::from(self.minute) * 60;
        let seconds = days * 86_400 + seconds + u64::from(self.second);
        let ticks = seconds
            .checked_mul(TICKS_PER_SECOND)?
            .checked_add(u64::from(self.millisecond) * 10_000)?;
        in_range.then_some(Ticks(ticks))
    }
}

/// Days from 1601-01-01 to the first of a month, counted from the March of `year`.
fn days_to_month(year: u16, months_since_march: u16) -> Option<u64> {
    let since = u64::from(year).checked_sub(1600)?;
    let leap_days = since / 4 - since / 100 + since / 400;
    let of_year = (153 * u64::from(months_since_march) + 2) / 5;
    (365 * since + leap_days + of_year).checked_sub(306)
}

/// Year, month and day of a day counted from 1601-01-01, in the Gregorian calendar.
fn civil(days: u64) -> (u16, u16, u16) {
    // Counting years from the first of March puts the leap day last; 306 days lie between.
    let shifted = days + 306;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = 1600 + era * 400 + year_of_era + u64::from(month <= 2);
    (u16::try_from(year).unwrap_or(u16::MAX), month as u16, day as u16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_dates_come_out_right() {
        let cases = [
            (0, (1970, 1, 1, 4)),
            (951_782_400, (2000, 2, 29, 2)),
            (1_072_915_200, (2004, 1, 1, 4)),
            (1_078_012_800, (2004, 2, 29, 0)),
            (4_107_542_400, (2100, 3, 1, 1)),
        ];
        for (unix, (year, month, day, day_of_week)) in cases {
            let time = Ticks::from_unix_seconds(unix).to_system_time();
            assert_eq!(
                (time.year, time.month, time.day, time.day_of_week),
                (year, month, day, day_of_week)
            );
        }
        let first = Ticks(1).to_system_time();
        assert_eq!((first.year, first.month, first.day, first.day_of_week), (1601, 1, 1, 1));
    }

    #[test]
    fn never_is_all_zero() {
        assert_eq!(Ticks::NEVER.to_system_time(), SystemTime::default());
    }

    #[test]
    fn what_is_no_time_is_refused() {
        let time = Ticks::from_unix_seconds(951_782_400).to_system_time();
        assert_eq!(time.to_ticks(), Some(Ticks::from_unix_seconds(951_782_400)));
        for wrong in [
            SystemTime { year: 1600, ..time },
            SystemTime { year: 2001, ..time },
            SystemTime { month: 0, ..time },
            SystemTime { month: 13, ..time },
            SystemTime { month: u16::MAX, ..time },
            SystemTime { day: 0, ..time },
            SystemTime { day: 30, ..time },
            SystemTime { hour: 24, ..time },
            SystemTime { minute: 60, ..time },
            SystemTime { second: 60, ..time },
            SystemTime { millisecond: 1000, ..time },
            SystemTime { year: u16::MAX, ..time },
        ] {
            assert_eq!(wrong.to_ticks(), None, "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn times_come_back_to_the_millisecond(ticks: u64) {
            let time = Ticks(ticks).to_system_time();
            prop_assert_eq!(time.to_ticks(), Some(Ticks(ticks - ticks % 10_000)));
        }
    }

    #[test]
    fn adding_a_duration_stops_at_the_end() {
        assert_eq!(Ticks(u64::MAX).after(Duration::from_secs(1)), Ticks(u64::MAX));
        assert_eq!(Ticks(0).after(Duration::from_millis(1)), Ticks(10_000));
    }
}
