//! The sending stage against real sockets, well-behaved and hostile.

mod bytes_on_the_wire;
mod faults;
mod patience;
mod pieces;
mod reuse;
mod server;
#[cfg(feature = "tls")]
mod tls;
