//! Servers that break one promise each, as strangers write them. A fault is data: what it breaks, where in the
//! pipeline it takes hold, and requests that show it. One module a subject; the register joins their slices.
//!
//! A fault is promised to show in the plain dialect; some look at the text of an answer and miss it in another.

mod account_ids;
mod account_refusals;
mod accounts;
mod clauses;
mod codings;
mod dependence;
mod documented_errors;
mod documented_values;
mod echo;
mod entities;
mod entity_arns;
mod entity_errors;
mod entity_ids;
mod entity_requests;
mod errors;
mod fields;
mod head;
mod history;
mod hostile;
mod insides;
mod partition;
mod reach;
mod readings;
mod scope;
mod sockets;
mod spelling;
mod stubs;
mod syntax;
mod told;
mod trials;
mod variation;
mod wire;

use batchspec_fixtures::Fault;

pub(crate) use reach::make_fail;

/// The slices of the register.
const PARTS: &[&[Fault]] = &[
    syntax::FAULTS,
    variation::FAULTS,
    hostile::FAULTS,
    head::FAULTS,
    spelling::FAULTS,
    codings::FAULTS,
    fields::FAULTS,
    wire::FAULTS,
    sockets::FAULTS,
    errors::FAULTS,
    documented_errors::FAULTS,
    documented_values::FAULTS,
    account_ids::FAULTS,
    account_refusals::FAULTS,
    accounts::FAULTS,
    trials::FAULTS,
    entity_requests::FAULTS,
    entity_ids::FAULTS,
    entities::FAULTS,
    entity_arns::FAULTS,
    entity_errors::FAULTS,
    partition::FAULTS,
    scope::FAULTS,
    stubs::FAULTS,
    echo::FAULTS,
    dependence::FAULTS,
    history::FAULTS,
    insides::FAULTS,
    told::FAULTS,
    readings::FAULTS,
];

const COUNT: usize = count(PARTS);
static REGISTER: [Fault; COUNT] = join(PARTS);

/// Every fault that somebody thought of.
///
/// ```
/// assert!(batchspec_faults::faults().iter().any(|fault| fault.suite == "inspector2"));
/// ```
pub fn faults() -> &'static [Fault] {
    &REGISTER
}

const fn count(parts: &[&[Fault]]) -> usize {
    let mut total = 0;
    let mut part = 0;
    while part < parts.len() {
        total += parts[part].len();
        part += 1;
    }
    total
}

const fn join<const N: usize>(parts: &[&[Fault]]) -> [Fault; N] {
    let mut joined = [parts[0][0]; N];
    let mut filled = 0;
    let mut part = 0;
    while part < parts.len() {
        let mut place = 0;
        while place < parts[part].len() {
            joined[filled] = parts[part][place];
            filled += 1;
            place += 1;
        }
        part += 1;
    }
    joined
}
