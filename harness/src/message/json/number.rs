//! JSON numbers compared by value, whatever their spelling and size.

use std::cmp::Ordering;

use super::equality::{bytes_print, join};

/// A JSON number in a form where equal values are equal: sign, digits without zeros at either end, power of ten.
///
/// ```
/// use batchspec_harness::message::json::Decimal;
/// assert_eq!(Decimal::parse("1.50e3"), Decimal::parse("1500"));
/// assert!(Decimal::parse("1e999999").unwrap() > Decimal::parse("2").unwrap());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal {
    negative: bool,
    /// The first significant digits, as a number of [`LEADING`] digits; 0 for zero.
    leading: u64,
    /// The significant digits after these, the last not zero. Few numbers have any, and an empty list costs nothing.
    rest: Vec<u8>,
    /// Power of ten of the first digit plus one: `0.digits * 10^magnitude`.
    magnitude: i64,
}

/// As many decimal digits as fit into 64 bits whatever they are.
const LEADING: usize = 19;

impl Decimal {
    /// Reads a number that follows JSON's grammar; `None` for anything else.
    #[must_use]
    pub fn parse(spelling: &str) -> Option<Self> {
        let (negative, rest) = spelling.strip_prefix('-').map_or((false, spelling), |rest| (true, rest));
        let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return None;
        }
        let exponent = clamped(exponent)?;
        let all = || whole.bytes().chain(fraction.bytes());
        let Some(first) = all().position(|digit| digit != b'0') else {
            return Some(Self { negative: false, leading: 0, rest: Vec::new(), magnitude: 0 });
        };
        let zeros = all().rev().take_while(|&digit| digit == b'0').count();
        let count = whole.len() + fraction.len() - zeros - first;
        let offset = i64::try_from(whole.len()).ok()? - i64::try_from(first).ok()?;
        let significant = || all().skip(first).take(count);
        let leading = significant().chain(std::iter::repeat(b'0')).take(LEADING);
        let leading = leading.fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
        Some(Self {
            negative,
            leading,
            rest: significant().skip(LEADING).collect(),
            magnitude: exponent + offset,
        })
    }

    /// A hash that equal values share.
    pub(super) fn print(&self) -> u64 {
        let sign = u64::from(self.negative);
        let size = join(join(sign, self.leading), self.magnitude.cast_unsigned());
        if self.rest.is_empty() { size } else { join(size, bytes_print(&self.rest)) }
    }

    /// Whether the value is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Whether the value has no fraction.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        if self.leading == 0 {
            return true;
        }
        let mut count = LEADING + self.rest.len();
        let mut leading = self.leading;
        while self.rest.is_empty() && leading.is_multiple_of(10) {
            (leading, count) = (leading / 10, count - 1);
        }
        i64::try_from(count).is_ok_and(|count| count <= self.magnitude)
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        let size = number.unsigned_abs();
        let Some(power) = size.checked_ilog10() else {
            return Self { negative: false, leading: 0, rest: Vec::new(), magnitude: 0 };
        };
        // No number of 64 bits with a sign has more than 19 digits.
        let leading = (power + 1..19).fold(size, |leading, _| leading * 10);
        Self { negative: number < 0, leading, rest: Vec::new(), magnitude: i64::from(power) + 1 }
    }
}

/// An exponent, held within a range no comparison leaves: nobody tells 10^(10^12) from anything beyond.
fn clamped(exponent: &str) -> Option<i64> {
    const LIMIT: i64 = 1_000_000_000_000;
    let (negative, digits) = match exponent.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, exponent.strip_prefix('+').unwrap_or(exponent)),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse::<i64>().unwrap_or(LIMIT).min(LIMIT);
    Some(if negative { -size } else { size })
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |d: &Self| match (d.leading == 0, d.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let by_sign = sign(self).cmp(&sign(other));
        let by_size = || {
            let by_leading = || self.leading.cmp(&other.leading);
            self.magnitude
                .cmp(&other.magnitude)
                .then_with(by_leading)
                .then_with(|| self.rest.cmp(&other.rest))
        };
        by_sign.then_with(|| if self.negative { by_size().reverse() } else { by_size() })
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn decimal(spelling: &str) -> Decimal {
        Decimal::parse(spelling).expect("a JSON number")
    }

    #[test]
    fn values_compare_whatever_their_spelling() {
        assert_eq!(decimal("0"), decimal("-0.0e5"));
        assert_eq!(decimal("1690836000"), decimal("1.690836e9"));
        assert_eq!(decimal("12.30"), decimal("1.23E+1"));
        let ascending = ["-1e9", "-10", "-9.5", "-0.1", "0", "1e-9", "0.5", "1", "9", "10", "10.01", "1e20"];
        for pair in ascending.windows(2) {
            assert!(decimal(pair[0]) < decimal(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn long_numbers_differ_in_their_last_digit() {
        let (one, other) = ("12345678901234567890123", "12345678901234567890124");
        assert!(decimal(one) < decimal(other));
        assert_ne!(decimal(one).print(), decimal(other).print());
        assert_eq!(decimal(one).print(), decimal("1.2345678901234567890123e22").print());
        assert!(decimal(one).is_whole() && !decimal("1234567890123456789.5").is_whole());
        assert!(decimal("1234567890123456789") < decimal("1234567890123456789.5"));
    }

    #[test]
    fn machine_numbers_are_equal_to_their_spelling() {
        for number in [0, 1, -1, 10, -1200, 1_690_836_000, i64::MIN, i64::MAX] {
            assert_eq!(Decimal::from(number), decimal(&number.to_string()), "{number}");
        }
    }

    #[test]
    fn whole_numbers_are_told_by_value() {
        for whole in ["0", "1e3", "1.5e1", "-20", "0e-5", "100"] {
            assert!(decimal(whole).is_whole(), "{whole}");
        }
        for fraction in ["0.5", "15e-1", "1e-3", "-2.25"] {
            assert!(!decimal(fraction).is_whole(), "{fraction}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for wrong in ["", "-", "1.e", "NaN", "0x10", "1e", "+", "1e+"] {
            assert_eq!(Decimal::parse(wrong), None, "{wrong}");
        }
    }
}
