//! Exchanges that are kept as evidence: whole while they are small or there is room, else the beginnings of their answers.

use bytes::Bytes;

use super::{Attempt, Exchange, Outcome};

/// What reports show of an answer's body at most, in bytes.
pub const SHOWN_ANSWER_BYTES: usize = 64 * 1024;
/// Bodies up to here are kept whatever the room: they cost no more than what is kept about them.
const SMALL_BYTES: usize = 1024;

impl Exchange {
    /// The same with no more than the first `most` bytes of each answer's body.
    #[must_use]
    pub fn cut_to(mut self, most: usize) -> Self {
        self.attempts.iter_mut().for_each(|attempt| cut(attempt, most));
        self
    }

    /// Whether the end of an answer's body was left out.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.attempts.iter().filter_map(|attempt| attempt.outcome.answer()).any(|answer| answer.is_cut)
    }

    /// Bytes that count against the room.
    fn bytes(&self) -> usize {
        let answers = self.attempts.iter().filter_map(|attempt| attempt.outcome.answer());
        answers.map(|answer| answer.body.len()).filter(|bytes| *bytes > SMALL_BYTES).sum()
    }
}

fn cut(attempt: &mut Attempt, most: usize) {
    if let Outcome::Answered(answer) = &mut attempt.outcome
        && answer.body.len() > most
    {
        // A part of the same buffer would keep all of it.
        answer.body = Bytes::copy_from_slice(&answer.body[..most]);
        answer.is_cut = true;
    }
}

/// How much more evidence may be kept.
#[derive(Debug)]
pub struct Room {
    left: usize,
}

impl Room {
    /// Room for so many bytes of answers.
    #[must_use]
    pub fn of(bytes: usize) -> Self {
        Self { left: bytes }
    }

    /// An exchange as it is kept.
    pub fn keep(&mut self, exchange: &Exchange) -> Exchange {
        let mut kept = exchange.clone().cut_to(SHOWN_ANSWER_BYTES);
        if kept.bytes() > self.left {
            kept = kept.cut_to(SMALL_BYTES);
        }
        self.left -= kept.bytes();
        kept
    }

    /// What was kept is not needed any more.
    pub fn release(&mut self, kept: &Exchange) {
        self.left += kept.bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::{Room, SHOWN_ANSWER_BYTES};
    use crate::message::{Answer, Attempt, Body, Credentials, Exchange, Link, Outcome, Request, Writing};

    fn exchange(bytes: usize) -> Exchange {
        let answer =
            Answer { status: 200, headers: Vec::new(), body: vec![b'a'; bytes].into(), is_cut: false };
        let attempts = vec![Attempt { outcome: Outcome::Answered(answer), micros: 1, link: Link::default() }];
        let request = Request {
            method: "POST".into(),
            path: "/".into(),
            headers: Vec::new(),
            body: Body::of("{}"),
            credentials: Credentials::Own,
            writing: Writing::default(),
        };
        Exchange { request, attempts }
    }

    fn length(exchange: &Exchange) -> usize {
        exchange.last().and_then(|last| last.outcome.answer()).map_or(0, |answer| answer.body.len())
    }

    #[test]
    fn small_answers_are_always_kept_whole() {
        let mut room = Room::of(0);
        assert_eq!(room.keep(&exchange(1000)), exchange(1000));
    }

    #[test]
    fn answers_are_kept_whole_while_there_is_room_and_make_room_again() {
        let mut room = Room::of(10_000);
        let first = room.keep(&exchange(6_000));
        assert_eq!(first, exchange(6_000));
        let second = room.keep(&exchange(6_000));
        assert!(length(&second) == 1024 && second.is_cut());
        room.release(&first);
        assert_eq!(room.keep(&exchange(6_000)), exchange(6_000));
    }

    #[test]
    fn no_more_is_kept_than_reports_show() {
        let kept = Room::of(1 << 30).keep(&exchange(1 << 20));
        assert!(length(&kept) == SHOWN_ANSWER_BYTES && kept.is_cut());
    }
}
