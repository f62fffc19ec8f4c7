//! The servers with known faults that batchspec is tried on; none in a build without the feature `workshop`.

#[cfg(feature = "workshop")]
pub(crate) use batchspec_faults::{fault, faults, mutants};

#[cfg(not(feature = "workshop"))]
mod empty {
    use batchspec_fixtures::Fault;

    pub(crate) fn faults() -> &'static [Fault] {
        &[]
    }

    pub(crate) fn mutants() -> &'static [Fault] {
        &[]
    }

    pub(crate) fn fault(_id: &str) -> Option<&'static Fault> {
        None
    }
}

#[cfg(not(feature = "workshop"))]
pub(crate) use empty::{fault, faults, mutants};
