//! Timestamps in bodies.

use std::sync::LazyLock;

use time::Weekday;

use super::calendar::{date, day_exists, number};
use super::schema::TimestampFormat;
use crate::message::json::{Decimal, Value};

/// The first moment that no timestamp has, in epoch seconds.
static YEAR_10000: LazyLock<Decimal> = LazyLock::new(|| Decimal::from(253_402_300_800));

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Whether a value of the right JSON type is a timestamp of this format.
pub(super) fn holds(format: TimestampFormat, value: Value<'_>) -> bool {
    match format {
        TimestampFormat::EpochSeconds => {
            let instant = value.as_number().and_then(Decimal::parse);
            instant.is_some_and(|instant| !instant.is_negative() && instant < *YEAR_10000)
        }
        TimestampFormat::DateTime => value.as_str().is_some_and(|text| is_date_time(&text)),
        TimestampFormat::HttpDate => value.as_str().is_some_and(|text| is_http_date(&text)),
    }
}

/// Whether servers may differ on a requested timestamp: offsets, leap seconds, fine fractions, days that no calendar
/// has, and moments outside the years 1970 to 9999. What is no timestamp at all is not disputed.
pub(super) fn is_disputed(format: TimestampFormat, value: Value<'_>) -> bool {
    let is_number = format == TimestampFormat::EpochSeconds;
    (is_number || holds(format, value)) && !is_plain(format, value)
}

fn is_plain(format: TimestampFormat, value: Value<'_>) -> bool {
    let text = value.as_str().unwrap_or_default();
    holds(format, value)
        && match format {
            TimestampFormat::EpochSeconds => {
                value.as_number().is_some_and(|number| fraction_digits(number) <= 3)
            }
            TimestampFormat::DateTime => {
                text.ends_with('Z')
                    && text.as_bytes().get(10) == Some(&b'T')
                    && fraction_digits(text.trim_end_matches('Z')) <= 3
                    && text.get(17..19) != Some("60")
                    && day_exists(number(&text, 0..4), number(&text, 5..7), number(&text, 8..10))
            }
            TimestampFormat::HttpDate => {
                let month =
                    MONTHS.iter().position(|&month| text.get(8..11) == Some(month)).map_or(0, |at| at + 1);
                let (year, day) = (number(&text, 12..16), number(&text, 5..7));
                text.len() == "Tue, 29 Apr 2014 18:30:38 GMT".len()
                    && number(&text, 17..19) < 24
                    && number(&text, 20..22) < 60
                    && number(&text, 23..25) < 60
                    && day_exists(year, month, day)
                    && date(year, month, day).is_some_and(|date| is_called(date.weekday(), &text))
            }
        }
}

fn fraction_digits(number: &str) -> usize {
    number.split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

/// Whether a text begins with the short name of this day of the week.
fn is_called(day: Weekday, text: &str) -> bool {
    DAYS.get(usize::from(day.number_days_from_monday())).is_some_and(|name| text.starts_with(name))
}

/// `YYYY-MM-DDThh:mm:ss`, an optional fraction, and `Z` or an offset.
pub(super) fn is_date_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = b"dddd-dd-ddTdd:dd:dd";
    if bytes.len() <= shape.len() || !bytes.iter().zip(shape).all(|(&byte, &form)| fits(byte, form)) {
        return false;
    }
    let field = |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<u32>().ok());
    let in_range = matches!(field(5..7), Some(1..=12))
        && matches!(field(8..10), Some(1..=31))
        && matches!(field(11..13), Some(0..=23))
        && matches!(field(14..16), Some(0..=59))
        && matches!(field(17..19), Some(0..=60));
    let rest = text.get(shape.len()..).unwrap_or_default();
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 {
                return false;
            }
            &fraction[digits..]
        }
        None => rest,
    };
    let offset = || zone.len() == 6 && zone.bytes().zip(*b"+dd:dd").all(|(byte, form)| fits(byte, form));
    in_range && (matches!(zone, "Z" | "z") || offset())
}

fn fits(byte: u8, form: u8) -> bool {
    match form {
        b'd' => byte.is_ascii_digit(),
        b'+' => matches!(byte, b'+' | b'-'),
        b'T' => matches!(byte, b'T' | b't'),
        exact => byte == exact,
    }
}

