//! Servers that accept other requests for accounts than the documented ones.

use super::clauses::{REFUSED, led};
use super::reach::{GOOD, accounts, strangers};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Settings;
use batchspec_fixtures::reference::checks::{Absent, account_id};

const REQUIRED: &[&str] = &["inspector2/request/account-ids-required"];
const MIN: &[&str] = &["inspector2/request/account-ids-min"];
const MAX: &[&str] = &["inspector2/request/account-ids-max"];
/// A constraint that holds for an item alone and not for it among others breaks the batch's own promise first.
const PATTERN_AMONG_OTHERS: &[&str] = &[
    "batch/invalid-item-rejects-call",
    "inspector2/request/account-id-pattern",
    "inspector2/response/account-id-pattern",
];
/// A wrong id that is let through comes back in the answer.
const PATTERN: &[&str] = &[
    "inspector2/request/account-id-pattern",
    "batch/invalid-item-rejects-call",
    "inspector2/response/account-id-pattern",
];
const ODD: &[&str] = &led::<7>("inspector2/request/account-id-odd-accepted", REFUSED);
const STRICT: &[&str] = &led::<7>("inspector2/request/account-id-strict-accepted", REFUSED);
/// Digits of any script, as many a pattern engine reads `\d`.
fn digit(symbol: char) -> bool {
    symbol.is_ascii_digit()
        || ('\u{660}'..='\u{669}').contains(&symbol)
        || ('\u{ff10}'..='\u{ff19}').contains(&symbol)
}

fn bad(id: &str) -> Vec<Ask> {
    vec![Ask::accounts(&[id])]
}

