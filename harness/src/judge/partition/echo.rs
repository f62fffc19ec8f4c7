//! Keys come back as they were sent.

use super::answered::{Answered, quoted};
use crate::contract::{BatchRule, EntryKey, ItemKey};
use crate::judge::entries::Entry;
use crate::judge::{Broken, CaseVerdicts, Reading, Where};

/// Likeness from which two keys count as one gone wrong; two random ids of twelve digits have about 0.3.
const ALIKE: f64 = 0.6;

impl<'r, 'd> Answered<'r, 'd> {
    /// Pairs a missing item with a stranger that looks like it: one echo gone wrong, not two broken laws.
    ///
    /// Returns requested keys under which another item is answered, too.
    pub(super) fn echo(
        &self,
        reading: &Reading<'_>,
        batch: &BatchRule,
        missing: &mut Vec<&'r str>,
        strangers: &mut Vec<&'r Entry<'d>>,
        verdicts: &mut CaseVerdicts,
    ) -> Vec<&'r str> {
        let known = &reading.contract.known;
        let mut worst: Option<(&str, &Entry<'_>, bool)> = None;
        let mut shared = Vec::new();
        let mut pair = |key: &'r str, entry: &'r Entry<'d>, lenient: bool| {
            if worst.is_none_or(|(_, _, was_lenient)| was_lenient && !lenient) {
                worst = Some((key, entry, lenient));
            }
        };
        missing.retain(|key| {
            let run = batch.lenient_echo.as_ref().and_then(|pattern| pattern.find(key));
            if let Some((name, entries)) =
                run.and_then(|run| self.found.get_key_value(run)).filter(|(_, e)| e.len() > 1)
            {
                shared.push(*name);
                pair(key, entries[0], true);
                return false;
            }
            // Another item of this run is no echo gone wrong, however much it looks like one.
            let is_alike = |echo: &str| {
                run == Some(echo) || (reading.kind(echo).is_none() && resembles(reading, batch, key, echo))
            };
            let candidates = strangers.iter().enumerate();
            let alike = candidates
                .filter_map(|(at, entry)| Some((at, entry.key.as_deref().filter(|echo| is_alike(echo))?)))
                .min_by_key(|(_, echo)| (run != Some(echo), strsim::levenshtein(key, echo)))
                .map(|(at, _)| at);
            let Some(at) = alike else { return true };
            let entry = strangers.remove(at);
            pair(key, entry, run.is_some() && run == entry.key.as_deref());
            false
        });
        // As many strangers as missing items, and none of them could be an item: echoes changed beyond likeness.
        let is_item =
            |entry: &&Entry<'_>| entry.key.as_deref().is_some_and(|key| could_be_item(reading, batch, key));
        if missing.len() == strangers.len() && !strangers.iter().any(is_item) {
            for (key, entry) in missing.drain(..).zip(strangers.drain(..)) {
                pair(key, entry, false);
            }
        }
        match worst {
            None if !tells_keys(batch) => {}
            None => verdicts.holds(known.batch_key_echo_exact),
            Some((key, entry, lenient)) => {
                let actual = quoted(entry.key.as_deref().unwrap_or_default());
                let broken = Broken::new(format!("{} byte for byte", quoted(key)), actual)
                    .at(Where::Answer, entry.pointer())
                    .signed("echo")
                    .lesser(lenient)
                    .also((!lenient).then_some(known.batch_complete))
                    .also((!lenient).then_some(known.batch_no_strangers));
                verdicts.breaks(known.batch_key_echo_exact, broken);
            }
        }
        shared
    }
}

/// Whether a text is an item of its own: known here, or valid by the grammar of keys.
fn could_be_item(reading: &Reading<'_>, batch: &BatchRule, key: &str) -> bool {
    let contract = reading.contract;
    let node = match batch.key_nodes.as_slice() {
        [only] if batch.groups.is_none() => Some(*only),
        _ => None,
    };
    let pattern = node.and_then(|node| contract.node(node).pattern.as_ref());
    reading.kind(key).is_some() || pattern.is_some_and(|(pattern, _)| pattern.is_match(key))
}

/// Whether an echo looks like a key gone wrong rather than like somebody else's.
fn resembles(reading: &Reading<'_>, batch: &BatchRule, key: &str, echo: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (plain_key, plain_echo) = (plain(key), plain(echo));
    let holds = |one: &str, other: &str| !other.is_empty() && one.contains(other);
    holds(&plain_key, &plain_echo)
        || holds(&plain_echo, &plain_key)
        // Ids of one form are alike; what could be an item is another one.
        || (!could_be_item(reading, batch, echo)
            && !plain_echo.is_empty()
            && strsim::normalized_levenshtein(&plain_key, &plain_echo) >= ALIKE)
}

/// Whether entries repeat keys at all.
fn tells_keys(batch: &BatchRule) -> bool {
    let tells =
        |key: &EntryKey| !matches!(key, EntryKey::Position | EntryKey::Index { .. } | EntryKey::Unkeyed);
    batch.item_key != ItemKey::Nothing && batch.collections().any(|collection| tells(&collection.key))
}
