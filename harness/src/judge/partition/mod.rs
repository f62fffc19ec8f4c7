//! The laws between the items of a request and the entries of its answer.

mod answered;
mod echo;
mod habits;
mod sides;

pub(crate) use answered::Answered;
