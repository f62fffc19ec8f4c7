//! The page in a browser: what its script does when somebody filters, searches and copies.
//!
//! The browser is asked for what it made of a page. To press buttons in it, a second script is put into a copy that has
//! no policy; that the policy keeps other scripts out is tried on the page as it is.

use std::process::Command;

use batchspec_harness::report::{Outcome, Report, to_html};
use serde_json::Value;

use super::html::{Element, named, read, with_class, with_id};
use super::reports;

/// The browser of this machine, if there is one.
#[expect(clippy::print_stdout, reason = "a test that was not run says so")]
fn browser() -> Option<&'static str> {
    let is_there =
        |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|told| told.status.success());
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(is_there);
    if found.is_none() {
        println!("not run: there is no Chromium on this machine");
    }
    found
}

/// What a browser made of a page, and what it complained of; the anchor is a part of its address.
fn shown(browser: &str, page: &str, anchor: &str) -> (Vec<Element>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("page.html");
    std::fs::write(&file, page).expect("a file");
    let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
    let told = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom"])
        .args([&profile, "--virtual-time-budget=2000", &format!("file://{}{anchor}", file.display())])
        .output()
        .expect("the browser starts");
    let elements = read(&String::from_utf8_lossy(&told.stdout), "what the browser made of it");
    (elements, String::from_utf8_lossy(&told.stderr).into_owned())
}

/// What `acts` told in a browser, as the value that its script returned; `before` runs before the page's own script.
fn told(browser: &str, report: &Report, before: &str, acts: &str) -> Value {
    let page = to_html(report);
    let (head, rest) = page.split_once("<meta http-equiv=\"Content-Security-Policy\"").expect("a policy");
    let (_, rest) = rest.split_once('>').expect("its end");
    let (body, end) = rest.rsplit_once("</body>").expect("the end of the page");
    // Events of the form are heard at once, but a reset is heard after it was done.
    let page = format!(
        "{head}<script>{before}</script>{body}<p id=\"told\"></p><script>\
         addEventListener(\"load\", async () => {{\
         const later = () => new Promise((done) => setTimeout(done, 50));\
         const told = await (async () => {{ {acts} }})();\
         document.getElementById(\"told\").textContent = JSON.stringify(told);\
         }});</script></body>{end}"
    );
    let (elements, log) = shown(browser, &page, "");
    assert!(!log.contains("CONSOLE"), "the page complains: {log}");
    let told = &with_id(&elements, "told").expect("the driver's own").text;
    serde_json::from_str(told).unwrap_or_else(|error| panic!("{error}: {told:?}"))
}

#[test]
fn a_browser_runs_our_script_and_no_other() {
    let Some(browser) = browser() else { return };
    let (elements, log) = shown(browser, &to_html(&reports::hostile()), "#finding-2");
    assert!(!log.contains("CONSOLE"), "the page complains: {log}");
    let root = named(&elements, "html")[0];
    assert!(root.has_class("js"), "our script did not run");
    assert_eq!(named(&elements, "script").len(), 1);
    assert!(with_id(&elements, "finding-2").is_some_and(|finding| finding.attribute("open").is_some()));
    let fields = with_class(&elements, "fields");
    assert!(fields[0].attribute("hidden").is_none(), "the filter is there");
}

/// What is to be seen: the clauses' rows, how many cells fade, the findings, and the sentence under the filter.
const SEEN: &str = r##"
    const seen = () => ({
        rows: [...document.querySelectorAll("tr.clause:not([hidden])")].map((row) => row.querySelector("code").textContent),
        faded: document.querySelectorAll(".cell.out").length,
        findings: [...document.querySelectorAll("details.finding:not([hidden])")].map((one) => one.id),
        isNoneTold: !document.getElementById("no-finding").hidden,
        told: document.getElementById("shown").textContent,
    });
    const form = document.getElementById("filter");
    const heard = () => form.dispatchEvent(new Event("input", { bubbles: true }));
"##;

