//! The reader of JSON text and the fingerprints of what it reads, against RFC 8259 and against another reader.

mod accepted;
mod agreement;
mod depth;
mod fingerprints;
mod rejected;
mod texts;
