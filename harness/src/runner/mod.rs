//! Stage 4b, cases to judged exchanges: workers that send within a budget, and what they learn of a target on the way.

pub(crate) mod budget;
pub(crate) mod concurrency;
pub(crate) mod denial;
pub(crate) mod event;
pub(crate) mod in_flight;
pub(crate) mod judge_cache;
pub(crate) mod large_answers;
pub(crate) mod observer;
pub(crate) mod probe;
pub(crate) mod restart;
pub(crate) mod sender;
pub(crate) mod wait_budget;
pub(crate) mod workers;

pub use event::{Event, Stop};
pub use observer::{ExchangeObserver, RecordedSuite, RunPhase, SentCase};
pub use restart::{Restart, Restarted};
pub(crate) use sender::transient_wait as passing_wait;
