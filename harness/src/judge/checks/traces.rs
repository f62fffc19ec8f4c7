//! Answers hold no text that a programming language prints for a value that should not have been printed.

use std::sync::LazyLock;

use regex::{Regex, bytes};

use crate::contract::{
    Breach, ClauseRef, ConstraintRef, Contract, NodeKind, NodeRef, Path, Side, Watch, walk,
};
use crate::judge::{AnswerReading, Broken, CaseVerdicts, Check, Reading, Where};
use crate::message::json::{Document, Kind, Value};

/// Answers hold no text that a programming language prints for a value that should not have been printed.
pub(super) struct Traces;

/// A text, and what printed it.
struct Trace {
    /// Matches in a text of an answer.
    pattern: &'static str,
    /// The language that it betrays, and what was printed.
    printed: &'static str,
    /// Whether it may as well be a word that somebody wrote, in a document of their own.
    is_a_word: bool,
}

const fn certain(pattern: &'static str, printed: &'static str) -> Trace {
    Trace { pattern, printed, is_a_word: false }
}

const fn word(pattern: &'static str, printed: &'static str) -> Trace {
    Trace { pattern, printed, is_a_word: true }
}

/// Words that people use count only as whole texts, anything else wherever it stands: nobody writes it.
const TRACES: &[Trace] = &[
    certain(r"^undefined$", "undefined of JavaScript"),
    certain(r"(?:^|[:/=@])undefined(?:$|[:/@])", "undefined of JavaScript in a text that was put together"),
    certain(r"\[object [A-Z][A-Za-z]*\]", "an object of JavaScript"),
    certain(r"^\[(?:Object|Array|Function)(?:: [^\]]*)?\]$", "a nested value of JavaScript's console"),
    certain(r"^Invalid Date$", "a date of JavaScript that is none"),
    word(r"^NaN$", "a number that is none"),
    certain(r"^Na[NT](?:-Na[NT])+", "a date that is none"),
    certain(r"<nil>", "nil of Go"),
    certain(r"%![a-zA-Z]\(", "a value that Go's fmt has no verb for"),
    certain(r"^map\[(?:\w+:[^\]]*)?\]$|^&\{", "a struct or a map of Go"),
    word(r"^nil$", "nil of Go or Ruby"),
    certain(r"#<(?:struct )?[A-Z]\w*(?:::\w+)*(?::0x[0-9a-f]+|>| )", "an object of Ruby"),
    word(r"^None$", "None of Python"),
    certain(r"<[\w.]+ object at 0x[0-9a-fA-F]+>", "an object of Python"),
    certain(r"<(?:class|function|bound method) '?[\w.<>]+'?", "a class or a function of Python"),
    certain(r"Traceback \(most recent call last\)", "a stack trace of Python"),
    word(r"^null$", "null of Java or JavaScript"),
    certain(r"\b(?:[a-z]\w*\.)+[A-Z][\w$]*@[0-9a-f]{4,8}\b", "an object of Java"),
    certain(r"\[L(?:[a-z]\w*\.)+[A-Z]\w*;@[0-9a-f]{4,8}", "an array of Java"),
    certain(r"(?m)^\s+at (?:[\w$.<>/]+\(|async )", "a stack trace"),
    certain(r"(?m)^\s+at .+:\d+:\d+\)?$", "a stack trace of JavaScript"),
    certain(r"goroutine \d+ \[", "a stack trace of Go"),
    certain(r#"(?m)^\s+File ".+", line \d+"#, "a stack trace of Python"),
    certain(r"\.rb:\d+:in [`']", "a stack trace of Ruby"),
    certain(r"(?m)^#\d+ .+\.php\(\d+\)", "a stack trace of PHP"),
    certain(r"^System\.[A-Z][\w.]*(?:\[\]|`\d+\[)", "a collection of .NET"),
];

static TEXTS: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| TRACES.iter().map(|trace| Regex::new(trace.pattern).ok()).collect());

