//! Subjects that no request can ask for.

use crate::generate::{Pool, Subjects};

/// Subjects for which no request is certainly valid: nothing was learned of them, and nothing could be.
pub(super) fn unasked(subjects: &Subjects, pool: &Pool) -> Vec<String> {
    let is_asked = |key: &String| pool.items().iter().any(|item| item.key == pool.key_of(key));
    subjects.kinds().into_keys().filter(|key| !is_asked(key)).collect()
}
