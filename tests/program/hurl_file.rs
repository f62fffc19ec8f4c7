//! Reads the part of Hurl's grammar that is written here, strictly, sends what it says, and judges the answers.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use regex::Regex;
use serde_json::{Value, json};

/// One request, and what is demanded of its answer.
#[derive(Debug, Default)]
struct Entry {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    status: Option<u16>,
    captures: Vec<(String, String)>,
    asserts: Vec<String>,
}

#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

/// What Hurl itself makes of a file, where it is installed: nothing where all holds, else what it says.
pub(crate) fn installed_hurl(text: &str, address: &str, folder: &Path) -> Option<Result<(), String>> {
    let file = folder.join("finding.hurl");
    std::fs::write(&file, text).expect("a file");
    let told = Command::new("hurl")
        .args(["--no-color", "--max-time", "5", "--variable", &format!("target=http://{address}")])
        .arg(&file)
        .output()
        .ok()?;
    let said = || String::from_utf8_lossy(&told.stderr).into_owned();
    Some(if told.status.success() { Ok(()) } else { Err(said()) })
}

/// Sends a file's requests to an address; the error says which assert failed, or which line is no Hurl.
pub(crate) fn run_hurl(text: &str, address: &str) -> Result<(), String> {
    let mut variables = BTreeMap::new();
    for entry in read(text)? {
        let answer = send(&entry, address);
        if entry.status.is_some_and(|status| status != answer.status) {
            return Err(format!("{:?} is due: {answer:?}", entry.status));
        }
        for (name, query) in &entry.captures {
            let value = eval(query, &answer)?.ok_or_else(|| format!("nothing to capture: {query}"))?;
            variables.insert(name.clone(), value);
        }
        for assert in &entry.asserts {
            let mut assert = assert.clone();
            for (name, value) in &variables {
                assert = assert.replace(&format!("{{{{{name}}}}}"), &value.to_string());
            }
            if !holds(&assert, &answer)? {
                return Err(format!("{assert} does not hold: {answer:?}"));
            }
        }
    }
    Ok(())
}

fn read(text: &str) -> Result<Vec<Entry>, String> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut section = "request";
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let request = line
            .split_once(" {{target}}")
            .filter(|(method, _)| method.bytes().all(|b| b.is_ascii_uppercase()));
        if let Some((method, path)) = request {
            entries.push(Entry { method: method.to_owned(), path: unescaped(path), ..Entry::default() });
            section = "request";
            continue;
        }
        let entry = entries.last_mut().ok_or_else(|| format!("before any request: {line}"))?;
        match (section, line) {
            ("request", _) if line.starts_with('`') && line.ends_with('`') && line.len() > 1 => {
                entry.body = line.as_bytes()[1..line.len() - 1].to_vec();
                section = "after body";
            }
            ("request", _) if line.starts_with("base64,") && line.ends_with(';') => {
                entry.body = base64(&line[7..line.len() - 1]).ok_or_else(|| format!("no base64: {line}"))?;
                section = "after body";
            }
            ("request" | "after body", _) if line.starts_with("HTTP ") => {
                entry.status = match &line[5..] {
                    "*" => None,
                    status => Some(status.parse().map_err(|_| format!("no status: {line}"))?),
                };
                section = "answer";
            }
            ("request", "[Options]") => section = "options",
            ("options", "path-as-is: true") => section = "request",
            ("answer", "[Captures]") => section = "captures",
            ("answer" | "captures", "[Asserts]") => section = "asserts",
            ("request", _) => {
                let (name, value) = line.split_once(": ").ok_or_else(|| format!("no header: {line}"))?;
                entry.headers.push((unescaped(name), unescaped(value)));
            }
            ("captures", _) => {
                let (name, query) = line.split_once(": ").ok_or_else(|| format!("no capture: {line}"))?;
                entry.captures.push((name.to_owned(), query.to_owned()));
            }
            ("asserts", _) => entry.asserts.push(line.to_owned()),
            _ => return Err(format!("out of place ({section}): {line}")),
        }
    }
    Ok(entries)
}

