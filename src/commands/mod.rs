//! The subcommands, one a file.

pub(crate) mod compare;
pub(crate) mod diff;
pub(crate) mod drift;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod merge;
pub(crate) mod rejudge;
pub(crate) mod replay;
pub(crate) mod run;
pub(crate) mod scan;
#[cfg(feature = "workshop")]
pub(crate) mod score;
pub(crate) mod serve;
pub(crate) mod shell_files;
