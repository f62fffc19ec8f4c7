//! What can be wrong with the description of a target.

use std::io;

/// What is wrong with the description of a target. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// The text is no base URL.
    #[error("bad target URL: {advice}")]
    BadUrl {
        /// What to do about it. The URL itself is left out: it may hold a password.
        advice: &'static str,
    },
    /// The scheme is neither `http` nor `https`.
    #[error("unsupported scheme {scheme:?} in the target URL: use http or https")]
    UnsupportedScheme {
        /// The scheme as written.
        scheme: String,
    },
    /// The URL asks for TLS and this build has none.
    #[error("https needs the `tls` feature: build with `--features tls`, or use an http URL")]
    TlsNotBuilt,
    /// Something is asked for that only builds with TLS have.
    #[error("{what} needs the `tls` feature: build with `--features tls`, or leave it out")]
    NotBuilt {
        /// What is asked for.
        what: &'static str,
    },
    /// A file is no list of certificates.
    #[error(
        "bad certificate file {path}: {what}; name a readable file in PEM form with one certificate or more"
    )]
    BadAuthority {
        /// The file as named.
        path: String,
        /// What is wrong with it.
        what: String,
    },
    /// A variable names a proxy in a way that cannot be understood. Its value is left out: it may hold a password.
    #[error("bad proxy in {variable}: {advice}")]
    BadProxy {
        /// The variable.
        variable: &'static str,
        /// What to do about it.
        advice: &'static str,
    },
    /// An address is given for a host that is gone to by a proxy, which would look it up by itself.
    #[error("{host:?} has an address of its own, and {proxy} is in the way: name the host in NO_PROXY")]
    PinnedBehindProxy {
        /// The host name.
        host: String,
        /// The proxy.
        proxy: String,
    },
    /// The TLS client could not be set up.
    #[error("no TLS client could be set up: {detail}")]
    TlsSetUp {
        /// What the TLS library says.
        detail: String,
    },
    /// A header that cannot stand on every request. Its value is left out: it may be a secret.
    #[error("bad header {name:?}: {advice}")]
    BadHeader {
        /// The name as written.
        name: String,
        /// What to do about it.
        advice: &'static str,
    },
    /// The host name has no address.
    #[error("host {host:?} does not resolve: check its spelling and the name service")]
    Unresolved {
        /// The host name.
        host: String,
        /// What the name service said.
        source: io::Error,
    },
}