/// What a body holds somewhere in which one of them stands, escapes that JSON has for some of their signs included.
static SUSPECT: LazyLock<Option<bytes::Regex>> = LazyLock::new(|| {
    let parts = [
        "undefined",
        r"\[object ",
        r#""\[(?:Object|Array|Function)"#,
        "Invalid Date",
        "Na[NT]",
        "<nil>",
        r"%![a-zA-Z]\(",
        r#""&"#,
        r#""\{"#,
        r#""map\["#,
        r#""(?:nil|None|null)""#,
        "#<",
        " object at 0x",
        "<(?:class|function|bound)",
        "Traceback",
        "@[0-9a-f]{4}",
        r"\\n(?:\s|\\t)+at ",
        r#""\s+at "#,
        "goroutine ",
        r"\\n(?:\s|\\t)+File ",
        r"\.rb:",
        r"\.php\(",
        r#""System\."#,
        r"\\u00",
    ];
    bytes::Regex::new(&format!("(?-u){}", parts.join("|"))).ok()
});

impl Check for Traces {
    fn id(&self) -> &'static str {
        "traces"
    }

    fn about(&self) -> &'static str {
        "No text of an answer, of an error or within a document is what a language prints for a value that should not have been printed."
    }

    fn blind(&self) -> &'static str {
        "Texts that the request holds as well, and words such as None within documents: somebody may have written them."
    }

    fn clauses(&self, contract: &Contract) -> Vec<ClauseRef> {
        vec![contract.known.no_traces_of_a_language]
    }

    fn judge(&self, reading: &Reading<'_>, verdicts: &mut CaseVerdicts) {
        let Some(answer) = reading.last().filter(|_| reading.is_addressed()) else { return };
        let Some(body) = answer.json() else { return };
        let clause = reading.contract.known.no_traces_of_a_language;
        let is_suspect = SUSPECT.as_ref().is_none_or(|suspect| suspect.is_match(&answer.answer.body));
        let found = if is_suspect { found(reading, answer, body) } else { None };
        match found {
            None => verdicts.holds(clause),
            Some((trace, text, pointer)) => {
                let shown: String = text.chars().take(120).collect();
                let broken =
                    Broken::new(format!("a text that is not {}", trace.printed), format!("{shown:?}"))
                        .at(Where::Answer, pointer)
                        .signed(trace.printed);
                verdicts.breaks(clause, broken);
            }
        }
    }
}

/// The first trace in a body that the request does not hold.
fn found(
    reading: &Reading<'_>,
    answer: &AnswerReading<'_>,
    body: Value<'_>,
) -> Option<(&'static Trace, String, String)> {
    let mut documents = Documents { contract: reading.contract, spans: Vec::new() };
    if answer.answer.status == reading.contract.binding.status {
        walk(reading.contract, reading.contract.output, body, Side::Answer, &mut documents);
    }
    let asked = Asked::read(&reading.request.body.bytes);
    let mut rest = vec![(body, String::new())];
    while let Some((value, pointer)) = rest.pop() {
        match value.kind() {
            Kind::String => {
                let text = value.as_str().unwrap_or_default();
                let found = trace(&text, documents.hold(value), &asked);
                if let Some(found) = found {
                    return Some((found, text.into_owned(), pointer));
                }
            }
            Kind::Array => {
                let elements = value.elements().enumerate();
                rest.extend(elements.map(|(index, element)| (element, format!("{pointer}/{index}"))));
            }
            Kind::Object => rest.extend(value.members().map(|(name, member)| {
                let name = name.as_str().unwrap_or_default().replace('~', "~0").replace('/', "~1");
                (member, format!("{pointer}/{name}"))
            })),
            _ => {}
        }
    }
    None
}

fn trace(text: &str, is_in_document: bool, asked: &Asked) -> Option<&'static Trace> {
    TRACES.iter().zip(TEXTS.iter()).find_map(|(trace, regex)| {
        let found = regex.as_ref()?.find(text)?;
        let may_be_meant = (trace.is_a_word && is_in_document) || asked.holds(found.as_str());
        (!may_be_meant).then_some(trace)
    })
}

/// What the request says, as it was written and as it reads.
struct Asked {
    written: String,
    texts: Vec<String>,
}

