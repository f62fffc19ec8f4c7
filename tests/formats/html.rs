//! The page: read as browsers read it, there is no element in it but our own, and everything of the report has its place.

use std::collections::BTreeSet;

use batchspec_harness::contract::Level;
use batchspec_harness::report::{Finding, Report, to_html};
use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use super::reports;

/// All elements that a page is made of.
const ELEMENTS: [&str; 50] = [
    "a", "b", "body", "br", "button", "caption", "cite", "code", "dd", "details", "div", "dl", "dt",
    "fieldset", "footer", "form", "h1", "h2", "h3", "h4", "head", "header", "html", "input", "label",
    "legend", "li", "main", "mark", "meta", "nav", "option", "p", "pre", "rect", "script", "section",
    "select", "span", "style", "summary", "svg", "table", "tbody", "td", "th", "thead", "title", "tr", "ul",
];

#[derive(Debug)]
pub(super) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    /// All text in it.
    pub(super) text: String,
    /// How many elements it is in.
    depth: usize,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
    }
}

/// A page as a browser understands it; what the standard calls a mistake is one.
pub(super) fn read(text: &str, context: &str) -> Vec<Element> {
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(text);
    assert_eq!(dom.errors.borrow().as_slice(), [""; 0], "{context}");
    let mut elements = Vec::new();
    collect(&dom.document, 0, &mut elements);
    elements
}

fn collect(node: &Handle, depth: usize, elements: &mut Vec<Element>) -> String {
    let children = |elements: &mut Vec<Element>| -> String {
        node.children.borrow().iter().map(|child| collect(child, depth + 1, elements)).collect()
    };
    match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        NodeData::Comment { contents } => panic!("a comment: {contents}"),
        NodeData::Element { name, attrs, .. } => {
            let at = elements.len();
            let attributes = attrs.borrow();
            let attributes =
                attributes.iter().map(|one| (one.name.local.to_string(), one.value.to_string())).collect();
            let name = name.local.to_string();
            elements.push(Element { name, attributes, text: String::new(), depth });
            let text = children(elements);
            elements[at].text.clone_from(&text);
            text
        }
        _ => children(elements),
    }
}

pub(super) fn named<'e>(elements: &'e [Element], name: &str) -> Vec<&'e Element> {
    elements.iter().filter(|element| element.name == name).collect()
}

pub(super) fn with_class<'e>(elements: &'e [Element], class: &str) -> Vec<&'e Element> {
    elements.iter().filter(|element| element.has_class(class)).collect()
}

pub(super) fn with_id<'e>(elements: &'e [Element], id: &str) -> Option<&'e Element> {
    elements.iter().find(|element| element.attribute("id") == Some(id))
}

/// Every finding and what follows from it, by its anchor.
fn anchors(report: &Report) -> Vec<(String, &Finding)> {
    let mut anchors = Vec::new();
    for (number, root) in (1..).zip(&report.findings) {
        anchors.push((format!("finding-{number}"), root));
        for (inner, of) in (1..).zip(&root.consequences) {
            anchors.push((format!("finding-{number}-{inner}"), of));
        }
    }
    anchors
}

pub(super) fn assert_valid(text: &str, report: &Report, context: &str) {
    assert_whole(text, report, context);
    let elements = read(text, context);
    let clauses: Vec<_> = report.suites.iter().flat_map(|suite| &suite.clauses).collect();
    assert_eq!(with_class(&elements, "cell").len(), clauses.len(), "{context}: a cell a clause");
    assert_eq!(with_class(&elements, "clause").len(), clauses.len(), "{context}: a row a clause");
    let folded = anchors(report).len() + report.suites.len();
    assert_eq!(named(&elements, "details").len(), folded, "{context}");
}

