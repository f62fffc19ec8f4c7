//! How values are written in texts; what the readers complain of says what to write.

use std::str::FromStr;
use std::time::Duration;

use batchspec_harness::send::Pin;

/// Reads `1` or `0`.
pub(super) fn flag(text: &str) -> Result<bool, String> {
    match text {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err("write 1 or 0".to_owned()),
    }
}

/// Reads a whole number.
pub(super) fn whole<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "write a whole number".to_owned())
}

/// Reads a number of requests a second.
pub(super) fn rate(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|rate| (0.01..=1_000_000.0).contains(rate));
    number.ok_or_else(|| "write requests a second, from 0.01 to 1000000, for example 5".to_owned())
}

/// Reads how many requests are in flight.
pub(super) fn lanes(text: &str) -> Result<u16, String> {
    let lanes = text.parse().ok().filter(|lanes| (1..=256).contains(lanes));
    lanes.ok_or_else(|| "write a whole number from 1 to 256".to_owned())
}

/// Reads `95%` or `95`.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim().parse::<f64>().ok();
    let number = number.filter(|share| (0.0..=100.0).contains(share));
    number.ok_or_else(|| "write a share from 0% to 100%, for example 95%".to_owned())
}

/// Reads `1500ms`, `2s` or `1m`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let unit_at = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let ms_per_unit = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        _ => return Err("write a whole number and ms, s or m, for example 2s".to_owned()),
    };
    number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(ms_per_unit))
        .map(Duration::from_millis)
        .ok_or_else(|| "write a whole number before the unit, for example 2s".to_owned())
}

/// Writes what [`duration`] reads.
pub(super) fn spelled(time: Duration) -> String {
    match time.as_millis() {
        ms if ms % 1_000 == 0 => format!("{}s", ms / 1_000),
        ms => format!("{ms}ms"),
    }
}

/// Reads `HOST:PORT:ADDRESS`.
pub(super) fn pin(text: &str) -> Result<Pin, String> {
    text.parse().map_err(str::to_owned)
}

/// The name and the value of `Name: value`.
pub(crate) fn header(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once(':')?;
    Some((name.trim().to_owned(), value.trim().to_owned()))
}