/// `Tue, 29 Apr 2014 18:30:38 GMT`, with an optional fraction of the second.
fn is_http_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(' ').collect();
    let [day, date, month, year, time, "GMT"] = parts.as_slice() else {
        return false;
    };
    let number =
        |text: &str, width: usize| text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    let time = time.split_once('.').map_or(*time, |(whole, _)| whole);
    let clock: Vec<&str> = time.split(':').collect();
    day.strip_suffix(',').is_some_and(|day| DAYS.contains(&day))
        && number(date, 2)
        && MONTHS.contains(month)
        && number(year, 4)
        && clock.len() == 3
        && clock.iter().all(|part| number(part, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::json::Document;

    fn check(format: TimestampFormat, text: &str) -> bool {
        let document = Document::parse(text.as_bytes()).expect("JSON");
        holds(format, document.root())
    }

    #[test]
    fn epoch_seconds_are_numbers_within_the_years_1970_to_9999() {
        for good in ["0", "1690836000", "1.690836e9", "1690836000.123", "253402300799", "253402300799.9"] {
            assert!(check(TimestampFormat::EpochSeconds, good), "{good}");
        }
        for bad in ["-1", "253402300800", "1690836000000", "1e999999", "\"1690836000\""] {
            assert!(!check(TimestampFormat::EpochSeconds, bad), "{bad}");
        }
    }

    #[test]
    fn what_readers_differ_on_is_not_plain() {
        let plain = |format, text: &str| {
            let document = Document::parse(text.as_bytes()).expect("JSON");
            is_plain(format, document.root())
        };
        for good in ["2024-02-29T23:59:59Z", "1970-01-01T00:00:00.123Z", "9999-12-31T00:00:00Z"] {
            assert!(plain(TimestampFormat::DateTime, &format!("\"{good}\"")), "{good}");
        }
        for open in [
            "2023-02-29T00:00:00Z",
            "1900-02-28T00:00:00Z",
            "2023-04-31T00:00:00Z",
            "2023-07-31T20:37:08+01:00",
            "2023-07-31T20:37:08z",
            "2023-07-31t20:37:08Z",
            "2016-12-31T23:59:60Z",
            "2023-07-31T20:37:08.123456789Z",
        ] {
            assert!(!plain(TimestampFormat::DateTime, &format!("\"{open}\"")), "{open}");
        }
        for good in [
            "Tue, 29 Apr 2014 18:30:38 GMT",
            "Thu, 29 Feb 2024 00:00:00 GMT",
            "Sat, 01 Jan 2000 00:00:00 GMT",
        ] {
            assert!(plain(TimestampFormat::HttpDate, &format!("\"{good}\"")), "{good}");
        }
        for open in [
            "Mon, 29 Apr 2014 18:30:38 GMT",
            "Tue, 31 Apr 2014 18:30:38 GMT",
            "Tue, 29 Apr 2014 24:30:38 GMT",
            "Tue, 29 Apr 2014 18:30:38.5 GMT",
        ] {
            assert!(!plain(TimestampFormat::HttpDate, &format!("\"{open}\"")), "{open}");
        }
        assert!(plain(TimestampFormat::EpochSeconds, "1690836000.123"));
        assert!(
            !plain(TimestampFormat::EpochSeconds, "1690836000.1234")
                && !plain(TimestampFormat::EpochSeconds, "-1")
        );
    }

    #[test]
    fn text_forms_are_told_apart() {
        assert!(check(TimestampFormat::DateTime, "\"2023-07-31T20:37:08Z\""));
        assert!(check(TimestampFormat::DateTime, "\"2023-07-31T20:37:08.123+01:00\""));
        assert!(!check(TimestampFormat::DateTime, "\"2023-07-31 20:37:08Z\""));
        assert!(!check(TimestampFormat::DateTime, "\"2023-13-31T20:37:08Z\""));
        assert!(check(TimestampFormat::HttpDate, "\"Tue, 29 Apr 2014 18:30:38 GMT\""));
        assert!(!check(TimestampFormat::HttpDate, "\"2014-04-29T18:30:38Z\""));
    }
}
