//! The families of cases, one a file.

pub(crate) mod accept;
pub(crate) mod alternatives;
pub(crate) mod authentication;
pub(crate) mod boundaries;
pub(crate) mod codings;
pub(crate) mod colliding_batches;
pub(crate) mod confusable_keys;
pub(crate) mod equal_keys;
pub(crate) mod equal_parts;
pub(crate) mod every_spelling;
pub(crate) mod grouped;
pub(crate) mod inventions;
pub(crate) mod large;
pub(crate) mod malformed;
pub(crate) mod media_type;
pub(crate) mod metamorphic;
pub(crate) mod packed;
pub(crate) mod precedence;
pub(crate) mod refuse;
pub(crate) mod reread;
pub(crate) mod target;
pub(crate) mod transport;
pub(crate) mod unnamed;
pub(crate) mod unusual;
pub(crate) mod whole_promises;
pub(crate) mod wire;
