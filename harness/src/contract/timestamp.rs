//! Timestamps in bodies.

use super::schema::TimestampFormat;
use crate::message::json::{Decimal, Value};

/// Whether a value of the right JSON type is a timestamp of this format.
pub(super) fn holds(format: TimestampFormat, value: Value<'_>) -> bool {
    match format {
        TimestampFormat::EpochSeconds => {
            let bound = |spelling: &str| Decimal::parse(spelling);
            let instant = value.as_number().and_then(Decimal::parse);
            instant.is_some() && instant >= bound("0") && instant < bound("253402300800")
        }
        TimestampFormat::DateTime => value.as_str().is_some_and(|text| is_date_time(&text)),
        TimestampFormat::HttpDate => value.as_str().is_some_and(|text| is_http_date(&text)),
    }
}

/// `YYYY-MM-DDThh:mm:ss`, an optional fraction, and `Z` or an offset.
fn is_date_time(text: &str) -> bool {
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
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
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
    fn text_forms_are_told_apart() {
        assert!(check(TimestampFormat::DateTime, "\"2023-07-31T20:37:08Z\""));
        assert!(check(TimestampFormat::DateTime, "\"2023-07-31T20:37:08.123+01:00\""));
        assert!(!check(TimestampFormat::DateTime, "\"2023-07-31 20:37:08Z\""));
        assert!(!check(TimestampFormat::DateTime, "\"2023-13-31T20:37:08Z\""));
        assert!(check(TimestampFormat::HttpDate, "\"Tue, 29 Apr 2014 18:30:38 GMT\""));
        assert!(!check(TimestampFormat::HttpDate, "\"2014-04-29T18:30:38Z\""));
    }
}
