//! Times that requests may have.

/// A time that is no moment of a test: 2023-11-14T22:13:20Z.
const TIME_SECONDS: i64 = 1_700_000_000;

/// A time in the unit that such members usually have: whole numbers are milliseconds, timestamps seconds.
pub(crate) fn usual_time(is_number: bool) -> i64 {
    if is_number { TIME_SECONDS * 1000 } else { TIME_SECONDS }
}
