//! Recordings of what was sent and what came, in the form of HTTP Archives: written and read.

pub(crate) mod har;
mod reader;
mod writer;

pub use har::to_har;
pub use reader::{RecordedEntry, Recording, UnreadableRecording};
pub use writer::{RECORDING_END, SentTo, recorded, recording_head};