/// Good ids before and after a bad one.
fn among(before: usize, id: &str, after: usize) -> Vec<Ask> {
    let present = batchspec_fixtures::world("inspector2").present;
    let ids = [&present[..before], &[id], &present[before..before + after]].concat();
    vec![Ask::accounts(&ids)]
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "missing-list-answered-empty",
        "A request without accounts gets an empty answer.",
        &["inspector2/request/account-ids-required", "protocol/null-equals-missing"],
        Settings(&|settings| settings.checks.missing_list = Absent::Tolerated),
        || vec![Ask::inspector2("{}")],
    )
    .needing(0),
    Fault::inspector2(
        "capital-initials-taken",
        "The member `accountIDs` is taken for `accountIds`.",
        REQUIRED,
        Settings(&|settings| settings.checks.same_name = |sent, name| sent.replace("IDs", "Ids") == name),
        || vec![Ask::inspector2(r#"{"accountIDs":["123456789012"]}"#)],
    ),
    Fault::inspector2(
        "member-names-without-case",
        "The member `AccountIds` is taken for `accountIds`.",
        REQUIRED,
        Settings(&|settings| settings.checks.same_name = str::eq_ignore_ascii_case),
        || vec![Ask::inspector2(r#"{"AccountIds":["123456789012"]}"#)],
    ),
    Fault::inspector2(
        "empty-list-answered",
        "An empty list of accounts gets an empty answer.",
        MIN,
        Settings(&|settings| settings.checks.count.min = 0),
        || vec![Ask::inspector2(r#"{"accountIds":[]}"#)],
    )
    .needing(0),
    Fault::inspector2(
        "single-account-refused",
        "A list of one account is refused.",
        &[
            "inspector2/request/account-ids-min",
            "protocol/success-status",
            "protocol/content-type-parameters-ignored",
            "protocol/accept-wildcards",
            "protocol/harmless-variation-accepted",
            "protocol/hostile-bytes-no-5xx",
            "inspector2/request/account-id-strict-accepted",
            "inspector2/request/account-id-odd-accepted",
            "batch/split-invariant",
            "batch/removal-invariant",
        ],
        Settings(&|settings| settings.checks.count.min = 2),
        || accounts(1),
    ),
    Fault::inspector2(
        "max-off-by-one",
        "A list of 101 accounts is answered.",
        MAX,
        Settings(&|settings| settings.checks.count.max = 101),
        || strangers(101),
    )
    .needing(101),
    Fault::inspector2(
        "max-not-enforced",
        "A list of any length is answered.",
        MAX,
        Settings(&|settings| settings.checks.count.max = usize::MAX),
        || strangers(150),
    )
    .needing(101),
    Fault::inspector2(
        "max-exclusive",
        "A list of 100 accounts is refused.",
        &[
            "inspector2/request/account-ids-max",
            "protocol/success-status",
            "inspector2/request/account-id-strict-accepted",
            "batch/split-invariant",
            "batch/removal-invariant",
        ],
        Settings(&|settings| settings.checks.count.max = 99),
        || strangers(100),
    )
    .needing(100),
    Fault::inspector2(
        "long-list-cut",
        "Of a longer list the first 100 accounts are answered.",
        &["inspector2/request/account-ids-max", "batch/complete"],
        Settings(&|settings| settings.checks.count.cut = true),
        || strangers(101),
    )
    .needing(101),
    Fault::inspector2(
        "equal-accounts-counted-once",
        "The length of the list is that of the set of its members.",
        &["protocol/length-unit", "inspector2/request/account-ids-max"],
        Settings(&|settings| settings.checks.count.distinct = true),
        || vec![Ask::accounts(&[GOOD; 101])],
    )
    .needing(101),
    Fault::inspector2(
        "account-pattern-not-enforced",
        "Account ids are not looked at.",
        PATTERN,
        Settings(&|settings| settings.checks.id.pattern = |_| true),
        || bad("abc"),
    ),
    Fault::inspector2(
        "eleven-digits-accepted",
        "Eleven digits make an account id.",
        PATTERN,
        Settings(&|settings| {
            settings.checks.id.pattern =
                |id| id.as_bytes().split(|byte| !byte.is_ascii_digit()).any(|run| run.len() >= 11);
        }),
        || bad("12345678901"),
    ),
    Fault::inspector2(
        "scattered-digits-accepted",
        "Twelve digits make an account id, whatever stands between them.",
        PATTERN,
        Settings(&|settings| {
            settings.checks.id.pattern = |id| id.bytes().filter(u8::is_ascii_digit).count() >= 12
        }),
        || bad("123456 789012"),
    ),
    Fault::inspector2(
        "digits-of-all-scripts-accepted",
        "Digits of any script make an account id.",
        PATTERN,
        Settings(&|settings| {
            settings.checks.id.pattern =
                |id| id.split(|symbol| !digit(symbol)).any(|run| run.chars().count() >= 12);
        }),
        || bad("\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}\u{667}\u{668}\u{669}\u{660}\u{661}\u{662}"),
    ),
    Fault::inspector2(
        "empty-account-accepted",
        "The empty string passes for an account id.",
        PATTERN,
        Settings(&|settings| settings.checks.id.pattern = |id| id.is_empty() || account_id(id)),
        || bad(""),
    ),
    Fault::inspector2(
        "account-letters-accepted",
        "Twelve letters or digits make an account id.",
        PATTERN,
        Settings(&|settings| {
            settings.checks.id.pattern = |id| {
                account_id(id) || (id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            };
        }),
        || bad("1234567890ab"),
    ),
    Fault::inspector2(
        "first-account-checked",
        "Only the first account id is looked at.",
        PATTERN_AMONG_OTHERS,
        Settings(&|settings| settings.checks.id.scope = |place, _| place == 0),
        || among(1, "abc", 0),
    )
    .needing(2),
    Fault::inspector2(
        "last-account-unchecked",
        "The last of several account ids is not looked at.",
        PATTERN_AMONG_OTHERS,
        Settings(&|settings| settings.checks.id.scope = |place, total| place + 1 < total || total == 1),
        || among(1, "abc", 0),
    )
    .needing(2),
    Fault::inspector2(
        "large-batch-unchecked",
        "In batches of more than 25 the account ids are not looked at.",
        PATTERN_AMONG_OTHERS,
        Settings(&|settings| settings.checks.id.scope = |_, total| total <= 25),
        || among(13, "abc", 13),
    )
    .needing(26),
    Fault::inspector2(
        "account-pattern-matches-whole",
        "An account id must be twelve digits and nothing else.",
        ODD,
        Settings(&|settings| settings.checks.id.pattern = |id| id.len() == 12 && account_id(id)),
        || bad("account 123456789012"),
    ),
    Fault::inspector2(
        "thirteen-digits-refused",
        "An account id may hold no more than twelve digits in a row.",
        ODD,
        Settings(&|settings| {
            settings.checks.id.pattern =
                |id| id.as_bytes().split(|byte| !byte.is_ascii_digit()).any(|run| run.len() == 12);
        }),
        || bad("1234567890123"),
    ),
    Fault::inspector2(
        "non-ascii-account-refused",
        "An account id may hold ASCII only.",
        ODD,
        Settings(&|settings| settings.checks.id.pattern = |id| id.is_ascii() && account_id(id)),
        || bad("é123456789012"),
    ),
    Fault::inspector2(
        "leading-zero-refused",
        "An account id may not begin with zero.",
        STRICT,
        Settings(&|settings| settings.checks.id.pattern = |id| account_id(id) && !id.starts_with('0')),
        || bad("000000000042"),
    ),
    Fault::inspector2(
        "large-account-number-refused",
        "An account id must fit a field for numbers below 900 000 000 000.",
        STRICT,
        Settings(&|settings| {
            settings.checks.id.pattern = |id| account_id(id) && !(id.len() == 12 && id.starts_with('9'))
        }),
        || bad("999999999999"),
    ),
];
