//! A body is coded as the request allows, and as its label says.

use crate::contract::{ClauseRef, Contract};
use crate::judge::{Broken, CaseVerdicts, Check, Reading};
use crate::message::Coded;

/// A body is coded as the request allows, and as its label says.
pub(super) struct ContentCoding;

impl Check for ContentCoding {
    fn id(&self) -> &'static str {
        "content-coding"
    }

    fn about(&self) -> &'static str {
        "A body is in the codings that its Content-Encoding names, and these are among those that the request's Accept-Encoding allows."
    }

    fn blind(&self) -> &'static str {
        "gzip, deflate and br are undone; whether another coding was applied cannot be seen. A body without content says nothing."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        vec![contract.known.content_coding]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let Some(last) = reading.last() else { return };
        let clause = reading.contract.known.content_coding;
        match last.coded {
            Coded::Plain => {
                // Without a word about codings nothing was tried.
                let is_asked = reading.request.allows_coding("identity").is_some();
                if is_asked && !last.answer.body.is_empty() {
                    verdicts.holds(clause);
                }
            }
            Coded::Unlabelled(coding, _) => {
                let actual = format!("a body in {coding}, and no Content-Encoding that says so");
                verdicts.breaks(
                    clause,
                    Broken::new("a Content-Encoding that names what was done to the body", actual),
                );
            }
            Coded::Mislabelled(coding) => {
                let actual = format!("Content-Encoding {}, and a body that is not in it", shown(coding));
                verdicts
                    .breaks(clause, Broken::new("a body in the coding that Content-Encoding names", actual));
            }
            Coded::TooLarge => {
                allowed(reading, verdicts);
                verdicts.undecided(clause, "decoded, the answer is larger than the harness reads");
            }
            Coded::Unknown(_) => {
                if allowed(reading, verdicts) {
                    verdicts.undecided(clause, "the answer is in a coding that the harness cannot undo");
                }
            }
            // How often it is named is looked at elsewhere.
            Coded::Decoded(_) | Coded::NamedTwice(..) => {
                if allowed(reading, verdicts) {
                    verdicts.holds(clause);
                }
            }
        }
    }
}

/// Whether the request allows every coding that the answer names; what it does not allow is told.
fn allowed(reading: &Reading<'_>, verdicts: &mut CaseVerdicts) -> bool {
    let Some(last) = reading.last() else { return false };
    let clause = reading.contract.known.content_coding;
    let codings = last.answer.codings();
    let of = |coding: &String| reading.request.allows_coding(coding);
    let Some(wrong) = codings.iter().find(|coding| of(coding) != Some(true)) else { return true };
    let actual = format!("Content-Encoding {}", shown(wrong));
    let fields =
        reading.request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("accept-encoding"));
    let asked: Vec<&str> = fields.map(|(_, value)| value.as_ref()).collect();
    let is_unasked = asked.is_empty();
    let expected = match is_unasked {
        true => "no coding, since the request names none".to_owned(),
        false => format!("no coding but what Accept-Encoding \"{}\" allows", asked.join(", ")),
    };
    // Formally every coding is acceptable to whoever names none, and yet many such clients decode nothing.
    let signature = if is_unasked { "not asked for" } else { "not allowed" };
    verdicts.breaks(clause, Broken::new(expected, actual).lesser(is_unasked).signed(signature));
    false
}

/// A name that is the target's text.
fn shown(coding: &str) -> String {
    coding.chars().take(40).collect()
}
