//! All that the program writes: reports to standard output, everything else to standard error.

use std::io::{self, Write as _};

use anstream::ColorChoice;

use crate::args::When;

/// Decides about colours for everything that is written from now on.
pub(crate) fn set_colour(when: When) {
    let choice = match when {
        When::Auto => ColorChoice::Auto,
        When::Always => ColorChoice::Always,
        When::Never => ColorChoice::Never,
    };
    choice.write_global();
}

/// Writes to standard output. A reader that has gone away, such as `head`, is no error.
pub(crate) fn show(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes a line to standard error. When even that fails, there is nobody left to tell.
pub(crate) fn tell(line: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// Tells what went wrong, with its causes.
pub(crate) fn complain(error: &anyhow::Error) {
    tell(&format!("\u{1b}[1;31merror\u{1b}[0m: {error:#}"));
}
