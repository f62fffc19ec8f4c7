//! What the program writes: to the terminal while it works, and to files when it is done.

pub(crate) mod announce;
pub(crate) mod new_file;
pub(crate) mod progress;
pub(crate) mod record;
pub(crate) mod report_file;
pub(crate) mod reports;
pub(crate) mod saved;
pub(crate) mod screen;
