//! A request as a command line.

use crate::message::{Credentials, Framing, Request};

/// How each command begins.
const CURL: &str = "curl -sS -i";

/// One command that sends at the same time what these commands send one by one.
pub(crate) fn at_once<'c>(commands: impl Iterator<Item = &'c str>) -> String {
    let commands = commands.map(|command| command.strip_prefix("curl ").unwrap_or(command));
    format!("curl -Z --parallel-immediate {}", commands.collect::<Vec<_>>().join(" --next "))
}

/// A curl command that sends `request` to `base` byte for byte, quoted for POSIX shells.
#[must_use]
pub fn curl(base: &str, request: &Request) -> String {
    let mut parts = vec![CURL.to_owned()];
    if request.method != "POST" {
        parts.push(format!("-X {}", request.method));
    }
    // Paths are sent as they are, not tidied up, and brackets and braces are no patterns of URLs.
    let url = format!("{}{}", base.trim_end_matches('/'), request.path);
    if url.contains(['[', ']', '{', '}']) {
        parts.push("-g".to_owned());
    }
    parts.push(format!("--path-as-is {}", quoted(&url)));
    if request.header("content-type").is_none() {
        parts.push("-H 'content-type:'".to_owned());
    }
    for (name, value) in &request.headers {
        let header = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        parts.push(format!("-H {}", quoted(&header)));
    }
    if !matches!(request.credentials, Credentials::Own | Credentials::Missing) {
        parts.push(format!("-H {}", quoted(&format!("Authorization: {}", request.credentials.shown()))));
    }
    match request.body.framing {
        Framing::None => {}
        Framing::Length => parts.push(format!("--data-binary {}", data(&request.body.bytes))),
        Framing::Chunked => {
            parts
                .push(format!("-H 'transfer-encoding: chunked' --data-binary {}", data(&request.body.bytes)));
        }
    }
    parts.join(" ")
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Text as it is; anything else through `printf`, since shells cannot carry it. A leading `@` would name a file.
fn data(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') && !text.starts_with('@') && !text.contains('\r') => quoted(text),
        _ => {
            let octal: String = bytes.iter().map(|byte| format!("\\{byte:03o}")).collect();
            format!("@<(printf '{octal}')")
        }
    }
}