#[test]
fn the_filter_leaves_what_is_asked_for() {
    let Some(browser) = browser() else { return };
    let report = reports::broken();
    let acts = format!(
        r#"{SEEN}
        const all = seen();
        form.querySelector("input[name=state][value=broken]").click();
        const broken = seen();
        form.search.value = "no such words";
        heard();
        const nothing = seen();
        form.reset();
        await later();
        const again = seen();
        form.search.value = "COMPLETE every requested";
        heard();
        const searched = seen();
        return {{ all, broken, nothing, again, searched }};"#
    );
    let told = told(browser, &report, "", &acts);
    let clauses = || report.suites.iter().flat_map(|suite| &suite.clauses);
    let rows = |seen: &str| -> Vec<String> {
        let rows = told[seen]["rows"].as_array().expect("rows").iter();
        rows.map(|row| row.as_str().unwrap_or_default().to_owned()).collect()
    };
    let broken: Vec<String> = clauses()
        .filter(|tally| tally.outcome == Outcome::Broken)
        .map(|tally| tally.clause.id.clone())
        .collect();
    assert!(!broken.is_empty());
    assert_eq!(rows("all").len(), clauses().count());
    assert_eq!(told["all"]["told"], "", "nothing is filtered yet");
    assert_eq!(rows("broken"), broken);
    assert_eq!(told["broken"]["faded"], clauses().count() - broken.len());
    let sentence = format!("{} of {} clauses", broken.len(), clauses().count());
    assert!(told["broken"]["told"].as_str().is_some_and(|told| told.starts_with(&sentence)), "{told}");
    assert_eq!(told["broken"]["findings"].as_array().map(Vec::len), Some(report.findings.len()));
    assert_eq!(told["nothing"]["rows"], serde_json::json!([]));
    assert_eq!(told["nothing"]["isNoneTold"], true);
    assert_eq!(told["again"], told["all"], "clearing the filter brings everything back");
    let fits = |tally: &&batchspec_harness::report::ClauseTally| {
        let text = format!("{} {}", tally.clause.id, tally.clause.sentence).to_lowercase();
        ["complete", "every", "requested"].iter().all(|word| text.contains(word))
    };
    let fitting: Vec<String> = clauses().filter(fits).map(|tally| tally.clause.id.clone()).collect();
    assert!(fitting.contains(&"batch/complete".to_owned()), "{fitting:?}");
    assert_eq!(rows("searched"), fitting);
}

/// Presses every copy button, and tells what each block holds and what its button says then.
const PRESSED: &str = r#"
    const blocks = [...document.querySelectorAll(".command pre")];
    const buttons = blocks.map((block) => block.parentElement.querySelector("button"));
    const said = [];
    for (const button of buttons) { button.click(); await later(); said.push(button.textContent); }
    return { blocks: blocks.map((block) => block.textContent), said, copied };
"#;

/// A browser with a clipboard, and one that has none for pages in files but copies what is selected.
const CLIPBOARDS: [(&str, &str); 2] = [
    (
        "a clipboard",
        "const copied = []; Object.defineProperty(navigator, 'clipboard', \
         { value: { writeText: async (text) => { copied.push(text); } } });",
    ),
    (
        "a selection",
        "const copied = []; Object.defineProperty(navigator, 'clipboard', { value: undefined }); \
         document.execCommand = () => { copied.push(getSelection().toString()); return true; };",
    ),
];

#[test]
fn a_copy_button_copies_its_command_whole() {
    let Some(browser) = browser() else { return };
    let report = reports::broken();
    for (name, before) in CLIPBOARDS {
        let told = told(browser, &report, before, PRESSED);
        assert_eq!(told["copied"], told["blocks"], "{name}");
        let blocks = told["blocks"].as_array().expect("commands");
        let curl = &report.findings[0].exchanges[0].curl;
        assert!(blocks.iter().any(|block| block.as_str() == Some(curl)), "{name}: {blocks:?}");
        let said = told["said"].as_array().expect("buttons");
        assert!(!said.is_empty() && said.iter().all(|said| said == "Copied"), "{name}: {said:?}");
    }
}
