//! Bodies: whole when short, else with the part around the place that matters, and carets under that place.

use std::ops::Range;

use super::paint::{Palette, Tone, WIDTH, count};
use crate::report::text::legible::{columns, push_legible};

/// Bodies up to this many characters are shown whole: six lines, which the eye still takes in.
const WHOLE_CHARS: usize = 600;

/// What stays of the beginning and the end of a long body when a place in between is shown: enough to recognise both.
const HEAD_CHARS: usize = 110;
const TAIL_CHARS: usize = 60;

/// What stays on either side of the place: two neighbouring items of a batch.
const AROUND_CHARS: usize = 160;

/// What stays of the value at the place itself.
const VALUE_CHARS: usize = 200;

/// What stays of the beginning and the end of a long body of which no place is shown.
const PLACELESS_HEAD_CHARS: usize = 400;
const PLACELESS_TAIL_CHARS: usize = 100;

/// How far a break moves to stand behind a comma: two ids, quotes and all.
const NEAR_CHARS: usize = 32;

/// What stays of a body that is no text: by its first bytes its kind is known.
const UNREADABLE_CHARS: usize = 40;

/// Leaving out less than this would save no line.
const SMALLEST_GAP: usize = 60;

/// `text` in lines behind `indent` spaces, each ended by a line break.
pub(crate) fn body(text: &str, focus: Option<&Range<usize>>, indent: usize, palette: Palette) -> String {
    if text.is_empty() {
        return format!("{}{}\n", " ".repeat(indent), palette.paint(Tone::Aside, "(empty body)"));
    }
    let mut lines = Lines { width: WIDTH - indent, done: Vec::new(), open: Vec::new() };
    let mut shown_to = 0;
    for part in kept(text, focus) {
        if part.start > shown_to {
            lines.gap(text[shown_to..part.start].chars().count());
        }
        for (offset, character) in text[part.clone()].char_indices() {
            let at = part.start + offset;
            lines.push(character, focus.is_some_and(|focus| focus.contains(&at)));
        }
        shown_to = part.end;
    }
    if shown_to < text.len() {
        lines.gap(text[shown_to..].chars().count());
    }
    lines.end_line();
    print(&lines.done, indent, palette)
}

/// Whether a body can be read, as far as its beginning tells: bytes that are not UTF-8 are replaced by marks.
fn is_text(text: &str) -> bool {
    let begin = || text.chars().take(PLACELESS_HEAD_CHARS);
    let is_strange = |character: &char| {
        *character == char::REPLACEMENT_CHARACTER || (character.is_control() && !character.is_whitespace())
    };
    begin().filter(is_strange).count() * 10 <= begin().count()
}

fn print(lines: &[Vec<Cell>], indent: usize, palette: Palette) -> String {
    let indent = " ".repeat(indent);
    let mut out = String::new();
    let mut is_pointed_at = false;
    for line in lines {
        let text: String = line.iter().map(|cell| cell.text.as_str()).collect();
        out.push_str(&format!("{indent}{}\n", text.trim_end()));
        let marked: usize = line.iter().filter(|cell| cell.is_marked).map(Cell::width).sum();
        // A value that goes on over several lines is pointed at where it begins.
        if marked > 0 && !is_pointed_at {
            is_pointed_at = true;
            let before: usize = line.iter().take_while(|cell| !cell.is_marked).map(Cell::width).sum();
            let carets = palette.paint(Tone::Mark, &"^".repeat(marked));
            out.push_str(&format!("{indent}{}{carets}\n", " ".repeat(before)));
        }
    }
    out
}

/// A character as it is printed, or the note on a gap.
struct Cell {
    text: String,
    is_marked: bool,
}

impl Cell {
    fn width(&self) -> usize {
        columns(&self.text)
    }
}

struct Lines {
    width: usize,
    done: Vec<Vec<Cell>>,
    open: Vec<Cell>,
}

impl Lines {
    fn push(&mut self, character: char, is_marked: bool) {
        if character == '\n' {
            self.end_line();
            return;
        }
        let mut text = String::new();
        push_legible(&mut text, character);
        self.add(Cell { text, is_marked });
    }

    fn gap(&mut self, chars: usize) {
        let text = format!(" [… {} characters …] ", count(chars as u64));
        self.add(Cell { text, is_marked: false });
    }

    fn add(&mut self, cell: Cell) {
        let used: usize = self.open.iter().map(Cell::width).sum();
        if used + cell.width() > self.width {
            // After a comma rather than within a value, if there is one near.
            let from = self.open.len().saturating_sub(NEAR_CHARS);
            let comma = self.open[from..].iter().rposition(|cell| cell.text == ",");
            let rest = comma.map(|comma| self.open.split_off(from + comma + 1));
            self.end_line();
            self.open.extend(rest.into_iter().flatten());
        }
        self.open.push(cell);
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.open);
        if line.iter().any(|cell| !cell.text.trim().is_empty()) {
            self.done.push(line);
        }
    }
}

/// The parts of `text` that are shown, in order.
fn kept(text: &str, focus: Option<&Range<usize>>) -> Vec<Range<usize>> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let length = starts.len();
    // Numbers of characters; parts that meet are joined below.
    let parts = match focus {
        _ if !is_text(text) => [0..length.min(UNREADABLE_CHARS), 0..0, 0..0],
        _ if length <= WHOLE_CHARS => [0..length, length..length, length..length],
        None => [0..PLACELESS_HEAD_CHARS, length - PLACELESS_TAIL_CHARS..length, length..length],
        Some(focus) => {
            let number = |at: usize| starts.partition_point(|&start| start < at);
            let (from, to) = (number(focus.start), number(focus.end));
            let to = to.min(from + VALUE_CHARS);
            [
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
        .map(|part| between_commas(text, part))
        .collect()
}

/// `part` without the pieces of values at its ends.
fn between_commas(text: &str, part: Range<usize>) -> Range<usize> {
    let near = |comma: usize| (comma <= NEAR_CHARS).then_some(comma + 1);
    let shown = &text[part.clone()];
    let skipped = match part.start {
        0 => None,
        _ => shown.find(',').and_then(near),
    };
    let dropped = match part.end {
        end if end == text.len() => None,
        _ => shown.rfind(',').map(|comma| shown.len() - comma - 1).filter(|&rest| rest <= NEAR_CHARS),
    };
    part.start + skipped.unwrap_or(0)..part.end - dropped.unwrap_or(0)
}
