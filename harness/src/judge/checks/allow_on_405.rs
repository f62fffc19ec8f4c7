//! Who refuses a method names those that are served.

use crate::contract::{ClauseRef, Contract};
use crate::judge::{Broken, CaseVerdicts, Check, Reading};

/// Who refuses a method names those that are served.
pub(super) struct AllowOn405;

impl Check for AllowOn405 {
    fn id(&self) -> &'static str {
        "allow-on-405"
    }

    fn about(&self) -> &'static str {
        "An answer 405 has an Allow field, which on the documented path names the documented method."
    }

    fn blind(&self) -> &'static str {
        "Whether the other methods that Allow names are served is not asked; other statuses for another method need no Allow."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        vec![contract.known.allow_on_405]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let (known, binding) = (&reading.contract.known, &reading.contract.binding);
        let Some(last) = reading.last() else { return };
        if last.answer.status != 405 {
            if reading.request.method != binding.method {
                verdicts.undecided(known.allow_on_405, "other methods are not answered with 405");
            }
            return;
        }
        // Refusing the documented method there is worse, and has clauses of its own.
        let is_there = reading.request.path == binding.path;
        if is_there && reading.request.method == binding.method {
            return;
        }
        let fields = last.answer.headers.iter().filter(|(name, _)| name == "allow");
        let values: Vec<String> =
            fields.map(|(_, value)| String::from_utf8_lossy(value).into_owned()).collect();
        let expected = match is_there {
            true => format!("405 with an Allow field that names {}", binding.method),
            false => "405 with an Allow field".to_owned(),
        };
        let mut methods = values.iter().flat_map(|value| value.split(',')).map(str::trim);
        if values.is_empty() {
            verdicts.breaks(known.allow_on_405, Broken::new(expected, "405 without Allow"));
        } else if is_there && !methods.any(|method| method == binding.method) {
            let shown: String = values.join(", ").chars().take(80).collect();
            let broken = Broken::new(expected, format!("405 with Allow: {shown}"));
            verdicts.breaks(known.allow_on_405, broken.signed("405 with another Allow"));
        } else {
            verdicts.holds(known.allow_on_405);
        }
    }
}
