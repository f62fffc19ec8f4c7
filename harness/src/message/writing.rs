//! How a request is written, where that matters: on which connection, in which pieces, in which chunks.

/// How a request goes out, where that is not in one piece on whichever connection is open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Writing {
    /// The connection that it goes out on.
    #[serde(skip_serializing_if = "Which::is_any")]
    pub connection: Which,
    /// Where the sender stops for some milliseconds before it goes on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// How a body in chunks is cut into them; as the sender likes where nothing is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chunks: Option<Chunks>,
    /// It says that it is HTTP/1.0.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub old_version: bool,
    /// Once it is answered, the sender waits for the connection to end.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub awaits_end: bool,
}

/// The connection that a request goes out on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// The one that is open, if it is silent.
    #[default]
    Any,
    /// One that has carried nothing yet.
    New,
    /// That of the request before, whatever lies on it: bytes that nobody asked for are the beginning of the answer. A new
    /// one where the server has closed it.
    Same,
}

/// A place at which the sender stops.
///
/// Places are named by what is there, so that they are still there in a smaller body; a place that a request lacks is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pause {
    /// In the middle of the head.
    InHead,
    /// Before the last byte of the head.
    BeforeHeadEnds,
    /// Between the head and the body.
    BeforeBody,
    /// After the first byte of the body.
    AfterFirstByte,
    /// Within the first text of the body, after its first byte: a name in most bodies.
    InName,
    /// Within the first character of several bytes, after its first byte.
    InCharacter,
    /// In the middle of the body.
    InBody,
    /// Before the last byte of the body.
    BeforeLastByte,
}

/// How a body is cut into chunks, and what stands beside them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Chunks {
    /// Sizes in bytes, gone through again and again until the body ends; one chunk of all where there are none.
    pub sizes: Vec<u32>,
    /// Whether sizes are written with capitals.
    #[serde(skip_serializing_if = "is_false")]
    pub capitals: bool,
    /// Whether each size begins with two zeros.
    #[serde(skip_serializing_if = "is_false")]
    pub zeros: bool,
    /// Whether an extension stands behind each size.
    #[serde(skip_serializing_if = "is_false")]
    pub extensions: bool,
    /// Whether a trailer section of three fields follows the last chunk.
    #[serde(skip_serializing_if = "is_false")]
    pub trailer: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Which {
    /// Whether it does not matter.
    #[must_use]
    pub fn is_any(&self) -> bool {
        *self == Self::Any
    }
}

impl Writing {
    /// On a connection that has carried nothing yet.
    #[must_use]
    pub fn on(connection: Which) -> Self {
        Self { connection, ..Self::default() }
    }

    /// Whether nothing is told.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// What a command line of curl does not do, in words; nothing where it does all.
    #[must_use]
    pub fn beyond_curl(&self) -> Option<String> {
        match self.connection {
            Which::Any | Which::Same => self.describe(),
            // Each command has a connection of its own.
            Which::New => Self { connection: Which::Any, ..self.clone() }.describe(),
        }
    }

    /// What a reader cannot see from the request's bytes, in words; nothing where nothing is told.
    #[must_use]
    pub fn describe(&self) -> Option<String> {
        let mut parts = Vec::new();
        match self.connection {
            Which::Any => {}
            Which::New => parts.push("on a new connection".to_owned()),
            Which::Same => parts.push("on the connection of the request before".to_owned()),
        }
        if self.old_version {
            parts.push("as HTTP/1.0".to_owned());
        }
        if let Some(chunks) = &self.chunks {
            parts.push(chunks.describe());
        }
        if !self.pauses.is_empty() {
            let places: Vec<&str> = self.pauses.iter().map(|pause| pause.place()).collect();
            parts.push(format!("with a pause {}", places.join(" and ")));
        }
        if self.awaits_end {
            parts.push("then waiting for the end of the connection".to_owned());
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

impl Pause {
    /// The place in words.
    #[must_use]
    pub const fn place(self) -> &'static str {
        match self {
            Self::InHead => "in the middle of the head",
            Self::BeforeHeadEnds => "before the last byte of the head",
            Self::BeforeBody => "between head and body",
            Self::AfterFirstByte => "after the first byte of the body",
            Self::InName => "within the first name",
            Self::InCharacter => "within the first character of several bytes",
            Self::InBody => "in the middle of the body",
            Self::BeforeLastByte => "before the last byte of the body",
        }
    }
}

impl Chunks {
    fn describe(&self) -> String {
        let sizes: Vec<String> = self.sizes.iter().map(ToString::to_string).collect();
        let mut text = match sizes.as_slice() {
            [] => "in one chunk".to_owned(),
            [one] if one == "1" => "in chunks of one byte".to_owned(),
            _ => format!("in chunks of {} bytes", sizes.join(", ")),
        };
        let beside = [
            (self.capitals, "sizes in capitals"),
            (self.zeros, "zeros before sizes"),
            (self.extensions, "extensions"),
            (self.trailer, "a trailer"),
        ];
        let beside: Vec<&str> = beside.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect();
        if !beside.is_empty() {
            text = format!("{text} with {}", beside.join(" and "));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{Chunks, Pause, Which, Writing};

    #[test]
    fn what_is_not_told_is_not_written_and_all_comes_back() {
        assert_eq!(serde_json::to_string(&Writing::default()).expect("JSON"), "{}");
        let chunks = Chunks { sizes: vec![1, 300], capitals: true, trailer: true, ..Chunks::default() };
        let writing = Writing {
            connection: Which::Same,
            pauses: vec![Pause::BeforeBody, Pause::InName],
            chunks: Some(chunks),
            old_version: true,
            awaits_end: true,
        };
        let text = serde_json::to_string(&writing).expect("JSON");
        assert_eq!(serde_json::from_str::<Writing>(&text).expect("a writing"), writing, "{text}");
        assert_eq!(
            writing.describe().as_deref(),
            Some(
                "on the connection of the request before, as HTTP/1.0, in chunks of 1, 300 bytes with sizes in capitals and a \
                 trailer, with a pause between head and body and within the first name, then waiting for the end of the \
                 connection"
            )
        );
        assert_eq!(Writing::default().describe(), None);
    }
}
