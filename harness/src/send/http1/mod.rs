//! HTTP/1.1 as it is on the wire, over whatever stream of bytes: heads, bodies, and connections that carry exchanges.

mod body;
mod connection;
mod head;

pub(super) use connection::{Connection, Outgoing};
pub(super) use head::{MAX_HEAD_BYTES, describe_foreign, find_end, is_foreign, is_token_byte, status_line};
