//! The way to a target: to which addresses, through which proxy, and how far it is.

use std::io;
use std::net::SocketAddr;

use super::network::{Network, Pin};
use super::target::Target;
use super::target_error::TargetError;
use super::url::{BaseUrl, Host};

impl Target {
    /// Uses `network` to reach the target. A target on this machine is always reached directly, never through a
    /// proxy.
    ///
    /// # Errors
    /// When this build cannot do what is asked for, or one thing that is asked for stands against another.
    pub fn with_network(mut self, network: &Network) -> Result<Self, TargetError> {
        let needs_tls = [
            (!network.authorities.is_empty(), "a file of certificates"),
            (network.insecure, "a certificate that is not checked"),
            (network.http2, "HTTP/2"),
        ];
        if let Some((_, what)) =
            needs_tls.into_iter().find(|(is_asked, _)| *is_asked && !cfg!(feature = "tls"))
        {
            return Err(TargetError::NotBuilt { what });
        }
        self.network = network.clone();
        self.proxy = if self.is_loopback() { None } else { network.proxies.toward(&self.url).cloned() };
        if let (Some(proxy), Some(pin)) = (&self.proxy, self.pin()) {
            return Err(TargetError::PinnedBehindProxy { host: pin.host.clone(), proxy: proxy.to_string() });
        }
        self.check_http2()?;
        Ok(self)
    }

    pub(super) fn check_http2(&self) -> Result<(), TargetError> {
        if self.network.http2 && self.replaces("host") { Err(TargetError::HostHeaderInHttp2) } else { Ok(()) }
    }

    /// The addresses that are given for this target.
    fn pin(&self) -> Option<&Pin> {
        self.network.pins.iter().find(|pin| self.is_pinned_by(pin))
    }

    /// Whether `pin` gives addresses for this target.
    #[must_use]
    pub fn is_pinned_by(&self, pin: &Pin) -> bool {
        matches!(&self.url.host, Host::Name(name) if *name == pin.host) && pin.port == self.url.port
    }

    /// Whether an HTTP client carries the requests (TLS, HTTP/2, proxies), which writes them in its own way; plain HTTP/1.1
    /// goes over a wire of our own.
    #[must_use]
    pub fn uses_client(&self) -> bool {
        self.url.https || self.network.http2 || self.proxy.is_some()
    }

    /// Whether the target proves by a certificate who it is, and nobody looks at it.
    #[must_use]
    pub fn is_unverified(&self) -> bool {
        self.url.https && self.network.insecure
    }

    /// What stands between this machine and the target, in words and without secrets.
    #[must_use]
    pub fn proxy(&self) -> Option<String> {
        self.proxy.as_ref().map(ToString::to_string)
    }

    /// The texts among what connections need that must not be shown to anybody.
    #[must_use]
    pub fn proxy_secrets(&self) -> Vec<String> {
        self.proxy.iter().flat_map(super::proxy::Proxy::secrets).collect()
    }

    /// What a curl command needs to go the same way, without any secret.
    #[must_use]
    pub fn curl_options(&self) -> String {
        let mut options = Vec::new();
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
        if self.url.https {
            let files: Vec<String> = self
                .network
                .authorities
                .iter()
                .map(|file| quoted(&file.path().display().to_string()))
                .collect();
            match files.as_slice() {
                [] => {}
                [file] => options.push(format!("--cacert {file}")),
                // curl reads one file.
                files => options.push(format!("--cacert <(cat {})", files.join(" "))),
            }
            if self.network.insecure {
                options.push("-k".to_owned());
            }
        }
        options.extend(self.pin().map(|pin| format!("--resolve {}", quoted(&pin.to_string()))));
        if self.network.http2 {
            options.push(if self.url.https { "--http2" } else { "--http2-prior-knowledge" }.to_owned());
        }
        match &self.proxy {
            Some(proxy) => options.push(format!("--proxy {}", quoted(&proxy.url.to_text()))),
            // curl would go to this machine through it as well.
            None if self.network.proxies.is_any() => options.push("--noproxy '*'".to_owned()),
            None => {}
        }
        options.join(" ")
    }

    /// Whether the target is on this machine, as far as its name, or its addresses once resolved, tell.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        if self.proxy.is_some() {
            return false;
        }
        if let Some(pin) = self.pin() {
            return pin.addresses.iter().all(std::net::IpAddr::is_loopback);
        }
        match (&self.url.host, self.addresses.get()) {
            (Host::Address(address), _) => address.is_loopback(),
            (Host::Name(_), Some(addresses)) => addresses.iter().all(|address| address.ip().is_loopback()),
            // RFC 6761 keeps these names for loopback.
            (Host::Name(name), None) => name == "localhost" || name.ends_with(".localhost"),
        }
    }

    /// The addresses to connect to: those of the host, or of the proxy before it. They are looked up once and then kept,
    /// so that every lane goes to the same place.
    ///
    /// # Errors
    /// When the host name has no address, or the TLS client of an https target cannot be set up.
    pub async fn resolve(&self) -> Result<&[SocketAddr], TargetError> {
        self.addresses.get_or_try_init(|| self.look_up()).await.map(Vec::as_slice)
    }

    async fn look_up(&self) -> Result<Vec<SocketAddr>, TargetError> {
        #[cfg(feature = "tls")]
        if self.uses_client() {
            super::client::check_set_up(self)?;
        }
        if let Some(pin) = self.pin() {
            return Ok(pin.addresses.iter().map(|address| SocketAddr::new(*address, pin.port)).collect());
        }
        let BaseUrl { host, port, .. } = self.proxy.as_ref().map_or(&self.url, |proxy| &proxy.url);
        let name = match host {
            Host::Address(address) => return Ok(vec![SocketAddr::new(*address, *port)]),
            Host::Name(name) => name.as_str(),
        };
        let unresolved = |source| TargetError::Unresolved { host: name.to_owned(), source };
        let found: Vec<_> = tokio::net::lookup_host((name, *port)).await.map_err(unresolved)?.collect();
        if found.is_empty() {
            return Err(unresolved(io::Error::new(io::ErrorKind::NotFound, "no address")));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::{Target, TargetError};

    #[tokio::test]
    async fn names_are_resolved_once_and_unknown_names_are_errors() {
        let target = Target::new("http://localhost:9").expect("a good URL");
        let first = target.resolve().await.expect("localhost").as_ptr();
        assert_eq!(first, target.resolve().await.expect("localhost").as_ptr());
        // A label of more than 63 characters resolves nowhere, and no name server needs to be asked.
        let error = Target::new(&format!("http://{}.invalid", "x".repeat(64)))
            .expect("a good URL")
            .resolve()
            .await
            .map(<[_]>::len);
        assert!(matches!(error, Err(TargetError::Unresolved { .. })), "{error:?}");
    }
}
