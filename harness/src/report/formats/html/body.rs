//! Bodies for the eye: JSON laid out by its own structure, without a character added or moved, and the place marked.

use std::ops::Range;

use super::text;
use super::text::Part;
use crate::message::json::{Document, Kind, Value};
use crate::report::formats::terminal::counted;

/// A container of up to this many bytes stays on one line: it is taken in at a glance.
const INLINE_BYTES: usize = 72;

/// Children shown at the beginning and at the end of a long container, and on either side of the place.
const HEAD_CHILDREN: usize = 4;
const TAIL_CHILDREN: usize = 2;
const NEIGHBOURS: usize = 1;

/// Nothing is left out of containers of up to this many children.
const WHOLE_CHILDREN: usize = 9;

/// What stays of the beginning of a long text in JSON, and of a body that is none.
const HEAD_CHARS: usize = 600;
const UNREAD_HEAD_CHARS: usize = 3_000;

/// What stays of the end of either.
const TAIL_CHARS: usize = 120;

/// Characters shown of one body; the JSON report has it whole.
const ROOM_CHARS: usize = 6_000;

/// Deeper nesting is no structure that anybody reads.
const DEEPEST: u32 = 24;

/// `text` in parts, the place in `focus` marked.
pub(crate) fn parts(text: &str, focus: Option<Range<usize>>) -> Vec<Part> {
    let mut layout = Layout { text, focus, parts: Vec::new(), room: ROOM_CHARS, head: HEAD_CHARS };
    match Document::parse(text.as_bytes()) {
        Ok(document) if document.depth() <= DEEPEST => {
            let (start, end) = document.root().span();
            layout.push(0..start, "");
            layout.value(document.root());
            layout.push(end..text.len(), "");
        }
        _ => {
            layout.head = UNREAD_HEAD_CHARS;
            layout.push(0..text.len(), "");
        }
    }
    layout.parts
}

struct Layout<'t> {
    text: &'t str,
    focus: Option<Range<usize>>,
    parts: Vec<Part>,
    /// Characters that may still be shown.
    room: usize,
    /// How much of the beginning of a long text is shown.
    head: usize,
}

/// A member or an element: where it begins, which is at its key if it has one.
struct Child<'d> {
    start: usize,
    key: Option<Value<'d>>,
    value: Value<'d>,
}

impl Layout<'_> {
    fn value(&mut self, value: Value<'_>) {
        let (start, end) = value.span();
        let children = children(value);
        let Some(first) = children.first() else {
            self.push(start..end, class_of(value.kind()));
            return;
        };
        let is_inline = end - start <= INLINE_BYTES;
        self.push(start..first.start, "");
        let mut left_out = 0;
        for (index, child) in children.iter().enumerate() {
            let child_end = child.value.span().1;
            let next = children.get(index + 1).map_or(child_end, |next| next.start);
            if !is_inline && !self.is_shown(index, &children) {
                left_out += 1;
                continue;
            }
            self.gap(&mut left_out);
            if !is_inline {
                self.parts.push(Part::Open);
            }
            if let Some(key) = child.key {
                let (key_start, key_end) = key.span();
                self.push(key_start..key_end, "key");
                self.push(key_end..child.value.span().0, "");
            }
            self.value(child.value);
            self.push(child_end..next, "");
            if !is_inline {
                self.parts.push(Part::Close);
            }
        }
        self.push(children.last().map_or(end, |last| last.value.span().1)..end, "");
    }

    /// Whether a child is near an end of its container or near the place.
    fn is_shown(&self, index: usize, children: &[Child<'_>]) -> bool {
        let number = children.len();
        let near = index.saturating_sub(NEIGHBOURS)..=(index + NEIGHBOURS).min(number - 1);
        let holds_the_place = |child: &Child<'_>| {
            let focus = self.focus.as_ref();
            focus.is_some_and(|focus| child.start < focus.end && focus.start < child.value.span().1)
        };
        number <= WHOLE_CHILDREN
            || index < HEAD_CHILDREN
            || index + TAIL_CHILDREN >= number
            || children[near].iter().any(holds_the_place)
    }

    /// Tells how many children are left out here, on a line of its own.
    fn gap(&mut self, left_out: &mut usize) {
        if *left_out > 0 {
            let told =
                format!("… {} more …", counted(*left_out as u64, "entry").replace("entrys", "entries"));
            self.parts.extend([Part::Open, Part::plain("gap", told), Part::Close]);
            *left_out = 0;
        }
    }

    /// A piece of the text, split where the place begins and ends.
    fn push(&mut self, piece: Range<usize>, class: &'static str) {
        let focus = self.focus.clone().unwrap_or(0..0);
        let inner = focus.start.clamp(piece.start, piece.end)..focus.end.clamp(piece.start, piece.end);
        if inner.is_empty() {
            self.push_even(piece, class, false);
            return;
        }
        self.push_even(piece.start..inner.start, class, false);
        self.push_even(inner.clone(), class, true);
        self.push_even(inner.end..piece.end, class, false);
    }

    fn push_even(&mut self, piece: Range<usize>, class: &'static str, is_marked: bool) {
        let Some(piece) = self.text.get(piece).filter(|piece| !piece.is_empty()) else { return };
        if self.room == 0 {
            return;
        }
        let length = piece.chars().count();
        let is_whole = length <= self.head + 2 * TAIL_CHARS;
        let shown = if is_whole { length } else { self.head + TAIL_CHARS };
        // The place is shown whatever came before it.
        if !is_marked {
            self.room = self.room.saturating_sub(shown);
        }
        if self.room == 0 {
            let told = " … the rest is left out here; the json report has it".to_owned();
            self.parts.push(Part::plain("gap", told));
        } else if is_whole {
            text::push_parts(&mut self.parts, piece, class, is_marked);
        } else {
            let at = |number: usize| piece.char_indices().nth(number).map_or(piece.len(), |(at, _)| at);
            text::push_parts(&mut self.parts, &piece[..at(self.head)], class, is_marked);
            let left_out = counted((length - shown) as u64, "character");
            self.parts.push(Part::plain("gap", format!(" … {left_out} … ")));
            text::push_parts(&mut self.parts, &piece[at(length - TAIL_CHARS)..], class, is_marked);
        }
    }
}

