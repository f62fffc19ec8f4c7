//! Text for TOML files: strings, lists, comments.

/// A basic string.
pub(crate) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A list of strings.
pub(crate) fn strings(texts: &[String]) -> String {
    let all: Vec<String> = texts.iter().map(|text| string(text)).collect();
    format!("[{}]", all.join(", "))
}

/// Comment lines of a width that is read without scrolling.
pub(crate) fn comment(text: &str) -> String {
    const WIDTH: usize = 110;
    let mut out = String::new();
    let mut line = String::from("#");
    for word in text.split_whitespace() {
        // A control character would end the comment or break the file.
        let word: String = word.chars().filter(|c| !c.is_control()).collect();
        if line.chars().count() + word.chars().count() + 1 > WIDTH && line.len() > 1 {
            out.push_str(&line);
            out.push('\n');
            line = String::from("#  ");
        }
        line.push(' ');
        line.push_str(&word);
    }
    out.push_str(&line);
    out.push('\n');
    out
}
