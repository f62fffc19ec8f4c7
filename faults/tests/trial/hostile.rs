//! The register of hostile servers.

use std::collections::BTreeSet;

use batchspec_faults::hostiles;

#[test]
fn ids_are_kebab_case_and_unique_and_summaries_are_sentences() {
    let ids: BTreeSet<&str> = hostiles().iter().map(|hostile| hostile.id).collect();
    assert_eq!(ids.len(), hostiles().len());
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    for hostile in hostiles() {
        assert!(hostile.id.bytes().all(plain), "{}", hostile.id);
        assert!(hostile.summary.ends_with('.') && hostile.summary.len() >= 12, "{}", hostile.id);
    }
}
