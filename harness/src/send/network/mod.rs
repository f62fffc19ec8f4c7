//! The way to a target: names and addresses, proxies, certificates, and streams of bytes that lead there.

mod authority;
mod pin;
mod proxy;
mod route;
mod settings;
#[cfg_attr(not(feature = "tls"), path = "no_tls.rs")]
mod tls;
mod tunnel;
mod url;

pub use authority::Authority;
pub use pin::Pin;
pub use proxy::Proxies;
pub(super) use proxy::Proxy;
pub(super) use route::Route;
pub use settings::Network;
pub(super) use url::{BaseUrl, Host, UrlProblem};