/// What holds for each page, however short it is made.
pub(super) fn assert_whole(text: &str, report: &Report, context: &str) {
    let elements = read(text, context);
    for element in &elements {
        let name = element.name.as_str();
        assert!(ELEMENTS.contains(&name), "{context}: <{name}>");
        for (attribute, value) in &element.attributes {
            let is_code = attribute.starts_with("on")
                || ["style", "src", "srcset", "action"].contains(&attribute.as_str());
            assert!(!is_code, "{context}: {attribute}={value}");
            assert!(
                !value.contains("evil.example") && !value.contains("suite.example"),
                "{context}: {value}"
            );
        }
    }
    assert_links_lead_somewhere(&elements, report, context);
    assert_accessible(&elements, context);
    let count = |list: Vec<&Element>| list.len();
    assert_eq!(count(named(&elements, "script")), 1, "{context}");
    assert_eq!(count(named(&elements, "style")), 1, "{context}");
    let anchors = anchors(report);
    for (anchor, finding) in anchors {
        let told = with_id(&elements, &anchor).unwrap_or_else(|| panic!("{context}: no {anchor}"));
        assert!(told.text.contains(&finding.clause.id), "{context}: {anchor}");
    }
    let exit_code = report.exit_code().to_string();
    let figures = named(&elements, "div");
    let told = figures.iter().find(|div| div.text.trim().starts_with("exit code"));
    assert!(told.is_some_and(|div| div.text.ends_with(&exit_code)), "{context}: exit code {exit_code}");
    let policy =
        elements.iter().position(|one| one.attribute("http-equiv") == Some("Content-Security-Policy"));
    let style = elements.iter().position(|one| one.name == "style");
    assert!(policy < style, "{context}: the policy comes first");
}

fn assert_links_lead_somewhere(elements: &[Element], report: &Report, context: &str) {
    let mut web: BTreeSet<&str> = BTreeSet::new();
    web.extend(
        report
            .suites
            .iter()
            .flat_map(|suite| &suite.clauses)
            .filter_map(|tally| tally.clause.source.url.as_deref()),
    );
    for (_, finding) in anchors(report) {
        web.extend(finding.clause.source.url.as_deref());
        web.extend(finding.waived.as_ref().and_then(|waived| waived.link.as_deref()));
    }
    let ids: Vec<&str> = elements.iter().filter_map(|element| element.attribute("id")).collect();
    let once: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), once.len(), "{context}: an id is there twice");
    for link in named(elements, "a") {
        let to = link.attribute("href").expect("a link leads somewhere");
        match to.strip_prefix('#') {
            Some(id) => assert!(once.contains(id), "{context}: {to} leads nowhere"),
            None => assert!(to.starts_with("http") && web.contains(to), "{context}: {to}"),
        }
    }
}

fn assert_accessible(elements: &[Element], context: &str) {
    assert_eq!(named(elements, "html")[0].attribute("lang"), Some("en"));
    for landmark in ["header", "nav", "main", "footer", "h1"] {
        assert_eq!(named(elements, landmark).len(), 1, "{context}: {landmark}");
    }
    for cell in named(elements, "th") {
        assert!(matches!(cell.attribute("scope"), Some("col" | "row")), "{context}: {}", cell.text);
    }
    for section in named(elements, "section") {
        let title = section.attribute("aria-labelledby").and_then(|id| with_id(elements, id));
        assert!(
            title.is_some_and(|title| title.name.starts_with('h')),
            "{context}: a section without a title"
        );
    }
    let mut last = 1;
    for heading in elements.iter().filter(|element| ["h1", "h2", "h3", "h4"].contains(&element.name.as_str()))
    {
        let level = heading.name[1..].parse::<u32>().expect("a number");
        assert!(level <= last + 1 && !heading.text.trim().is_empty(), "{context}: {}", heading.text);
        last = level;
    }
    for (index, field) in elements.iter().enumerate() {
        if ["input", "select"].contains(&field.name.as_str()) {
            let is_around = |label: &&Element| label.name == "label" && label.depth < field.depth;
            assert!(
                elements[..index].iter().rev().any(|one| is_around(&one)),
                "{context}: a field without a label"
            );
        }
    }
    // A sign stands beside every colour.
    let coloured = elements.iter().filter(|element| element.has_class("cell") || element.has_class("dot"));
    for mark in coloured {
        assert!(!mark.text.trim().is_empty(), "{context}: a colour without a sign");
    }
    for cell in with_class(elements, "cell") {
        assert!(
            ["must", "should", "note"].iter().any(|level| cell.has_class(level)),
            "{context}: {}",
            cell.text
        );
    }
}

