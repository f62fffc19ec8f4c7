//! Servers that spell an id in their answers otherwise than it was requested.

use super::clauses::{ECHO, led};
use super::reach::entities;
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Outcomes;
use batchspec_fixtures::reference::answers::Outcome;

/// What comes back is no account id any more.
const UNMATCHED: &[&str] = &led::<10>(
    "batch/key-echo-exact",
    &led::<9>("inspector2/response/account-id-pattern", ECHO.split_at(1).1),
);
/// What comes back is no entity id any more.
const UNKEYED: &[&str] =
    &led::<10>("batch/key-echo-exact", &led::<9>("marketplace/response/map-key-pattern", ECHO.split_at(1).1));
/// What is under the key names another.
const MISNAMED: &[&str] = &[
    "marketplace/response/entity-identifier-shape",
    "marketplace/response/entity-arn-shape",
    "marketplace/response/map-key-pattern",
    "batch/complete",
    "batch/no-strangers",
    "batch/answered-once",
    "batch/exclusive",
    "batch/repeat-stable",
    "batch/permutation-invariant",
    "batch/split-invariant",
    "batch/removal-invariant",
];

fn respell(outcomes: &mut [Outcome], spell: fn(&str) -> String) {
    for outcome in outcomes {
        outcome.id = spell(&outcome.id);
    }
}

fn account(id: &str) -> Vec<Ask> {
    vec![Ask::accounts(&[id])]
}

/// The first run of twelve digits or more, cut to twelve.
fn digits(id: &str) -> String {
    let run = id.split(|symbol: char| !symbol.is_ascii_digit()).find(|run| run.len() >= 12);
    run.map_or_else(|| id.to_owned(), |run| run[..12].to_owned())
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::inspector2(
        "account-ids-in-template",
        "An account id is put into a template in which two dollar signs stand for one.",
        ECHO,
        Outcomes(&|outcomes, _| {
            respell(outcomes, |id| id.replace("$$", "$"));
            None
        }),
        || account("a$$b123456789012"),
    ),
    Fault::inspector2(
        "account-ids-cut-at-4096",
        "Of an account id 4,096 characters are echoed.",
        ECHO,
        Outcomes(&|outcomes, _| {
            respell(outcomes, |id| id.chars().take(4096).collect());
            None
        }),
        || account(&"7".repeat(5000)),
    ),
    Fault::inspector2(
        "account-ids-trimmed",
        "White space around an account id is not echoed.",
        ECHO,
        Outcomes(&|outcomes, _| {
            respell(outcomes, |id| id.trim().to_owned());
            None
        }),
        || account(" 123456789012"),
    ),
    Fault::inspector2(
        "account-ids-in-lower-case",
        "Letters in an account id are echoed in lower case.",
        ECHO,
        Outcomes(&|outcomes, _| {
            respell(outcomes, str::to_lowercase);
            None
        }),
        || account("ACCT-123456789012"),
    ),
    Fault::inspector2(
        "leading-zeros-lost",
        "An account id that begins with zero is echoed without its zeros.",
        UNMATCHED,
        Outcomes(&|outcomes, _| {
            respell(outcomes, |id| id.trim_start_matches('0').to_owned());
            None
        }),
        || account("000000000042"),
    ),
    Fault::inspector2(
        "odd-account-ids-as-digits",
        "Of an account id with anything around its twelve digits the digits are echoed.",
        ECHO,
        Outcomes(&|outcomes, _| {
            respell(outcomes, digits);
            None
        }),
        || account("account 123456789012"),
    ),
    Fault::inspector2(
        "non-ascii-lost",
        "Characters beyond ASCII are echoed as question marks.",
        ECHO,
        Outcomes(&|outcomes, _| {
            respell(outcomes, |id| {
                id.chars().map(|symbol| if symbol.is_ascii() { symbol } else { '?' }).collect()
            });
            None
        }),
        || account("é123456789012"),
    ),
    Fault::inspector2(
        "account-ids-for-html",
        "Account ids are echoed with the escapes of HTML.",
        ECHO,
        Outcomes(&|outcomes, _| {
            respell(outcomes, |id| id.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"));
            None
        }),
        || account("<123456789012>"),
    ),
    Fault::inspector2(
        "long-account-ids-cut",
        "Account ids are echoed as far as a column of 32 characters holds them.",
        UNMATCHED,
        Outcomes(&|outcomes, _| {
            respell(outcomes, |id| id.chars().take(32).collect());
            None
        }),
        || account("a rather long name before the number 123456789012"),
    ),
    Fault::inspector2(
        "backslashes-doubled",
        "Backslashes in an account id are echoed doubled.",
        ECHO,
        Outcomes(&|outcomes, _| {
            respell(outcomes, |id| id.replace('\\', "\\\\"));
            None
        }),
        || account("123456789012\\\\"),
    ),
    Fault::inspector2(
        "failed-ids-masked",
        "Account ids that fail are echoed with their first digits masked.",
        UNMATCHED,
        Outcomes(&|outcomes, _| {
            for outcome in outcomes.iter_mut().filter(|outcome| !outcome.succeeds) {
                let masked = outcome.id.chars().enumerate();
                outcome.id = masked.map(|(place, symbol)| if place < 8 { '*' } else { symbol }).collect();
            }
            None
        }),
        super::reach::bad_account,
    ),
    Fault::marketplace(
        "keys-in-lower-case",
        "The keys of both maps are in lower case.",
        &led::<12>("batch/key-echo-exact", MISNAMED),
        Outcomes(&|outcomes, _| {
            respell(outcomes, str::to_ascii_lowercase);
            None
        }),
        || vec![Ask::entities(&["Prod-MixedCase99"])],
    ),
    Fault::marketplace(
        "keys-after-last-slash",
        "Of an entity id with slashes the last part is the key.",
        UNKEYED,
        Outcomes(&|outcomes, _| {
            respell(outcomes, |id| id.rsplit('/').next().unwrap_or("").to_owned());
            None
        }),
        || vec![Ask::entities(&["catalog/prod-1"])],
    ),
    Fault::marketplace(
        "dots-in-keys-replaced",
        "Dots in an entity id become hyphens in the key.",
        ECHO,
        Outcomes(&|outcomes, _| {
            respell(outcomes, |id| id.replace('.', "-"));
            None
        }),
        || vec![Ask::entities(&["prod.v1"])],
    ),
    Fault::marketplace(
        "long-keys-cut",
        "Keys are as long as a column of 64 characters.",
        UNKEYED,
        Outcomes(&|outcomes, _| {
            respell(outcomes, |id| id.chars().take(64).collect());
            None
        }),
        || vec![Ask::entities(&[&"a".repeat(80)])],
    ),
    Fault::marketplace(
        "keys-numbered",
        "The keys of both maps are the places of the entities in the request.",
        &led::<12>("batch/key-echo-exact", MISNAMED),
        Outcomes(&|outcomes, _| {
            for (place, outcome) in outcomes.iter_mut().enumerate() {
                outcome.id = place.to_string();
            }
            None
        }),
        || entities(2),
    ),
];
