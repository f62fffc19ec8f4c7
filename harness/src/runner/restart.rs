//! Starting a target anew, where somebody can.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

/// Whether a target is up again.
pub type Restarted<'r> = Pin<Box<dyn Future<Output = bool> + Send + 'r>>;

/// Somebody who can start the server under test anew: at the same address, and with what it held at first.
pub trait Restart: Debug + Send + Sync {
    /// Ends the server and starts it anew. Whether it accepts connections again.
    fn restart(&self) -> Restarted<'_>;
}
