//! No files that use each other in a circle across folders, and no large circle within one.

use std::collections::{BTreeMap, BTreeSet};

use rstest::rstest;

use crate::{SourceFile, assert_none, rust_files};

/// Files of one folder that may know each other: a type, what reads it and what writes it.
const MOST_IN_A_CIRCLE: usize = 3;

#[test]
fn no_circle_of_files_crosses_a_folder_or_is_large() {
    let files = rust_files("harness/src");
    let too_many = circles(&files).into_iter().filter(|circle| is_too_much(circle));
    assert_none(&too_many.map(|circle| format!("a circle: {}", circle.join(", "))).collect::<Vec<_>>());
}

fn is_too_much(circle: &[String]) -> bool {
    let folder = |path: &String| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let folders: BTreeSet<_> = circle.iter().map(folder).collect();
    folders.len() > 1 || circle.len() > MOST_IN_A_CIRCLE
}

/// The modules of a crate: where each lies, what its text is, and what its table of contents passes on.
struct Modules {
    texts: BTreeMap<String, (String, String)>,
    passed_on: BTreeMap<(String, String), String>,
}

impl Modules {
    fn of(files: &[SourceFile]) -> Self {
        let mut modules = Self { texts: BTreeMap::new(), passed_on: BTreeMap::new() };
        for file in files {
            let module = module_of(&file.path);
            let text = without_tests(&file.text);
            for path in uses(&text, "pub") {
                let (source, name) = path.split_once(" as ").unwrap_or((&path, last(&path)));
                modules.passed_on.insert((module.clone(), name.trim().to_owned()), source.to_owned());
            }
            modules.texts.insert(module, (file.path.clone(), text));
        }
        modules
    }

    /// The module that a path from the root of the crate leads to, through tables of contents.
    fn target(&self, path: &[String]) -> Option<String> {
        let mut path = path.to_vec();
        // Tables of contents pass on what others do, but not for ever.
        for _ in 0..6 {
            let length =
                (0..=path.len()).rev().find(|length| self.texts.contains_key(&path[..*length].join("::")))?;
            let module = path[..length].join("::");
            let Some(source) =
                path.get(length).and_then(|name| self.passed_on.get(&(module.clone(), name.clone())))
            else {
                return Some(module);
            };
            let rest = path.split_off(length + 1);
            path = rooted(source, &module);
            path.extend(rest);
        }
        None
    }

    fn edges(&self, module: &str) -> BTreeSet<String> {
        let (_, text) = &self.texts[module];
        let mut paths = uses(text, "");
        paths.extend(inline_paths(text));
        let targets = paths.iter().filter_map(|path| {
            let path = path.split(" as ").next().unwrap_or(path);
            self.target(&rooted(path, module))
        });
        targets.filter(|target| target != module).collect()
    }
}

/// The parts of a path as seen from a module, counted from the root of the crate.
fn rooted(path: &str, module: &str) -> Vec<String> {
    let own: Vec<&str> = module.split("::").filter(|part| !part.is_empty()).collect();
    let mut parts: Vec<&str> = path.trim().split("::").collect();
    let mut root = match parts.first() {
        Some(&"crate") => Vec::new(),
        _ => own.clone(),
    };
    if parts.first().is_some_and(|first| ["crate", "self"].contains(first)) {
        parts.remove(0);
    }
    while parts.first() == Some(&"super") {
        parts.remove(0);
        root.pop();
    }
    root.extend(parts);
    root.into_iter().map(str::to_owned).collect()
}

fn module_of(path: &str) -> String {
    let inner = path.split_once("src/").map_or(path, |(_, inner)| inner).trim_end_matches(".rs");
    let parts = inner.split('/').filter(|part| !["mod", "lib", "main"].contains(part));
    parts.collect::<Vec<_>>().join("::")
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// The code of a file; what its own tests use is nobody's circle.
fn without_tests(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |text, line| text + line + "\n")
}

