//! A batch and its answer taken apart: where the items stand, where their entries, and what is around them.

use crate::contract::Contract;
use crate::judge::{CollectionSide as Side, Requested, entries};
use crate::message::json::{Document, Kind};

/// Where the items of a batch stand in its request, and the entry of each in the answer.
#[derive(Debug)]
pub(super) struct Layout<'b> {
    /// The bytes before and after the items of the request.
    pub(super) around: (&'b [u8], &'b [u8]),
    /// In the order of the request.
    pub(super) parts: Vec<Pair<'b>>,
    pub(super) surroundings: Surroundings,
}

/// An item and the entry that answers it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'b> {
    pub(super) item: &'b [u8],
    pub(super) side: Side,
    pub(super) entry: &'b [u8],
}

/// An answer but for its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Surroundings {
    /// The side whose entries come first.
    first: Side,
    before: Box<[u8]>,
    /// Between two entries of one side.
    gap: Box<[u8]>,
    /// Between the two sides.
    between: Box<[u8]>,
    after: Box<[u8]>,
}

impl<'b> Layout<'b> {
    /// Takes an answer apart that has one entry for each item, on either side in the order of the request, with the same
    /// between any two; `None` for all others.
    pub(super) fn of(contract: &Contract, request: &'b [u8], answer: &'b [u8]) -> Option<Self> {
        let (asked, answered) = (Document::parse(request).ok()?, Document::parse(answer).ok()?);
        if asked.has_byte_order_mark() || answered.has_byte_order_mark() {
            return None;
        }
        let batch = contract.batch.as_ref().filter(|batch| batch.is_simple())?;
        let list = batch.items.iter().try_fold(asked.root(), |value, name| value.get(name))?;
        let items: Vec<(usize, usize)> = list.elements().map(|item| item.span()).collect();
        let (first, last) = (items.first()?.0, items.last()?.1);
        let requested = Requested::of(contract, &asked).filter(Requested::are_distinct)?;
        let root = Some(answered.root()).filter(|root| root.kind() == Kind::Object)?;
        let mut placed = Vec::with_capacity(items.len());
        for entry in entries(contract, &requested, root)? {
            let place = requested.place(entry.key.as_deref()?, placed.len())?;
            placed.push((entry.span(), entry.side, place));
        }
        placed.sort_unstable_by_key(|(span, ..)| *span);
        let surroundings = Surroundings::of(answer, &placed)?;
        let in_order = [Side::Succeeded, Side::Failed]
            .into_iter()
            .all(|side| placed.iter().filter(|next| next.1 == side).map(|next| next.2).is_sorted());
        placed.sort_by_key(|(.., place)| *place);
        let each_once = placed.iter().map(|(.., place)| *place).eq(0..items.len());
        if !each_once || !in_order {
            return None;
        }
        let parts = items.iter().zip(&placed);
        let parts = parts.map(|(&(start, end), &(entry, side, _))| {
            Some(Pair { item: request.get(start..end)?, side, entry: answer.get(entry.0..entry.1)? })
        });
        Some(Self {
            around: (request.get(..first)?, request.get(last..)?),
            parts: parts.collect::<Option<_>>()?,
            surroundings,
        })
    }
}

/// The span of an entry, its side, and the place of its item in the request.
type Placed = ((usize, usize), Side, usize);

impl Surroundings {
    /// What is around entries that are given in the order of the answer.
    fn of(answer: &[u8], entries: &[Placed]) -> Option<Self> {
        let (first, last) = (entries.first()?, entries.last()?);
        let (mut gap, mut between): (Option<&[u8]>, Option<&[u8]>) = (None, None);
        for pair in entries.windows(2) {
            let (one, next) = (&pair[0], &pair[1]);
            let found = answer.get(one.0.1..next.0.0)?;
            let place = if one.1 == next.1 { &mut gap } else { &mut between };
            let is_again = place.replace(found).is_some_and(|known| known != found || one.1 != next.1);
            if is_again {
                return None;
            }
        }
        Some(Self {
            first: first.1,
            before: answer.get(..first.0.0)?.into(),
            gap: gap.unwrap_or_default().into(),
            between: between.unwrap_or_default().into(),
            after: answer.get(last.0.1..)?.into(),
        })
    }

    /// Whether an answer is just these entries in these surroundings.
    pub(super) fn is_around<'e, E: Iterator<Item = &'e [u8]>>(
        &self,
        answer: &[u8],
        entries: impl Fn(Side) -> E,
    ) -> bool {
        let second = if self.first == Side::Succeeded { Side::Failed } else { Side::Succeeded };
        let mut rest = Rest(answer);
        let mut is_so = rest.begins(&self.before);
        let mut is_first = true;
        for (side, lead) in [(self.first, &self.before), (second, &self.between)] {
            for (at, entry) in entries(side).enumerate() {
                let lead = if at > 0 { &self.gap } else { lead };
                is_so = is_so && (is_first || rest.begins(lead)) && rest.begins(entry);
                is_first = false;
            }
        }
        is_so && *rest.0 == *self.after
    }

    /// The answer of one entry alone.
    pub(super) fn around_one(&self, entry: &[u8]) -> Vec<u8> {
        [&self.before, entry, &self.after].concat()
    }
}

/// What of an answer is still to be compared.
struct Rest<'b>(&'b [u8]);

impl Rest<'_> {
    fn begins(&mut self, with: &[u8]) -> bool {
        match self.0.strip_prefix(with) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }
}

/// The texts of a list's items that are strings or objects, separated by commas alone; `None` for any other.
pub(super) fn items(list: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    let mut rest = Some(list);
    std::iter::from_fn(move || {
        let bytes = rest.take()?;
        let Some(end) = end_of_value(bytes) else { return Some(None) };
        let (item, after) = bytes.split_at(end);
        match after {
            [] => {}
            [b',', after @ ..] => rest = Some(after),
            _ => return Some(None),
        }
        Some(Some(item))
    })
}

/// The end of the string or object that bytes begin with.
fn end_of_value(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        match bytes.get(at)? {
            b'"' => at = end_of_string(bytes, at)?,
            b'{' => {
                depth += 1;
                at += 1;
            }
            b'}' => {
                depth = depth.checked_sub(1)?;
                at += 1;
            }
            _ if depth == 0 => return None,
            _ => at += 1,
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

fn end_of_string(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::items;

    #[test]
    fn items_are_told_apart_without_being_read() {
        let told = |text: &'static str| -> Option<Vec<&'static str>> {
            items(text.as_bytes()).map(|item| std::str::from_utf8(item?).ok()).collect()
        };
        assert_eq!(told(r#""a","b\"],","c""#), Some(vec![r#""a""#, r#""b\"],""#, r#""c""#]));
        assert_eq!(told(r#"{"a":{"b":"}"}},"x""#), Some(vec![r#"{"a":{"b":"}"}}"#, r#""x""#]));
        for other in ["", "1", r#""a" ,"b""#, r#""a","#, r#""a"#, "{", r#""a\"#, "}{"] {
            assert_eq!(told(other), None, "{other}");
        }
    }
}
