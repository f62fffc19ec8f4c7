//! Patterns: not looked at in some scope, with one symbol more, with one symbol less.

use super::scope::scopes;
use crate::mutants::mutant::{ExpectedVerdict, kept, mutant};
use batchspec_fixtures::Fault;
use batchspec_fixtures::Suite::{self, Inspector2, Marketplace};
use batchspec_fixtures::alteration::Alteration;
use batchspec_fixtures::reference::checks::{account_id, catalog, entity_id};
use batchspec_fixtures::reference::settings::Settings;

/// A string of an item that has a pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Text {
    Account,
    Catalog,
    Entity,
}

impl Text {
    const ALL: [(Self, Suite, &'static str, &'static str); 3] = [
        (Self::Account, Inspector2, "account-id", "inspector2/request/account-id-pattern"),
        (Self::Catalog, Marketplace, "catalog", "marketplace/request/catalog-pattern"),
        (Self::Entity, Marketplace, "entity-id", "marketplace/request/entity-id-pattern"),
    ];

    fn rules(self, settings: &mut Settings) -> &mut batchspec_fixtures::reference::checks::Text {
        if self == Self::Catalog { &mut settings.checks.catalog } else { &mut settings.checks.id }
    }

    /// A value that is let through comes back in the answer, where the same pattern holds.
    const fn consequences(self) -> &'static [&'static str] {
        match self {
            Self::Account => &["batch/invalid-item-rejects-call", "inspector2/response/account-id-pattern"],
            Self::Catalog => &["batch/invalid-item-rejects-call", "marketplace/request/catalog-length"],
            Self::Entity => &[
                "batch/invalid-item-rejects-call",
                "marketplace/response/map-key-pattern",
                "marketplace/request/entity-id-length",
            ],
        }
    }

    const fn among(self) -> &'static [&'static str] {
        match self {
            Self::Account => {
                &["inspector2/request/account-id-pattern", "inspector2/response/account-id-pattern"]
            }
            Self::Catalog => &["marketplace/request/catalog-pattern"],
            Self::Entity => {
                &["marketplace/request/entity-id-pattern", "marketplace/response/map-key-pattern"]
            }
        }
    }
}

fn unscoped() -> Vec<Fault> {
    let mut made = Vec::new();
    for (text, suite, name, clause) in Text::ALL {
        for scope in scopes(suite) {
            // A constraint that holds for an item alone and not for it among others breaks the batch's promise first.
            let expected_verdict = if scope.alone {
                ExpectedVerdict::Breaks(clause, text.consequences())
            } else {
                ExpectedVerdict::Breaks("batch/invalid-item-rejects-call", text.among())
            };
            let looked_at = scope.spares;
            let alteration =
                Alteration::Settings(kept(Box::new(move |settings| text.rules(settings).scope = looked_at)));
            let id = format!("request/{name}-not-looked-at/{}", scope.id);
            let summary =
                format!("No constraint on the {} is looked at {}.", name.replace('-', " "), scope.words);
            made.extend(mutant(suite, id, summary, expected_verdict, alteration));
        }
    }
    made
}

/// The pattern with a symbol allowed wherever a letter is.
fn entity_with<const SYMBOL: char>(id: &str) -> bool {
    entity_id(&id.replace(SYMBOL, "x"))
}

fn entity_without<const SYMBOL: char>(id: &str) -> bool {
    entity_id(id) && !id.contains(SYMBOL)
}

fn catalog_with<const SYMBOL: char>(text: &str) -> bool {
    catalog(&text.replace(SYMBOL, "x"))
}

fn digits_in_a_row<const COUNT: usize>(id: &str) -> bool {
    id.as_bytes().split(|byte| !byte.is_ascii_digit()).any(|run| run.len() >= COUNT)
}

const ODD_ACCOUNT: &str = "inspector2/request/account-id-odd-accepted";
const STRICT_ACCOUNT: &str = "inspector2/request/account-id-strict-accepted";
const ODD: &str = "marketplace/request/entity-id-odd-accepted";
const STRICT: &str = "marketplace/request/entity-strict-accepted";
const UNHEARD: &str = "marketplace/request/catalog-unknown: a pattern-valid catalog may be refused";

