//! Changed readings of requests: every constraint and every way of not keeping it, or of keeping more than it.

mod bounds;
mod head;
mod refusals;
mod scope;
mod syntax;
mod text;
mod tolerance;

use batchspec_fixtures::Fault;

/// The servers that accept or refuse other requests than the documented ones, or refuse them otherwise.
pub(super) fn mutants() -> Vec<Fault> {
    [
        tolerance::mutants(),
        text::mutants(),
        bounds::mutants(),
        refusals::mutants(),
        syntax::mutants(),
        head::mutants(),
    ]
    .concat()
}
