//! Days of the calendar: until when a waiver holds.

use std::fmt;
use std::str::FromStr;

use time::{Date, Month, UtcDateTime};

/// A day, in UTC, by the Gregorian calendar; later days are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// The day of a moment, given in seconds since the beginning of 1970; the last day of the year 9999 for all after.
    #[must_use]
    pub fn of_unix_seconds(seconds: u64) -> Self {
        let moment =
            i64::try_from(seconds).ok().and_then(|seconds| UtcDateTime::from_unix_timestamp(seconds).ok());
        Self(moment.map_or(Date::MAX, UtcDateTime::date))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl FromStr for Day {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "write a day as YYYY-MM-DD, for example 2027-01-31";
        let is_form = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !is_form {
            return Err(wrong);
        }
        let number = |part: &str| part.parse::<u16>().map_err(|_| wrong);
        let (year, month, day) = (number(&text[..4])?, number(&text[5..7])?, number(&text[8..])?);
        let none = "there is no such day in the calendar";
        let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok()).ok_or(none)?;
        let day = u8::try_from(day).map_err(|_| none)?;
        Date::from_calendar_date(year.into(), month, day).map(Self).map_err(|_| none)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Day;

    #[rstest]
    #[case::the_beginning(0, "1970-01-01")]
    #[case::the_last_second_of_a_day(86_399, "1970-01-01")]
    #[case::the_first_of_the_next(86_400, "1970-01-02")]
    #[case::a_leap_day(1_709_164_800, "2024-02-29")]
    #[case::after_it(1_709_251_200, "2024-03-01")]
    #[case::beyond_the_calendar(u64::MAX, "9999-12-31")]
    fn moments_have_their_day(#[case] seconds: u64, #[case] day: &str) {
        assert_eq!(Day::of_unix_seconds(seconds).to_string(), day);
        assert_eq!(day.parse(), Ok(Day::of_unix_seconds(seconds)));
    }

    #[rstest]
    #[case("2025-02-29")]
    #[case("2025-13-01")]
    #[case("2025-00-10")]
    #[case("2025-01-00")]
    #[case("2025-1-1")]
    #[case("25-01-01")]
    #[case("2025/01/01")]
    #[case("2025-01-01T00:00")]
    #[case("2025-01-é")]
    fn what_is_no_day_is_refused(#[case] text: &str) {
        assert!(text.parse::<Day>().is_err());
    }

    #[test]
    fn days_are_ordered() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        assert!(day("2026-12-31") < day("2027-01-01") && day("2027-01-31") < day("2027-02-01"));
    }
}
