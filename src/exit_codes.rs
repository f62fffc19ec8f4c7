//! What the program's exit codes mean: the register that help, `list` and `explain` read.

/// Every exit code of `run` with its meaning, the first that applies first.
pub(crate) const EXIT_CODES: [(u8, &str); 7] = [
    (2, "the command, a file or a host name is wrong; nothing was sent"),
    (130, "interrupted"),
    (5, "batchspec itself went wrong"),
    (1, "the target does not conform, or a waiver is to be deleted"),
    (3, "the target cannot be reached or was lost"),
    (4, "no valid request was answered with a success, nothing was verified, or less than demanded"),
    (0, "the target conforms in everything that was verified"),
];

/// The register as help shows it.
pub(crate) fn table() -> String {
    let lines = EXIT_CODES.iter().map(|(code, meaning)| format!("  {code:<4} {meaning}"));
    format!("Exit codes, the first that applies:\n{}", lines.collect::<Vec<_>>().join("\n"))
}
