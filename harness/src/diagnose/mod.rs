//! From failure to finding: passes confirm, make smaller and trace each failure, rules put it in order and under its cause.

pub(crate) mod answer;
pub(crate) mod attribution;
pub(crate) mod confirm;
pub(crate) mod confirmed;
pub(crate) mod control;
pub(crate) mod disagreement;
pub(crate) mod earlier;
pub(crate) mod ended;
pub(crate) mod findings;
pub(crate) mod items;
pub(crate) mod live;
pub(crate) mod passes;
pub(crate) mod presented;
pub(crate) mod reread;
pub(crate) mod saved;
pub(crate) mod shrink;
pub(crate) mod spent;
