//! Bodies: whole when short, else with the part around the place that matters, and carets under that place.

use std::ops::Range;

use crate::message::json::{Document, Kind, Value};

use super::Palette;
use super::legible::{columns, push_legible};
use super::paint::{Tone, WIDTH, count};

/// Bodies up to this many characters are shown whole: six lines, which the eye still takes in.
const WHOLE_CHARS: usize = 600;

/// What stays of the beginning and the end of a long body when a place in between is shown: enough to recognise both.
const HEAD_CHARS: usize = 110;
const TAIL_CHARS: usize = 60;

/// What stays on either side of the place: two neighbouring items of a batch.
const AROUND_CHARS: usize = 160;

/// What stays of the value at the place itself.
const VALUE_CHARS: usize = 200;

/// What stays of the beginning of a long body of which no place is shown.
const PLACELESS_HEAD_CHARS: usize = 400;

/// Leaving out less than this would save no line.
const SMALLEST_GAP: usize = 60;

/// `text` in lines behind `indent` spaces, each ended by a line break.
pub(super) fn body(text: &str, focus: Option<Range<usize>>, indent: usize, palette: Palette) -> String {
    if text.is_empty() {
        return format!(
            "{}{}\n",
            " ".repeat(indent),
            palette.paint(Tone::Aside, "(empty body)")
        );
    }
    let mut lines = Lines {
        width: WIDTH - indent,
        done: Vec::new(),
        open: Line::default(),
    };
    let mut shown_to = 0;
    for part in kept(text, focus.clone()) {
        if part.start > shown_to {
            lines.gap(text[shown_to..part.start].chars().count());
        }
        for (offset, character) in text[part.clone()].char_indices() {
            let at = part.start + offset;
            let is_marked = focus.as_ref().is_some_and(|focus| focus.contains(&at));
            lines.push(character, is_marked);
        }
        shown_to = part.end;
    }
    if shown_to < text.len() {
        lines.gap(text[shown_to..].chars().count());
    }
    lines.end_line();
    print(&lines.done, indent, palette)
}

fn print(lines: &[Line], indent: usize, palette: Palette) -> String {
    let indent = " ".repeat(indent);
    let mut out = String::new();
    let mut is_pointed_at = false;
    for line in lines {
        out.push_str(&indent);
        out.push_str(&line.text);
        out.push('\n');
        // A value that goes on over several lines is pointed at where it begins.
        if let Some(mark) = line.mark.clone().filter(|_| !is_pointed_at) {
            is_pointed_at = true;
            out.push_str(&indent);
            out.push_str(&" ".repeat(mark.start));
            out.push_str(&palette.paint(Tone::Mark, &"^".repeat(mark.len().max(1))));
            out.push('\n');
        }
    }
    out
}

/// A line of the excerpt and the columns of it that are marked.
#[derive(Default)]
struct Line {
    text: String,
    mark: Option<Range<usize>>,
}

struct Lines {
    width: usize,
    done: Vec<Line>,
    open: Line,
}

impl Lines {
    fn push(&mut self, character: char, is_marked: bool) {
        if character == '\n' {
            self.end_line();
            return;
        }
        let mut printed = String::new();
        push_legible(&mut printed, character);
        let (mut start, width) = (columns(&self.open.text), columns(&printed));
        if start + width > self.width {
            self.end_line();
            start = 0;
        }
        self.open.text.push_str(&printed);
        if is_marked {
            let from = self.open.mark.as_ref().map_or(start, |mark| mark.start);
            self.open.mark = Some(from..start + width);
        }
    }

    fn gap(&mut self, chars: usize) {
        let note = format!(" [… {} characters …] ", count(chars as u64));
        if columns(&self.open.text) + columns(&note) > self.width {
            self.end_line();
        }
        self.open.text.push_str(&note);
    }

    fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.open);
        line.text.truncate(line.text.trim_end().len());
        if !line.text.is_empty() {
            self.done.push(line);
        }
    }
}

/// The parts of `text` that are shown, in order.
fn kept(text: &str, focus: Option<Range<usize>>) -> Vec<Range<usize>> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let length = starts.len();
    let parts = match focus {
        _ if length <= WHOLE_CHARS => vec![0..length],
        None => vec![
            0..PLACELESS_HEAD_CHARS,
            length - (WHOLE_CHARS - PLACELESS_HEAD_CHARS) / 2..length,
        ],
        Some(focus) => {
            let number = |at: usize| starts.partition_point(|&start| start < at);
            let (from, to) = (number(focus.start), number(focus.end));
            let to = to.min(from + VALUE_CHARS);
            vec![
                0..HEAD_CHARS,
                from.saturating_sub(AROUND_CHARS)..(to + AROUND_CHARS).min(length),
                length - TAIL_CHARS..length,
            ]
        }
    };
    let mut joined: Vec<Range<usize>> = Vec::new();
    for part in parts {
        match joined.last_mut() {
            Some(last) if part.start <= last.end + SMALLEST_GAP => last.end = last.end.max(part.end),
            _ => joined.push(part),
        }
    }
    let byte = |number: usize| starts.get(number).copied().unwrap_or(text.len());
    joined
        .into_iter()
        .map(|part| byte(part.start)..byte(part.end))
        .collect()
}

/// Where in `text` the value lies that a JSON pointer names, or the nearest value around it that exists.
///
/// The whole body is no place worth pointing at.
pub(super) fn find(text: &str, pointer: &str) -> Option<Range<usize>> {
    let document = Document::parse(text.as_bytes()).ok()?;
    let mut value = document.root();
    let mut is_root = true;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        match step(value, &token) {
            Some(inner) => value = inner,
            None => break,
        }
        is_root = false;
    }
    let (start, end) = value.span();
    let is_text = text.is_char_boundary(start) && text.is_char_boundary(end);
    (!is_root && is_text && start < end).then_some(start..end)
}

fn step<'d>(value: Value<'d>, token: &str) -> Option<Value<'d>> {
    match value.kind() {
        Kind::Array => value.elements().nth(token.parse().ok()?),
        Kind::Object => value.get(token),
        _ => None,
    }
}
