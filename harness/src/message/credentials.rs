//! In whose name a request is sent.

/// In whose name a request is sent, where the target's requests are signed.
///
/// All but [`Own`](Self::Own) are to be refused: they ask whether a target looks at signatures at all.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Credentials {
    /// Signed as the user asks, if at all.
    #[default]
    Own,
    /// Not signed.
    Missing,
    /// The signature itself is left out of the `Authorization`.
    Unreadable,
    /// The access key is nobody's.
    UnknownKey,
    /// One digit of the signature is another.
    WrongSignature,
    /// Signed rightly, half an hour ago.
    Old,
    /// Signed rightly, for another region.
    Elsewhere,
}

/// The header that carries a signature.
const AUTHORIZATION: &str = "authorization";

impl Credentials {
    /// All that are to be refused.
    pub const ALTERED: [Self; 6] =
        [Self::Missing, Self::Unreadable, Self::UnknownKey, Self::WrongSignature, Self::Old, Self::Elsewhere];

    /// Whether requests are signed as the user asks.
    #[must_use]
    pub fn is_own(&self) -> bool {
        *self == Self::Own
    }

    /// The name that stands in cases.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
            Self::UnknownKey => "unknown-key",
            Self::WrongSignature => "wrong-signature",
            Self::Old => "old",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// Headers that show it, where a request is not signed as the user asks.
    #[must_use]
    pub fn shown_header(self) -> Option<(String, String)> {
        (!self.is_own()).then(|| (AUTHORIZATION.to_owned(), self.shown().to_owned()))
    }

    /// What stands for the `Authorization` where requests are shown, since a signature is never shown.
    #[must_use]
    pub const fn shown(self) -> &'static str {
        match self {
            Self::Own => "<redacted>",
            Self::Missing => "<none>",
            Self::Unreadable => "<without its signature>",
            Self::UnknownKey => "<of an access key that does not exist>",
            Self::WrongSignature => "<with one digit of the signature changed>",
            Self::Old => "<signed half an hour ago>",
            Self::Elsewhere => "<signed for another region>",
        }
    }

    /// Reads [`Self::shown`] back, but for that of [`Own`](Self::Own), which may stand for anything.
    #[must_use]
    pub fn read_shown(text: &str) -> Option<Self> {
        Self::ALTERED.into_iter().find(|altered| altered.shown() == text)
    }
}