fn unescaped(text: &str) -> String {
    let hex = Regex::new(r"\\u\{([0-9a-f]+)\}").expect("a pattern");
    let text = hex.replace_all(text, |found: &regex::Captures<'_>| {
        char::from_u32(u32::from_str_radix(&found[1], 16).expect("digits")).expect("a character").to_string()
    });
    Regex::new(r#"\\([#\\"])"#).expect("a pattern").replace_all(&text, "$1").into_owned()
}

fn base64(text: &str) -> Option<Vec<u8>> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for digit in text.trim_end_matches('=').chars() {
        bits = bits << 6 | u32::try_from(DIGITS.find(digit)?).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 255) as u8);
        }
    }
    text.len().is_multiple_of(4).then_some(bytes)
}

fn send(entry: &Entry, address: &str) -> Answer {
    let mut stream = TcpStream::connect(address).expect("a server that listens");
    stream.set_read_timeout(Some(std::time::Duration::from_secs(5))).expect("a limit");
    let mut head =
        format!("{} {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", entry.method, entry.path);
    for (name, value) in &entry.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", entry.body.len()));
    stream.write_all(&[head.as_bytes(), &entry.body].concat()).expect("a request sent");
    let mut answer = Vec::new();
    // No answer in time is none at all.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

/// The text in quotes at the beginning, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut escaped = false;
    let end = inner.find(|next| {
        let ends = next == '"' && !escaped;
        escaped = next == '\\' && !escaped;
        ends
    })?;
    Some((unescaped(&inner[..end]), inner[end + 1..].trim_start()))
}

/// A query with its filters; `None` where there is nothing.
fn eval(query: &str, answer: &Answer) -> Result<Option<Value>, String> {
    let (value, rest) = found(query, answer)?;
    if rest.is_empty() { Ok(value) } else { Err(format!("more than a query: {query}")) }
}

fn found<'q>(query: &'q str, answer: &Answer) -> Result<(Option<Value>, &'q str), String> {
    let wrong = || format!("no query: {query}");
    let (word, rest) = query.split_once(' ').ok_or_else(wrong)?;
    let (mut value, mut rest) = match word {
        "status" => (Some(json!(answer.status)), rest),
        "body" => (Some(json!(answer.body)), rest),
        "header" => {
            let (name, rest) = quoted(rest).ok_or_else(wrong)?;
            let mut lines = answer.head.lines().filter_map(|line| line.split_once(": "));
            let line = lines.find(|(own, _)| own.eq_ignore_ascii_case(&name));
            (line.map(|(_, value)| json!(value)), rest)
        }
        "jsonpath" => {
            let (path, rest) = quoted(rest).ok_or_else(wrong)?;
            (json_path(&path, &serde_json::from_str(&answer.body).map_err(|error| error.to_string())?)?, rest)
        }
        _ => return Err(wrong()),
    };
    if let Some(after) = rest.strip_prefix("split ") {
        let (at, after) = quoted(after).ok_or_else(wrong)?;
        value = value.map(|text| json!(text.as_str().unwrap_or_default().split(&at).collect::<Vec<_>>()));
        rest = after;
    }
    if rest == "count" || rest.starts_with("count ") {
        // Hurl counts lists only, and what is found once is no list.
        let list = value.as_ref().and_then(Value::as_array).ok_or_else(|| format!("no list: {query}"))?;
        value = Some(json!(list.len()));
        rest = rest[5..].trim_start();
    }
    Ok((value, rest))
}

