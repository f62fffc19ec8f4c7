//! What came back: answers, or typed reasons why there was none.

use std::fmt;

use bytes::Bytes;

use super::Request;

/// One HTTP answer, body read to its end and not decoded in any way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The final status code.
    pub status: u16,
    /// Header names in lower case with their raw values, in order of arrival.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body's bytes as received, after chunk framing was removed.
    pub body: Bytes,
    /// Only the beginning of the body is here: the rest was left out of what is kept as evidence.
    pub is_cut: bool,
}

impl Answer {
    /// The first value of the header `name` (given in lower case), if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).and_then(|(_, v)| std::str::from_utf8(v).ok())
    }
}

/// What the TLS library calls a server's certificate that is one of an authority: as openssl makes them unless told.
const OF_AN_AUTHORITY: &str = "CaUsedAsEndEntity";

/// Why a request got no complete answer. Files name the kind as [`Self::kind`] does.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(tag = "kind")]
#[non_exhaustive]
pub enum WireFault {
    /// No connection could be made.
    #[serde(rename = "connection-refused")]
    Refused,
    /// The connection was reset or closed before the first byte of an answer.
    #[serde(rename = "connection-dropped")]
    Dropped,
    /// The answer began and broke off: the connection ended before its announced end.
    #[serde(rename = "answer-cut-short")]
    CutShort,
    /// No complete answer within the limit, in milliseconds.
    #[serde(rename = "timed-out")]
    TimedOut {
        /// The limit that passed, in milliseconds.
        limit_ms: u64,
    },
    /// The answer began, and its announced end did not come within the limit, in milliseconds.
    #[serde(rename = "answer-stalled")]
    Stalled {
        /// The limit that passed, in milliseconds.
        limit_ms: u64,
    },
    /// What came was not an HTTP/1.x answer.
    #[serde(rename = "not-http")]
    NotHttp {
        /// What was wrong with it, in a few words.
        detail: String,
    },
    /// The certificate of the target was not accepted, and nothing was sent.
    #[serde(rename = "certificate-refused")]
    Untrusted {
        /// What is wrong with it.
        detail: String,
    },
    /// The way does not lead to the target: a proxy lets nobody through, the server agrees to no HTTP/1.1.
    #[serde(rename = "no-way")]
    NoWay {
        /// What is in the way, and what to do about it.
        detail: String,
    },
    /// Neither an interim nor a final answer came to a request whose body was held back for it, in milliseconds.
    #[serde(rename = "expectation-unanswered")]
    Unheeded {
        /// How long was waited, in milliseconds.
        waited_ms: u64,
    },
    /// The request could not be signed, and was not sent.
    Unsigned {
        /// Why, without secrets.
        detail: String,
    },
    /// The answer was larger than the harness reads.
    #[serde(rename = "answer-too-large")]
    TooLarge {
        /// The limit that was passed, in bytes.
        limit_bytes: usize,
    },
}

impl WireFault {
    /// What is said of an answer that announces two lengths.
    pub const TWO_LENGTHS: &str = "two content-length values that differ";

    /// How long was waited in vain, in milliseconds; `None` where it was not time that ran out.
    #[must_use]
    pub fn waited_ms(&self) -> Option<u64> {
        match self {
            Self::TimedOut { limit_ms } | Self::Stalled { limit_ms } => Some(*limit_ms),
            Self::Unheeded { waited_ms } => Some(*waited_ms),
            _ => None,
        }
    }

    /// A stable kebab-case word for the kind of fault.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Refused => "connection-refused",
            Self::Dropped => "connection-dropped",
            Self::CutShort => "answer-cut-short",
            Self::TimedOut { .. } => "timed-out",
            Self::Stalled { .. } => "answer-stalled",
            Self::NotHttp { .. } => "not-http",
            Self::Untrusted { .. } => "certificate-refused",
            Self::NoWay { .. } => "no-way",
            Self::Unheeded { .. } => "expectation-unanswered",
            Self::Unsigned { .. } => "not-signed",
            Self::TooLarge { .. } => "answer-too-large",
        }
    }
}

impl fmt::Display for WireFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str("no connection could be made"),
            Self::Dropped => f.write_str("the connection was closed before an answer began"),
            Self::CutShort => f.write_str("the answer broke off before its announced end"),
            Self::TimedOut { limit_ms } => write!(f, "no complete answer within {limit_ms} ms"),
            Self::Stalled { limit_ms } => {
                write!(
                    f,
                    "no complete answer within {limit_ms} ms: it began, but its announced end did not come"
                )
            }
            Self::NotHttp { detail } => write!(f, "the answer is not HTTP/1.x: {detail}"),
            Self::Untrusted { detail } if detail.contains(OF_AN_AUTHORITY) => write!(
                f,
                "the certificate was refused ({OF_AN_AUTHORITY}): it is an authority's own, and no server's; make one with \
                 `openssl req -x509 ... -addext basicConstraints=critical,CA:FALSE`, or accept any with --insecure"
            ),
            Self::Untrusted { detail } => write!(
                f,
                "the certificate was refused ({detail}): trust its authority with --ca-file FILE, or go by the name that \
                 it is for; --insecure accepts any"
            ),
            Self::NoWay { detail } => f.write_str(detail),
            Self::Unheeded { waited_ms } => {
                write!(f, "neither 100 (Continue) nor a final answer within {waited_ms} ms without the body")
            }
            Self::Unsigned { detail } => write!(f, "the request could not be signed: {detail}"),
            Self::TooLarge { limit_bytes } => write!(f, "the answer is larger than {limit_bytes} bytes"),
        }
    }
}

/// What one attempt brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A complete answer.
    Answered(Answer),
    /// No complete answer.
    Failed(WireFault),
}

impl Outcome {
    /// The answer, if there was one.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Answered(answer) => Some(answer),
            Self::Failed(_) => None,
        }
    }
}

/// What an attempt shows of its connection. All is nought where that is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Link {
    /// Answers that the connection had carried before this request.
    pub before: u32,
    /// The answer leaves it open: neither its head nor its framing says that it ends.
    pub stays: bool,
    /// The answer is HTTP/1.0.
    pub is_old: bool,
    /// Whether the server ended it after the answer, where the sender waited for that.
    pub ended: Option<bool>,
}

/// One sending of a request and what it brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// What came back.
    pub outcome: Outcome,
    /// Microseconds from the first byte sent to the last byte received.
    pub micros: u64,
    /// What it shows of its connection.
    pub link: Link,
}

/// A request and every attempt made with it; the last one counts, the earlier ones were documented transient answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The request as the generators made it.
    pub request: Request,
    /// All attempts in order, at least one.
    pub attempts: Vec<Attempt>,
}

impl Exchange {
    /// The attempt that counts.
    #[must_use]
    pub fn last(&self) -> Option<&Attempt> {
        self.attempts.last()
    }
}

#[cfg(test)]
mod tests {
    use super::WireFault;

    #[test]
    fn files_name_a_fault_by_its_kind() {
        let all = [
            WireFault::Refused,
            WireFault::Dropped,
            WireFault::CutShort,
            WireFault::TimedOut { limit_ms: 1 },
            WireFault::Stalled { limit_ms: 2 },
            WireFault::NotHttp { detail: "a".to_owned() },
            WireFault::Unheeded { waited_ms: 4 },
            WireFault::TooLarge { limit_bytes: 3 },
        ];
        for fault in all {
            let text = serde_json::to_value(&fault).expect("JSON");
            assert_eq!(text["kind"], fault.kind());
            assert_eq!(serde_json::from_value::<WireFault>(text).expect("a fault"), fault);
        }
    }
}