fn children(value: Value<'_>) -> Vec<Child<'_>> {
    if value.kind() == Kind::Array {
        return value.elements().map(|value| Child { start: value.span().0, key: None, value }).collect();
    }
    // Of what is no object there are none.
    value.members().map(|(key, value)| Child { start: key.span().0, key: Some(key), value }).collect()
}

fn class_of(kind: Kind) -> &'static str {
    match kind {
        Kind::String => "str",
        Kind::Null | Kind::True | Kind::False | Kind::Number => "lit",
        Kind::Array | Kind::Object => "",
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};
    use crate::report::place::find;

    /// All that is shown, without what is told of gaps.
    fn shown(parts: &[Part]) -> String {
        let text = |part: &Part| match part {
            Part::Text { class: "gap", .. } | Part::Open | Part::Close => String::new(),
            Part::Text { text, .. } => text.clone(),
        };
        parts.iter().map(text).collect()
    }

    fn marked(parts: &[Part]) -> String {
        let text = |part: &Part| match part {
            Part::Text { is_marked: true, text, .. } => text.clone(),
            _ => String::new(),
        };
        parts.iter().map(text).collect()
    }

    #[test]
    fn nothing_is_added_or_moved() {
        for text in [
            "{\"a\":[1, 2 ,{\"b\" : null}],\"a\":\"twice, and long enough to be laid out on lines of its own\"} ",
            "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\n\t\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\",[]]",
            "no JSON at all",
            "",
        ] {
            let parts = parts(text, None);
            assert_eq!(shown(&parts), text);
            let opened = parts.iter().filter(|part| matches!(part, Part::Open)).count();
            let closed = parts.iter().filter(|part| matches!(part, Part::Close)).count();
            assert_eq!(opened, closed, "{text}");
        }
    }

    #[test]
    fn the_place_is_marked_however_long_what_surrounds_it() {
        let ids: Vec<String> = (0..2_000).map(|number| format!("\"{number:012}\"")).collect();
        let text = format!("{{\"accountIds\":[{}]}}", ids.join(","));
        let parts = parts(&text, find(&text, "/accountIds/1234"));
        assert_eq!(marked(&parts), "\"000000001234\"");
        assert!(shown(&parts).contains("000000001233") && shown(&parts).len() < 400, "{}", shown(&parts));
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        let text = "{\"a\":\"\u{202e}\u{0}\u{fffd}\r\"}";
        assert_eq!(shown(&parts(text, None)), "{\"a\":\"\\u{202e}\\u{0}\u{fffd}\\r\"}");
    }

    #[test]
    fn no_body_takes_more_than_its_room() {
        let text = format!("{{{}}}", "\"a\":[\"x\",".repeat(5_000));
        assert!(shown(&parts(&text, None)).len() < 3_200);
        let wide: Vec<String> =
            (0..60).map(|number| format!("[[{}],{number}]", "\"abcdefgh\",1,".repeat(90) + "2")).collect();
        let text = format!("[{}]", wide.join(","));
        assert!(shown(&parts(&text, None)).len() < 7_000);
    }
}