/// The paths of all statements that begin with `before` and `use`, each name of a braced list by itself.
fn uses(text: &str, before: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("use ") {
        let line = rest[..at].rsplit('\n').next().unwrap_or_default();
        let (statement, after) = rest[at + 4..].split_once(';').unwrap_or((&rest[at + 4..], ""));
        let is_statement = line.is_empty() || (line.starts_with("pub") && line.ends_with(' '));
        if is_statement && line.starts_with(before) {
            found.extend(names("", &statement.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        rest = if is_statement { after } else { &rest[at + 4..] };
    }
    found
}

/// `a::{b, c::d}` as `a::b` and `a::c::d`.
fn names(prefix: &str, statement: &str) -> Vec<String> {
    let statement = statement.trim();
    let Some((path, list)) = statement.split_once('{').filter(|_| statement.ends_with('}')) else {
        return vec![format!("{prefix}{statement}")];
    };
    let (mut parts, mut open) = (vec![String::new()], 0_usize);
    for c in list[..list.len() - 1].chars() {
        match c {
            '{' => open += 1,
            '}' => open = open.saturating_sub(1),
            ',' if open == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("there is a part").push(c);
    }
    let prefix = format!("{prefix}{path}");
    parts.iter().filter(|part| !part.trim().is_empty()).flat_map(|part| names(&prefix, part)).collect()
}

/// Paths within code that begin at the root or above.
fn inline_paths(text: &str) -> Vec<String> {
    let is_of_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let words = text.split(|c: char| !is_of_path(c));
    words
        .filter(|word| word.starts_with("crate::") || word.starts_with("super::"))
        .map(str::to_owned)
        .collect()
}

/// Files that reach one another, each set once; tables of contents that hold nothing else are no part of one.
fn circles(files: &[SourceFile]) -> Vec<Vec<String>> {
    let modules = Modules::of(files);
    let is_table = |text: &str| !["fn ", "impl", "struct ", "enum "].iter().any(|word| text.contains(word));
    let inhabited = modules.texts.iter().filter(|(_, (_, text))| !is_table(text));
    let edges: BTreeMap<&String, BTreeSet<String>> =
        inhabited.map(|(module, _)| (module, modules.edges(module))).collect();
    let reached = |from: &String| {
        let (mut seen, mut todo) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(module) = todo.pop() {
            let next = edges.get(&module).into_iter().flatten().filter(|next| seen.insert((*next).clone()));
            todo.extend(next.cloned().collect::<Vec<_>>());
        }
        seen
    };
    let all: BTreeMap<&String, BTreeSet<String>> =
        edges.keys().map(|module| (*module, reached(module))).collect();
    let mut found = BTreeSet::new();
    for (module, reach) in all.iter().filter(|(module, reach)| reach.contains(**module)) {
        let circle = reach.iter().filter(|other| all.get(other).is_some_and(|back| back.contains(*module)));
        found.insert(circle.map(|module| modules.texts[module].0.clone()).collect::<Vec<_>>());
    }
    found.into_iter().collect()
}

#[rstest]
#[case::none("use crate::b::B;", "pub struct B;", false)]
#[case::by_use("use crate::b::B;\nfn a() {}", "use crate::a::A;\nfn b() {}", true)]
#[case::through_a_door("use crate::B;\nfn a() {}", "use super::a::A;\nfn b() {}", true)]
#[case::inline("fn a() { crate::b::b() }", "fn b() { super::a::a() }", true)]
#[case::in_tests(
    "use crate::b::B;\nfn a() {}",
    "fn b() {}\n#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}",
    false
)]
fn a_circle_is_found(#[case] a: &str, #[case] b: &str, #[case] found: bool) {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let lib = file("x/src/lib.rs", "mod a;\nmod b;\npub use b::B;\n");
    let files = [lib, file("x/src/a.rs", a), file("x/src/b.rs", b)];
    assert_eq!(!circles(&files).is_empty(), found);
}

#[rstest]
#[case::three_of_a_folder(&["a/x.rs", "a/y.rs", "a/z.rs"], false)]
#[case::four_of_a_folder(&["a/w.rs", "a/x.rs", "a/y.rs", "a/z.rs"], true)]
#[case::two_of_two_folders(&["a/x.rs", "b/y.rs"], true)]
fn a_circle_is_too_much_if_it_is_large_or_crosses(#[case] circle: &[&str], #[case] too_much: bool) {
    assert_eq!(is_too_much(&circle.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>()), too_much);
}
