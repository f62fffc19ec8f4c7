//! Servers that take other entity ids than the documented ones.

use super::clauses::{REFUSED, led};
use batchspec_fixtures::Ask;
use batchspec_fixtures::Fault;
use batchspec_fixtures::alteration::Alteration::Settings;
use batchspec_fixtures::reference::checks::entity_id;

/// A wrong id that is let through comes back as a key of the answer.
/// A constraint that holds for an item alone and not for it among others breaks the batch's own promise first.
const ID_AMONG_OTHERS: &[&str] = &[
    "batch/invalid-item-rejects-call",
    "marketplace/request/entity-id-pattern",
    "marketplace/response/map-key-pattern",
];

const ID: &[&str] = &[
    "marketplace/request/entity-id-pattern",
    "batch/invalid-item-rejects-call",
    "marketplace/response/map-key-pattern",
];
const ID_LENGTH: &[&str] = &[
    "marketplace/request/entity-id-length",
    "batch/invalid-item-rejects-call",
    "marketplace/response/map-key-pattern",
];
const ODD: &[&str] = &led::<7>("marketplace/request/entity-id-odd-accepted", REFUSED);
const STRICT: &[&str] = &led::<8>(
    "marketplace/request/entity-strict-accepted",
    &led::<7>("marketplace/request/entity-id-odd-accepted", REFUSED),
);

fn id(id: &str) -> Vec<Ask> {
    vec![Ask::entities(&[id])]
}

/// Good ids, then a bad one.
fn after(count: usize, id: &str) -> Vec<Ask> {
    vec![Ask::entities(&[&batchspec_fixtures::world("marketplace").present[..count], &[id]].concat())]
}

/// The pattern of ids with this symbol allowed besides.
fn entity_id_with(id: &str, symbol: char) -> bool {
    entity_id(&id.replace(symbol, "-"))
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::marketplace(
        "entity-pattern-not-enforced",
        "Entity ids may hold anything.",
        ID,
        Settings(&|settings| settings.checks.id.pattern = |_| true),
        || id("a b c"),
    ),
    Fault::marketplace(
        "underscore-accepted",
        "Entity ids may hold an underscore, as those of the sibling operation.",
        ID,
        Settings(&|settings| settings.checks.id.pattern = |id| entity_id_with(id, '_')),
        || id("prod_abc"),
    ),
    Fault::marketplace(
        "entity-pattern-searched",
        "An entity id need only hold what matches the pattern.",
        ID,
        Settings(&|settings| {
            settings.checks.id.pattern = |id| {
                let allowed =
                    |symbol: char| symbol.is_ascii_alphanumeric() || matches!(symbol, '.' | '/' | '-');
                id.split(|symbol| !allowed(symbol)).any(|part| entity_id(part.trim_matches(['.', '/', '-'])))
            };
        }),
        || id("-prod-abc"),
    ),
    Fault::marketplace(
        "edge-hyphen-accepted",
        "Entity ids may end with a hyphen.",
        ID,
        Settings(&|settings| settings.checks.id.pattern = |id| entity_id(id.strip_suffix('-').unwrap_or(id))),
        || id("prod-abc-"),
    ),
    Fault::marketplace(
        "edge-blank-accepted",
        "Entity ids may have blanks around them.",
        ID,
        Settings(&|settings| settings.checks.id.pattern = |id| entity_id(id.trim_matches(' '))),
        || id("prod-abc "),
    ),
    Fault::marketplace(
        "one-good-line-accepted",
        "Of an entity id of several lines one line has to match the pattern.",
        ID,
        Settings(&|settings| settings.checks.id.pattern = |id| id.split('\n').any(entity_id)),
        || id("prod-abc\\n!"),
    ),
    Fault::marketplace(
        "two-characters-accepted",
        "Entity ids may have two characters, as the length alone allows.",
        ID,
        Settings(&|settings| {
            settings.checks.id.pattern =
                |id| entity_id(id) || (id.len() == 2 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }),
        || id("ab"),
    ),
    Fault::marketplace(
        "long-entity-id-accepted",
        "Entity ids may be longer than 255 characters.",
        ID_LENGTH,
        Settings(&|settings| settings.checks.id.max = usize::MAX),
        || id(&"a".repeat(256)),
    ),
    Fault::marketplace(
        "first-ten-entities-checked",
        "Only the first ten entity ids are looked at.",
        ID_AMONG_OTHERS,
        Settings(&|settings| settings.checks.id.scope = |place, _| place < 10),
        || after(10, "a_b"),
    )
    .needing(11),
    Fault::marketplace(
        "revision-taken-off",
        "The revision after an entity id is taken off before the id is looked at.",
        &[
            "marketplace/request/entity-id-pattern",
            "batch/invalid-item-rejects-call",
            "batch/key-echo-exact",
            "batch/complete",
            "batch/no-strangers",
        ],
        Settings(&|settings| {
            settings.checks.id_as_read = |id| id.split('@').next().unwrap_or("").to_owned();
        }),
        || id("example-123-abcd@1"),
    ),
    Fault::marketplace(
        "longest-entity-id-refused",
        "An entity id of 255 characters is refused.",
        ODD,
        Settings(&|settings| settings.checks.id.max = 254),
        || id(&"a".repeat(255)),
    ),
    Fault::marketplace(
        "shortest-entity-id-refused",
        "An entity id of three characters is refused.",
        STRICT,
        Settings(&|settings| settings.checks.id.min = 4),
        || id("a1b"),
    ),
    Fault::marketplace(
        "dot-refused",
        "Entity ids may hold no dot.",
        ODD,
        Settings(&|settings| settings.checks.id.pattern = |id| entity_id(id) && !id.contains('.')),
        || id("a.b"),
    ),
    Fault::marketplace(
        "slash-refused",
        "Entity ids may hold no slash.",
        ODD,
        Settings(&|settings| settings.checks.id.pattern = |id| entity_id(id) && !id.contains('/')),
        || id("a/b"),
    ),
    Fault::marketplace(
        "repeated-hyphen-refused",
        "Entity ids may hold no two hyphens in a row.",
        STRICT,
        Settings(&|settings| settings.checks.id.pattern = |id| entity_id(id) && !id.contains("--")),
        || id("a--b"),
    ),
    Fault::marketplace(
        "capitals-refused",
        "Entity ids may hold no capitals.",
        STRICT,
        Settings(&|settings| {
            settings.checks.id.pattern =
                |id| entity_id(id) && !id.bytes().any(|byte| byte.is_ascii_uppercase());
        }),
        || id("PROD-ABCD1234"),
    ),
    Fault::marketplace(
        "digit-first-refused",
        "Entity ids must begin with a letter.",
        STRICT,
        Settings(&|settings| {
            settings.checks.id.pattern =
                |id| entity_id(id) && !id.starts_with(|first: char| first.is_ascii_digit());
        }),
        || id("0-0"),
    ),
    Fault::marketplace(
        "uuid-length-limit",
        "Entity ids may be no longer than 36 characters.",
        STRICT,
        Settings(&|settings| settings.checks.id.max = 36),
        || id(&"a".repeat(40)),
    ),
    Fault::marketplace(
        "uuid-refused",
        "Entity ids may not have the form of a UUID.",
        STRICT,
        Settings(&|settings| {
            settings.checks.id.pattern = |id| {
                let lengths: Vec<usize> = id.split('-').map(str::len).collect();
                entity_id(id) && lengths != [8, 4, 4, 4, 12]
            };
        }),
        || id("3f2b8c9e-6a41-4d0f-9b57-1e8a2c7d5f60"),
    ),
];
