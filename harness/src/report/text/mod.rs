//! Texts of others as a report shows them: without secrets, legible, as a command to send again.

pub(crate) mod curl;
pub(crate) mod legible;
pub(crate) mod redact;
pub(crate) mod scrub;
pub(crate) mod shown;
pub(crate) mod web;

pub use curl::curl;
pub use redact::{is_secret_name, redacted_header};
pub use scrub::Scrub;
pub use shown::shown;
