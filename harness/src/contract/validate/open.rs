//! Why acceptance of a request is open.

use std::fmt;

use crate::contract::clause::ClauseRef;
use crate::contract::operation::Contract;

/// Why the documentation does not say whether a request is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Open {
    /// More than one constraint is broken, at different places.
    SeveralBreaches,
    /// The head is wrong, and so is the body.
    HeadAndBody,
    /// Method and path both differ from the documented ones.
    MethodAndPath,
    /// The request line of another operation.
    OtherOperation,
    /// A method that HTTP servers treat in their own ways.
    OtherMethod,
    /// Another spelling of the documented path.
    PathSpelling,
    /// A label that something on the way may read otherwise.
    Label,
    /// A query that readers may differ on.
    Query,
    /// A header whose value readers may differ on.
    Header,
    /// A number outside the body that some readers take and others do not.
    Spelling,
    /// A body where the input has none.
    NeedlessBody,
    /// Two headers that name the operation.
    TwoTargets,
    /// A header that spells the operation in other letter case.
    TargetSpelling,
    /// No Content-Type.
    NoContentType,
    /// Two Content-Types.
    TwoContentTypes,
    /// A Content-Type other than the protocol's.
    OtherContentType,
    /// An Accept header other than the protocol's media type and the wildcards.
    OtherAccept,
    /// An Accept-Encoding that forbids an answer without coding.
    NoCoding,
    /// A body sent in chunks, in a way or to a server that leaves open whether it is taken.
    Chunked,
    /// An expectation that the server says it does not meet.
    Expectation,
    /// A request in HTTP/1.0, which servers need not serve.
    OldVersion,
    /// A header that changes how bodies are read.
    ReadingHeader,
    /// A body larger than every server must take.
    LargeBody,
    /// No body where nothing is required of it.
    EmptyBody,
    /// A byte order mark.
    ByteOrderMark,
    /// Very deep nesting.
    Depth,
    /// A lone surrogate, escaped.
    LoneSurrogate,
    /// A member name given twice.
    RepeatedMember,
    /// A NUL character.
    Nul,
    /// A very long number.
    LongNumber,
    /// A number with an exponent.
    Exponent,
    /// Null for a member that is not required.
    OptionalNull,
    /// A whole number written with a fraction.
    WholeFraction,
    /// A text such as NaN where the model gives a range of numbers.
    NoNumber,
    /// A timestamp that readers may differ on.
    Timestamp,
    /// A value that the suite leaves open; the clause that speaks of it, if there is one.
    Value(Option<ClauseRef>),
    /// A valid value that no documented text names; the clause that speaks of it, if there is one.
    UnnamedValue(Option<ClauseRef>),
    /// A value that some versions of the sources allow and others do not; the clause that speaks of it, if there is one.
    Disputed(Option<ClauseRef>),
    /// A member that the model does not know.
    UnknownMember,
    /// The same item more than once.
    RepeatedItem,
    /// Items in more than one of the places for them.
    SeveralInputs,
    /// An item breaks a constraint, and may fail alone.
    BadItem,
    /// A constraint that no clause speaks for is broken.
    Unjudged,
    /// The signature is not right, and neither is the request.
    Credentials,
}

impl Open {
    /// The reason in words.
    #[must_use]
    pub const fn why(self) -> &'static str {
        match self {
            Self::SeveralBreaches => "more than one place is wrong",
            Self::HeadAndBody => "more than one thing is wrong",
            Self::MethodAndPath => "both method and path differ",
            Self::OtherOperation => "a request to another operation",
            Self::OtherMethod => "a method that HTTP servers treat in their own ways",
            Self::PathSpelling => "another spelling of the documented path",
            Self::Label => "a label of the path that gateways may read otherwise",
            Self::Query => "a query that readers may differ on",
            Self::Header => "a header whose value readers may differ on",
            Self::Spelling => "a number in a spelling that readers may differ on",
            Self::NeedlessBody => "a body where the input has none",
            Self::TwoTargets => "two headers that name the operation",
            Self::TargetSpelling => "another spelling of the operation's name",
            Self::NoContentType => "no Content-Type",
            Self::TwoContentTypes => "two Content-Types",
            Self::OtherContentType => "a Content-Type other than application/json",
            Self::OtherAccept => "an Accept header other than application/json and the wildcards",
            Self::NoCoding => "an Accept-Encoding that forbids an answer without coding",
            Self::Chunked => "a chunked body",
            Self::Expectation => "an expectation",
            Self::OldVersion => "a request in HTTP/1.0",
            Self::ReadingHeader => "a header that changes how bodies are read",
            Self::LargeBody => "a body of more than 64 KiB",
            Self::EmptyBody => "an empty body where nothing is required",
            Self::ByteOrderMark => "a byte order mark before the JSON text",
            Self::Depth => "very deep nesting",
            Self::LoneSurrogate => "a lone surrogate escape",
            Self::RepeatedMember => "a member name given twice",
            Self::Nul => "a NUL character",
            Self::LongNumber => "a very long number",
            Self::Exponent => "a number with an exponent",
            Self::OptionalNull => "null for an optional member",
            Self::WholeFraction => "a whole number with a fraction",
            Self::NoNumber => "no number where the model gives a range",
            Self::Timestamp => "a timestamp that readers may differ on",
            Self::Value(_) => "a value whose acceptance the documentation leaves open",
            Self::UnnamedValue(_) => "a valid value that no documented text names",
            Self::Disputed(_) => "a value that some versions of the sources allow and others do not",
            Self::UnknownMember => "an unknown member",
            Self::RepeatedItem => "the same item twice",
            Self::SeveralInputs => "items in more than one of the places for them",
            Self::BadItem => "an item that breaks a constraint, where it may fail alone",
            Self::Unjudged => "it breaks a constraint that is not judged",
            Self::Credentials => "neither the signature nor the request is right",
        }
    }

    /// The clause under which what comes of such a request is reported.
    #[must_use]
    pub fn clause(self, contract: &Contract) -> ClauseRef {
        let known = &contract.known;
        match self {
            Self::SeveralBreaches | Self::HeadAndBody | Self::Unjudged => {
                known.serialization_before_validation
            }
            Self::MethodAndPath | Self::PathSpelling | Self::Label | Self::Query => known.path_variants,
            Self::OtherMethod => known.other_methods,
            Self::TwoTargets | Self::TargetSpelling => {
                known.target.map_or(known.path_variants, |target| target.spelling)
            }
            Self::NoContentType => known.content_type_missing,
            Self::TwoContentTypes | Self::OtherContentType => known.content_type_unsupported,
            Self::OtherAccept => known.accept_unsatisfiable,
            Self::NoCoding => known.content_coding,
            Self::Credentials => known.auth_before_validation,
            Self::UnknownMember => known.request_unknown_member,
            Self::RepeatedItem => known.batch_duplicates,
            Self::BadItem => known.batch_invalid_item_rejects_call,
            Self::Value(clause) | Self::UnnamedValue(clause) | Self::Disputed(clause) => {
                clause.unwrap_or(known.hostile_bytes_no_5xx)
            }
            _ => known.hostile_bytes_no_5xx,
        }
    }

    /// Whether the request is certainly invalid, and only what answers it is open.
    #[must_use]
    pub const fn is_invalid(self) -> bool {
        matches!(self, Self::SeveralBreaches | Self::HeadAndBody | Self::Credentials)
    }
}

impl fmt::Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.why())
    }
}
