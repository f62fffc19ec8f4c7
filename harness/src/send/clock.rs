//! The clock of this machine, which signatures are dated by, and how far a target's clock is from it.

use std::time::{Duration, SystemTime};

use crate::message::Answer;

#[expect(
    clippy::disallowed_methods,
    reason = "a signature carries the date of its sending; no verdict depends on it"
)]
pub(super) fn now() -> SystemTime {
    SystemTime::now()
}

/// How many seconds the `Date` of an answer that has just come is ahead of this machine's clock, below zero where it is
/// behind; `None` where it tells none.
#[must_use]
pub fn seconds_ahead(answer: &Answer) -> Option<i64> {
    let there = unix_seconds(answer.header("date")?)?;
    let here = now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    there.checked_sub(i64::try_from(here).ok()?)
}

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that servers may send (RFC 9110, section 5.6.7).
fn unix_seconds(date: &str) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = date.split(' ').collect();
    let &[_, day, month, year, time, "GMT"] = words.as_slice() else { return None };
    let (day, year): (i64, i64) = (day.parse().ok()?, year.parse().ok()?);
    let month = 1 + i64::try_from(MONTHS.iter().position(|name| *name == month)?).ok()?;
    let mut units = time.split(':').map(|unit| unit.parse::<i64>().ok());
    let (hours, minutes, seconds) = (units.next()??, units.next()??, units.next()??);
    let is_date = (1..=31).contains(&day) && (1970..=9999).contains(&year);
    // Years begin with March, so that the leap day is their last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    is_date.then_some(days * 86_400 + hours * 3600 + minutes * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use super::unix_seconds;

    #[test]
    fn dates_of_answers_are_read() {
        assert_eq!(unix_seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(unix_seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(unix_seconds("Tue, 29 Feb 2000 23:59:59 GMT"), Some(951_868_799));
        for wrong in ["", "yesterday", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT"] {
            assert_eq!(unix_seconds(wrong), None, "{wrong}");
        }
    }
}
