//! Days of the calendar, as answers name them and as suites ask for them.

use std::ops::Range;

use time::{Date, Month};

use super::timestamp::is_date_time;
use crate::message::json::{Decimal, Value};

/// The number that these places of a text hold; the largest where they hold none.
pub(super) fn number(text: &str, digits: Range<usize>) -> usize {
    text.get(digits).and_then(|digits| digits.parse().ok()).unwrap_or(usize::MAX)
}

/// Whether a day exists that timestamps can have.
pub(super) fn day_exists(year: usize, month: usize, day: usize) -> bool {
    (1970..=9999).contains(&year) && calendar_has(year, month, day)
}

/// Whether the Gregorian calendar has this day.
fn calendar_has(year: usize, month: usize, day: usize) -> bool {
    date(year, month, day).is_some()
}

/// This day of the Gregorian calendar, which not every year has.
pub(super) fn date(year: usize, month: usize, day: usize) -> Option<Date> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()
}

/// Where a text holds the year, the month and the day: `YYYY-MM-DD`, or these parts in another order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayForm {
    source: String,
    year: Range<usize>,
    month: Range<usize>,
    day: Range<usize>,
}

impl DayForm {
    /// Reads a form; `None` when it has not `YYYY`, `MM` and `DD`, each once.
    #[must_use]
    pub fn new(source: &str) -> Option<Self> {
        let once = |part: &str| {
            let start = source.find(part).filter(|_| source.matches(part).count() == 1)?;
            Some(start..start + part.len())
        };
        let [year, month, day] = [once("YYYY")?, once("MM")?, once("DD")?];
        Some(Self { source: source.to_owned(), year, month, day })
    }

    /// Whether the day that a text names is one that the calendar has; `None` where the text is not of this form.
    #[must_use]
    pub fn exists(&self, text: &str) -> Option<bool> {
        let is_number = |range: &Range<usize>| {
            text.get(range.clone()).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let parts = [&self.year, &self.month, &self.day];
        let is_form = self.source.char_indices().all(|(at, c)| {
            parts.iter().any(|part| part.contains(&at))
                || text.get(at..).is_some_and(|rest| rest.starts_with(c))
        });
        let [year, month, day] = parts.map(|part| number(text, part.clone()));
        (is_form && parts.into_iter().all(is_number)).then(|| calendar_has(year, month, day))
    }

    /// The form as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// The first day on which a timestamp may lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarliestDay {
    source: String,
    first_second: Decimal,
}

impl EarliestDay {
    /// Reads `YYYY-MM-DD`; `None` for what is no day since 1970.
    #[must_use]
    pub fn new(source: &str) -> Option<Self> {
        let [year, month, day] = [number(source, 0..4), number(source, 5..7), number(source, 8..10)];
        let exists = source.len() == 10 && DayForm::new("YYYY-MM-DD")?.exists(source)?;
        if !exists || !day_exists(year, month, day) {
            return None;
        }
        let first_second = date(year, month, day)?.midnight().assume_utc().unix_timestamp();
        Some(Self { source: source.to_owned(), first_second: Decimal::from(first_second) })
    }

    /// Whether a timestamp lies before this day; `None` for what is no timestamp in seconds or as a date and time.
    #[must_use]
    pub fn is_after(&self, value: Value<'_>) -> Option<bool> {
        if let Some(text) = value.as_str() {
            return is_date_time(&text).then(|| text.get(..10).is_some_and(|day| day < self.source.as_str()));
        }
        Some(value.as_number().and_then(Decimal::parse)? < self.first_second)
    }

    /// The day as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

#[cfg(test)]
mod tests {
    use super::{DayForm, EarliestDay};
    use crate::message::json::Document;

    #[test]
    fn a_day_is_one_of_the_calendar() {
        let form = DayForm::new("YYYY-MM-DD").expect("a form");
        for (text, exists) in [
            ("2024-02-29T00:00:00Z", Some(true)),
            ("2023-02-29T00:00:00Z", Some(false)),
            ("2023-06-31", Some(false)),
            ("1900-02-29", Some(false)),
            ("2000-02-29", Some(true)),
            ("1969-07-20", Some(true)),
            ("2023-00-10", Some(false)),
            ("2023-13-01", Some(false)),
            ("2023/06/31", None),
            ("2023-6-31", None),
            ("tomorrow", None),
            ("\u{661}\u{662}-06-31", None),
        ] {
            assert_eq!(form.exists(text), exists, "{text}");
        }
        assert_eq!(DayForm::new("DD.MM.YYYY").and_then(|form| form.exists("31.06.2023")), Some(false));
        assert_eq!(DayForm::new("YYYY-MM"), None);
        assert_eq!(DayForm::new("YYYY-MM-DD DD"), None);
    }

    #[test]
    fn a_timestamp_is_before_a_day_or_not() {
        let day = EarliestDay::new("2021-01-01").expect("a day");
        let is_before = |text: &str| {
            let document = Document::parse(text.as_bytes()).expect("JSON");
            day.is_after(document.root())
        };
        assert_eq!(is_before("1609459199.9"), Some(true));
        assert_eq!(is_before("1609459200"), Some(false));
        assert_eq!(is_before("\"2020-12-31T23:59:59Z\""), Some(true));
        assert_eq!(is_before("\"2021-01-01T00:00:00Z\""), Some(false));
        assert_eq!(is_before("\"last year\""), None);
        assert_eq!(is_before("null"), None);
        assert_eq!(EarliestDay::new("2021-02-29"), None);
        assert_eq!(EarliestDay::new("2021-01-01T00:00:00Z"), None);
    }
}
