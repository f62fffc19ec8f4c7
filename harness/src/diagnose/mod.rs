//! From failure to finding: confirmed by sending again, made smaller, traced to a cause, put under what it follows from.

pub(crate) mod attribution;
pub(crate) mod confirm;
pub(crate) mod confirmed;
pub(crate) mod control;
pub(crate) mod dependence;
pub(crate) mod findings;
pub(crate) mod inconsistencies;
pub(crate) mod isolate;
pub(crate) mod items;
pub(crate) mod parts;
pub(crate) mod reread;
pub(crate) mod saved;
pub(crate) mod shrink;
pub(crate) mod simpler;
pub(crate) mod unvalidated;
