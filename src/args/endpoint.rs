//! What is typed about signatures and the real service.

use clap::ValueEnum;

/// How requests are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignMode {
    /// Not at all.
    None,
    /// By SigV4, with credentials found as the AWS tools find them.
    Aws,
    /// By SigV4 with a key that is nobody's, for emulators that look no further than its form.
    Placeholder,
}

impl SignMode {
    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Aws => "aws",
            Self::Placeholder => "placeholder",
        }
    }

    /// Reads its name.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let found = [Self::None, Self::Aws, Self::Placeholder].into_iter().find(|mode| mode.name() == text);
        found.ok_or_else(|| "write none, aws or placeholder".to_owned())
    }
}

/// Signatures and the real service.
#[derive(Debug, Default, Clone, clap::Args)]
pub(crate) struct SignArgs {
    /// How to sign requests [default: none, and aws with --aws].
    #[arg(long, value_name = "HOW")]
    pub(crate) sign: Option<SignMode>,
    /// Send to the real services in this region, signed.
    #[arg(long, value_name = "REGION", conflicts_with = "target")]
    pub(crate) aws: Option<String>,
    /// With --aws: the hosts with validated cryptography (FIPS 140).
    #[arg(long)]
    pub(crate) fips: bool,
    /// With --aws: the hosts that answer by IPv6, too.
    #[arg(long)]
    pub(crate) dual_stack: bool,
    /// Also send requests that are unsigned or not signed well, which must be refused.
    #[arg(long)]
    pub(crate) auth_probes: bool,
    /// Region to sign for [default: that of --aws, AWS_REGION or AWS_DEFAULT_REGION].
    #[arg(long, value_name = "REGION")]
    pub(crate) sign_region: Option<String>,
}
