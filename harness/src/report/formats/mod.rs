//! The output formats, one a file, and the list of them.

#[cfg(feature = "html")]
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod markdown;
pub(crate) mod ndjson;
mod register;
pub(crate) mod sarif;
pub(crate) mod terminal;

#[cfg(feature = "html")]
pub use html::to_html;
pub(crate) use json::indented;
pub use json::{UnreadableReport, from_json, to_json};
pub use junit::to_junit;
pub use markdown::to_markdown;
pub use ndjson::{Happening, to_ndjson};
pub use register::{FORMATS, Format};
pub use sarif::to_sarif;
pub use terminal::{Palette, brief, scan, terminal, wrap};
