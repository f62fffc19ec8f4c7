//! Nesting that would exhaust a recursive reader.

use batchspec_harness::message::json::{Document, Kind, fingerprint};
use rstest::rstest;

const DEPTH: usize = 100_000;

/// Less than a call for each level would need.
const STACK_BYTES: usize = 64 * 1024;

/// Runs on a stack that recursion over [`DEPTH`] levels would leave.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(work);
    thread.expect("a thread").join().expect("no panic");
}

#[rstest]
#[case::arrays("[", "", "]")]
#[case::arrays_around_a_value("[", "1", "]")]
#[case::objects("{\"a\":", "{}", "}")]
#[case::both("[{\"a\":", "null", "}]")]
#[case::with_neighbours("[0,", "0", ",0]")]
fn deep_texts_are_read(#[case] open: &'static str, #[case] inner: &'static str, #[case] close: &'static str) {
    on_a_small_stack(move || {
        let text = format!("{}{inner}{}", open.repeat(DEPTH), close.repeat(DEPTH));
        let document = Document::parse(text.as_bytes()).expect("a text");
        let levels = DEPTH * open.matches(['[', '{']).count() + inner.matches('{').count();
        assert_eq!(usize::try_from(document.depth()), Ok(levels));
        assert_eq!(document.root().source(), text);
        let spaced = text.replace(',', " , ").replace(']', "\n]").replace('}', " }");
        let same = Document::parse(spaced.as_bytes()).expect("a text");
        assert_eq!(fingerprint(same.root()), fingerprint(document.root()));
        let mut value = document.root();
        let mut steps = 0;
        while let Some(next) = match value.kind() {
            Kind::Array => value.elements().find(|element| !element.is_empty()),
            Kind::Object => value.get("a"),
            _ => None,
        } {
            value = next;
            steps += 1;
        }
        assert!(steps + 2 >= levels, "{steps} of {levels} levels are within reach");
    });
}

#[rstest]
#[case::arrays("[")]
#[case::objects("{\"a\":")]
#[case::arrays_of_objects("[{\"a\":")]
fn deep_texts_without_an_end_are_refused(#[case] open: &'static str) {
    on_a_small_stack(move || {
        let text = open.repeat(DEPTH);
        let fault = Document::parse(text.as_bytes()).expect_err("no text");
        assert_eq!(fault.at, text.len());
    });
}

#[test]
fn a_level_more_is_another_value() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let of = |text: String| fingerprint(Document::parse(text.as_bytes()).expect("a text").root());
    assert_ne!(of(nested(DEPTH)), of(nested(DEPTH + 1)));
}