#[test]
fn the_place_is_marked_and_commands_are_whole() {
    let report = reports::broken();
    let elements = read(&to_html(&report), "broken");
    let finding = &report.findings[0];
    let marks = named(&elements, "mark");
    assert!(marks.iter().any(|mark| finding.expected.contains(mark.text.as_str())), "{marks:?}");
    let commands: Vec<&str> = named(&elements, "pre").iter().map(|block| block.text.as_str()).collect();
    assert!(commands.contains(&finding.exchanges[0].curl.as_str()), "{commands:?}");
    assert!(commands.contains(&format!("batchspec replay {}", finding.signature).as_str()), "{commands:?}");
    assert!(commands.contains(&finding.exchanges[0].answer_body.as_str()), "laid out, and no byte added");
}

#[test]
fn a_finding_says_whether_it_counts_and_why_not() {
    let mut flaky = reports::finding(Level::Must);
    flaky.reproduction.times = 1;
    let report = reports::report_of(vec![reports::waived(), reports::finding(Level::Should), flaky]);
    let elements = read(&to_html(&report), "three findings");
    for (number, said) in [
        (1, &["waived", "the gateway cuts batches", "https://example.com/issues/7", "2027-01-31"][..]),
        (2, &["warns only"]),
        (3, &["breaks the run", "flaky, 1 of 3"]),
    ] {
        let card = with_id(&elements, &format!("finding-{number}")).expect("a finding");
        for words in said {
            assert!(card.text.contains(words), "{words} is missing in {}", card.text);
        }
    }
}

#[test]
fn a_cell_leads_to_what_broke_it() {
    let report = reports::broken();
    let elements = read(&to_html(&report), "broken");
    let broken: Vec<&Element> =
        with_class(&elements, "cell").into_iter().filter(|cell| cell.has_class("broken")).collect();
    assert!(!broken.is_empty());
    for cell in broken {
        let to = cell.attribute("href").and_then(|to| to.strip_prefix('#')).expect("a place on the page");
        assert!(to.starts_with("finding-"), "{to}");
        assert!(cell.text.starts_with('✗'), "{}", cell.text);
    }
}

/// Ink and ground of the style sheet that stand on each other somewhere.
const PAIRS: [(&str, &str); 19] = [
    ("ink", "ground"),
    ("ink", "sheet"),
    ("ink", "mark"),
    ("faint", "ground"),
    ("faint", "sheet"),
    ("link", "ground"),
    ("link", "sheet"),
    ("broken", "ground"),
    ("broken", "sheet"),
    ("on-broken", "broken"),
    ("warns", "ground"),
    ("warns", "sheet"),
    ("on-warns", "warns-ground"),
    ("excused", "ground"),
    ("excused", "sheet"),
    ("excused", "excused-ground"),
    ("held", "ground"),
    ("held", "sheet"),
    ("held", "held-ground"),
];

/// Relative luminance by WCAG 2, from `#rrggbb`.
fn luminance(colour: &str) -> f64 {
    let weighted = [(1, 0.2126), (3, 0.7152), (5, 0.0722)].map(|(at, weight)| {
        let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("hexadecimal")) / 255.0;
        weight * if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    weighted.iter().sum()
}

#[test]
fn colours_can_be_read_in_light_and_dark() {
    let page = to_html(&reports::conformant());
    let colours = |name: &str| -> [f64; 2] {
        let (_, rest) = page.split_once(&format!("--{name}: light-dark(")).expect(name);
        let (both, _) = rest.split_once(')').expect("the end of the pair");
        let (light, dark) = both.split_once(", ").expect("two colours");
        [luminance(light), luminance(dark)]
    };
    for (ink, ground) in PAIRS {
        for (theme, (ink_light, ground_light)) in colours(ink).into_iter().zip(colours(ground)).enumerate() {
            let (high, low) = (ink_light.max(ground_light), ink_light.min(ground_light));
            let contrast = (high + 0.05) / (low + 0.05);
            // What WCAG 2 demands for text, level AA.
            assert!(contrast >= 4.5, "{ink} on {ground}, theme {theme}: {contrast:.2}");
        }
    }
}

#[test]
fn what_was_sent_before_stands_with_its_suite() {
    let page = to_html(&reports::with_prelude());
    let told =
        |page: &str| named(&read(page, "prelude"), "p").iter().any(|p| p.text.contains(reports::SENT_BEFORE));
    assert!(told(&page));
    assert!(!told(&to_html(&reports::conformant())), "nothing was sent before");
}