impl Asked {
    fn read(body: &[u8]) -> Self {
        let mut texts = Vec::new();
        if let Ok(document) = Document::parse(body) {
            let mut rest = vec![document.root()];
            while let Some(value) = rest.pop() {
                texts.extend(value.as_str().map(std::borrow::Cow::into_owned));
                rest.extend(value.elements());
                for (name, member) in value.members() {
                    rest.extend([name, member]);
                }
            }
        }
        Self { written: String::from_utf8_lossy(body).into_owned(), texts }
    }

    fn holds(&self, text: &str) -> bool {
        self.written.contains(text) || self.texts.iter().any(|asked| asked.contains(text))
    }
}

/// Where the documents of an answer stand.
struct Documents<'c> {
    contract: &'c Contract,
    spans: Vec<(usize, usize)>,
}

impl Documents<'_> {
    fn hold(&self, value: Value<'_>) -> bool {
        let (start, end) = value.span();
        self.spans.iter().any(|&(from, to)| from <= start && end <= to)
    }
}

impl<'d> Watch<'d> for Documents<'_> {
    const JUDGES: bool = false;

    fn met(&mut self, _: ConstraintRef) {}

    fn breach(&mut self, _: &Breach<'_, 'd>) {}

    fn visit(&mut self, node: NodeRef, value: Value<'d>, _: &Path<'d>, _: Option<&str>) {
        if matches!(self.contract.node(node).kind, NodeKind::Document { .. }) {
            self.spans.push(value.span());
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Asked, SUSPECT, TEXTS, TRACES, trace};

    #[test]
    fn every_pattern_is_one() {
        assert_eq!(TEXTS.iter().flatten().count(), TRACES.len());
        assert!(SUSPECT.is_some());
    }

    #[rstest]
    #[case("undefined", true)]
    #[case("arn:aws:aws-marketplace:us-east-1:undefined:AWSMarketplace/Offer/a", true)]
    #[case("Requested entity '[object Object]' does not exist.", true)]
    #[case("[Object]", true)]
    #[case("Invalid Date", true)]
    #[case("NaN-NaN-NaNTNaN:NaN:NaNZ", true)]
    #[case("account <nil> is unknown", true)]
    #[case("%!s(int=7)", true)]
    #[case("&{Id:7 Name:x}", true)]
    #[case("map[id:7]", true)]
    #[case("#<Entity:0x000055d5>", true)]
    #[case("#<struct Entity id=7>", true)]
    #[case("<app.Entity object at 0x7f1b>", true)]
    #[case("java.lang.Object@1a2b3c", true)]
    #[case("[Ljava.lang.String;@1a2b3c4d", true)]
    #[case("System.String[]", true)]
    #[case("System.Collections.Generic.List`1[System.String]", true)]
    #[case("TypeError: x\n    at Object.<anonymous> (/app/index.js:3:1)", true)]
    #[case("boom\n\tat com.example.App.main(App.java:7)", true)]
    #[case("None", true)]
    #[case("null", true)]
    #[case("This is undefined behaviour.", false)]
    #[case("None of the accounts exists.", false)]
    #[case("the value is null", false)]
    #[case("mail me at java.net@example.com", false)]
    #[case("a [Object] b", false)]
    #[case("meet at noon\n at the gate", false)]
    #[case("nil desperandum", false)]
    #[case("#1 <b>bold</b>", false)]
    #[case("{id}", false)]
    #[case("an undefined/optional value", false)]
    fn texts_that_nobody_writes_are_told(#[case] text: &str, #[case] is_told: bool) {
        let nothing = Asked::read(b"{}");
        assert_eq!(trace(text, false, &nothing).is_some(), is_told, "{text}");
        if is_told {
            let json = serde_json::to_vec(&[text]).expect("JSON");
            assert!(SUSPECT.as_ref().is_some_and(|suspect| suspect.is_match(&json)), "{text}");
            let same = Asked::read(&json);
            assert!(trace(text, false, &same).is_none(), "what was asked for comes back: {text}");
        }
    }

    #[test]
    fn words_within_documents_are_left_alone() {
        let nothing = Asked::read(b"{}");
        assert!(trace("None", true, &nothing).is_none() && trace("null", true, &nothing).is_none());
        assert!(trace("undefined", true, &nothing).is_some());
    }
}