fn holds(assert: &str, answer: &Answer) -> Result<bool, String> {
    let wrong = || format!("no assert: {assert}");
    let (value, predicate) = found(assert, answer)?;
    let (word, rest) = predicate.split_once(' ').unwrap_or((predicate, ""));
    if word == "exists" {
        return Ok(value.is_some());
    }
    let Some(value) = value else { return Ok(false) };
    let text = value.as_str().unwrap_or_default();
    let number = || Some((value.as_f64()?, rest.parse::<f64>().ok()?));
    Ok(match word {
        "isString" => value.is_string(),
        "isNumber" => value.is_number(),
        "isBoolean" => value.is_boolean(),
        "isList" => value.is_array(),
        "isObject" => value.is_object(),
        "==" => serde_json::from_str::<Value>(rest).map_err(|_| wrong())? == value,
        "!=" => serde_json::from_str::<Value>(rest).map_err(|_| wrong())? != value,
        "<" => number().is_some_and(|(one, other)| one < other),
        "<=" => number().is_some_and(|(one, other)| one <= other),
        ">=" => number().is_some_and(|(one, other)| one >= other),
        "startsWith" => text.starts_with(&quoted(rest).ok_or_else(wrong)?.0),
        "matches" => {
            let pattern = rest.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).ok_or_else(wrong)?;
            Regex::new(pattern).map_err(|_| wrong())?.is_match(text)
        }
        "not" => {
            let part = rest.strip_prefix("contains ").and_then(quoted).ok_or_else(wrong)?.0;
            !text.contains(&part)
        }
        _ => return Err(wrong()),
    })
}

/// What a path finds, as Hurl has it: nothing, one value, or a list of several.
fn json_path(path: &str, root: &Value) -> Result<Option<Value>, String> {
    let mut nodes = nodes(path, root)?;
    Ok(match nodes.len() {
        0 | 1 => nodes.pop(),
        _ => Some(Value::Array(nodes)),
    })
}

fn children(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(all) => all.clone(),
        Value::Object(all) => all.values().cloned().collect(),
        _ => Vec::new(),
    }
}

/// Names, indices, `*`, a filter by a text, and filters of the whole answer by a number of nodes.
fn nodes(path: &str, root: &Value) -> Result<Vec<Value>, String> {
    let wrong = || format!("no JSONPath: {path}");
    let by_count = |test: &str, is: &str| -> Result<Option<usize>, String> {
        let query = test.strip_prefix("count(").and_then(|test| test.strip_suffix(is));
        query.map(|query| Ok(nodes(query, root)?.len())).transpose()
    };
    let filters = path.strip_prefix("$[?").and_then(|rest| rest.strip_suffix(']'));
    if let Some(filters) = filters.filter(|filters| filters.contains("count(")) {
        if let Some(count) = by_count(filters, ")==1")? {
            return Ok(if count == 1 { children(root) } else { Vec::new() });
        }
        let mut found = Vec::new();
        for filter in filters.split(", ?") {
            let (test, counted) = filter.split_once(" && ").map_or((filter, None), |(a, b)| (a, Some(b)));
            if let Some(counted) = counted
                && by_count(counted, ")>0")?.ok_or_else(wrong)? == 0
            {
                continue;
            }
            let test = format!("${}", test.strip_prefix('@').ok_or_else(wrong)?);
            for child in children(root) {
                if !nodes(&test, &child)?.is_empty() {
                    found.push(child);
                }
            }
        }
        return Ok(found);
    }
    let step = Regex::new(r"^(?:\.(\*)|\.(\w+)|\['([^']*)'\]|\[(\d+)\]|\[\?@\.(\w+)=='([^']*)'\])")
        .expect("a pattern");
    let mut rest = path.strip_prefix('$').ok_or_else(wrong)?;
    let mut values = vec![root.clone()];
    while !rest.is_empty() {
        let found = step.captures(rest).ok_or_else(wrong)?;
        let part = |at: usize| found.get(at).map(|part| part.as_str());
        let next = |value: &Value| -> Vec<Value> {
            match () {
                () if part(1).is_some() => children(value),
                () if part(4).is_some() => {
                    let index = part(4).and_then(|index| index.parse::<usize>().ok()).unwrap_or(usize::MAX);
                    value.get(index).cloned().into_iter().collect()
                }
                () if part(5).is_some() => {
                    let is_wanted = |one: &Value| one[part(5).unwrap_or_default()].as_str() == part(6);
                    children(value).into_iter().filter(is_wanted).collect()
                }
                () => value.get(part(2).or(part(3)).unwrap_or_default()).cloned().into_iter().collect(),
            }
        };
        values = values.iter().flat_map(next).collect();
        rest = &rest[found[0].len()..];
    }
    Ok(values)
}