/// Other patterns: of which text, under which name, what it says, the clause that it breaks.
type Other = (Text, &'static str, &'static str, Option<&'static str>, fn(&str) -> bool);

const WIDER: [Other; 27] = [
    (Text::Account, "one-digit", "needs one digit", None, digits_in_a_row::<1>),
    (Text::Account, "ten-digits", "needs ten digits", None, digits_in_a_row::<10>),
    (Text::Account, "eleven-digits", "needs eleven digits", None, digits_in_a_row::<11>),
    (Text::Account, "hexadecimal", "needs twelve hexadecimal digits", None, |id| {
        id.as_bytes().split(|byte| !byte.is_ascii_hexdigit()).any(|run| run.len() >= 12)
    }),
    (Text::Account, "twelve-symbols", "needs twelve symbols", None, |id| id.chars().count() >= 12),
    (Text::Account, "dashed", "may have dashes between its digits", None, |id| {
        account_id(&id.replace('-', ""))
    }),
    (Text::Account, "spaced", "may have spaces between its digits", None, |id| {
        account_id(&id.replace(' ', ""))
    }),
    (Text::Account, "or-empty", "may be empty", None, |id| id.is_empty() || account_id(id)),
    (Text::Account, "digits-of-all-scripts", "may have digits of any script", None, |id| {
        id.split(|symbol: char| !symbol.is_numeric()).any(|run| run.chars().count() >= 12)
    }),
    (Text::Entity, "underscore", "may have an underscore", None, entity_with::<'_'>),
    (Text::Entity, "at", "may have an @", None, entity_with::<'@'>),
    (Text::Entity, "colon", "may have a colon", None, entity_with::<':'>),
    (Text::Entity, "space", "may have a space", None, entity_with::<' '>),
    (Text::Entity, "plus", "may have a plus", None, entity_with::<'+'>),
    (Text::Entity, "e-acute", "may have an é", None, entity_with::<'é'>),
    (Text::Entity, "outer-dash", "may begin or end with a dash", None, entity_with::<'-'>),
    (Text::Entity, "outer-dot", "may begin or end with a dot", None, entity_with::<'.'>),
    (Text::Entity, "outer-slash", "may begin or end with a slash", None, entity_with::<'/'>),
    (Text::Entity, "two-symbols", "may have two symbols", None, |id| {
        entity_id(id) || (id.len() == 2 && catalog(id))
    }),
    (Text::Entity, "one-symbol", "may have one symbol", None, |id| {
        entity_id(id) || (id.len() == 1 && catalog(id))
    }),
    (Text::Catalog, "digits", "may have digits", None, |text| {
        catalog(&text.replace(|symbol: char| symbol.is_ascii_digit(), "x"))
    }),
    (Text::Catalog, "space", "may have a space", None, catalog_with::<' '>),
    (Text::Catalog, "dash", "may have a dash", None, catalog_with::<'-'>),
    (Text::Catalog, "underscore", "may have an underscore", None, catalog_with::<'_'>),
    (Text::Catalog, "e-acute", "may have an é", None, catalog_with::<'é'>),
    (Text::Catalog, "dot", "may have a dot", None, catalog_with::<'.'>),
    (Text::Catalog, "letters-of-all-scripts", "may have letters of any script", None, |text| {
        !text.is_empty() && text.chars().all(char::is_alphabetic)
    }),
];

const NARROWER: [Other; 22] = [
    (Text::Account, "twelve-digits-only", "is twelve digits and nothing else", Some(ODD_ACCOUNT), |id| {
        account_id(id) && id.len() == 12
    }),
    (Text::Account, "digits-only", "has nothing but digits", Some(ODD_ACCOUNT), |id| {
        account_id(id) && id.bytes().all(|byte| byte.is_ascii_digit())
    }),
    (Text::Account, "ascii-only", "has nothing but ASCII", Some(ODD_ACCOUNT), |id| {
        account_id(id) && id.is_ascii()
    }),
    (
        Text::Account,
        "no-thirteenth-digit",
        "has no more than twelve digits in a row",
        Some(ODD_ACCOUNT),
        |id| account_id(id) && !digits_in_a_row::<13>(id),
    ),
    (Text::Account, "begins-with-digit", "begins with a digit", Some(ODD_ACCOUNT), |id| {
        account_id(id) && id.starts_with(|symbol: char| symbol.is_ascii_digit())
    }),
    (Text::Account, "ends-with-digit", "ends with a digit", Some(ODD_ACCOUNT), |id| {
        account_id(id) && id.ends_with(|symbol: char| symbol.is_ascii_digit())
    }),
    (Text::Account, "no-space", "has no space", Some(ODD_ACCOUNT), |id| account_id(id) && !id.contains(' ')),
    (Text::Account, "up-to-64", "has up to 64 symbols", Some(ODD_ACCOUNT), |id| {
        account_id(id) && id.len() <= 64
    }),
    (Text::Account, "no-leading-zero", "does not begin with a zero", Some(STRICT_ACCOUNT), |id| {
        account_id(id) && !id.starts_with('0')
    }),
    (Text::Account, "no-leading-nine", "does not begin with a nine", Some(STRICT_ACCOUNT), |id| {
        account_id(id) && !id.starts_with('9')
    }),
    (Text::Entity, "no-dot", "has no dot", Some(ODD), entity_without::<'.'>),
    (Text::Entity, "no-slash", "has no slash", Some(ODD), entity_without::<'/'>),
    (Text::Entity, "no-dash", "has no dash", Some(STRICT), entity_without::<'-'>),
    (Text::Entity, "no-zero", "has no zero", Some(STRICT), entity_without::<'0'>),
    (Text::Entity, "no-double-dash", "has no two dashes in a row", Some(STRICT), |id| {
        entity_id(id) && !id.contains("--")
    }),
    (Text::Entity, "no-double-dot", "has no two dots in a row", Some(ODD), |id| {
        entity_id(id) && !id.contains("..")
    }),
    (Text::Entity, "no-double-slash", "has no two slashes in a row", Some(ODD), |id| {
        entity_id(id) && !id.contains("//")
    }),
    (Text::Entity, "small-letters-only", "has no capital", Some(STRICT), |id| {
        entity_id(id) && !id.contains(|symbol: char| symbol.is_ascii_uppercase())
    }),
    (Text::Entity, "begins-with-letter", "begins with a letter", Some(STRICT), |id| {
        entity_id(id) && id.starts_with(|symbol: char| symbol.is_ascii_alphabetic())
    }),
    (Text::Entity, "four-symbols", "has at least four symbols", Some(STRICT), |id| {
        entity_id(id) && id.len() >= 4
    }),
    (Text::Entity, "up-to-64", "has up to 64 symbols", Some(STRICT), |id| entity_id(id) && id.len() <= 64),
    (Text::Catalog, "known-only", "is AWSMarketplace", None, |text| text == "AWSMarketplace"),
];

fn patterns() -> Vec<Fault> {
    const REFUSED: &[&str] = &["protocol/success-status", "batch/split-invariant", "batch/removal-invariant"];
    let mut made = Vec::new();
    for (others, way) in [(&WIDER[..], "wider"), (&NARROWER[..], "narrower")] {
        for &(text, name, words, broken, pattern) in others {
            let Some((_, suite, of, clause)) = Text::ALL.into_iter().find(|(held, ..)| *held == text) else {
                continue;
            };
            let expected_verdict = match (way, broken) {
                ("wider", _) => ExpectedVerdict::Breaks(clause, text.consequences()),
                (_, Some(clause)) => ExpectedVerdict::Breaks(clause, REFUSED),
                _ => ExpectedVerdict::Allowed(UNHEARD),
            };
            let alteration =
                Alteration::Settings(kept(Box::new(move |settings| text.rules(settings).pattern = pattern)));
            let id = format!("request/{of}-{way}/{name}");
            let summary = format!("The {} {words}.", of.replace('-', " "));
            made.extend(mutant(suite, id, summary, expected_verdict, alteration));
        }
    }
    made
}

pub(super) fn mutants() -> Vec<Fault> {
    [unscoped(), patterns()].concat()
}
