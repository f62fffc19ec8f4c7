//! How connections are made where that is not as usual: certificates, addresses, HTTP/2, proxies.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::proxy::Proxies;
use super::target_error::TargetError;

/// What is asked for about connections, the same for all targets. The default is what needs no word.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Files of certificates that are trusted beside those of the system.
    pub authorities: Vec<Authority>,
    /// Whether any certificate will do. Whoever is in between can then read and change what is sent.
    pub insecure: bool,
    /// Addresses of hosts, in the place of a look-up.
    pub pins: Vec<Pin>,
    /// HTTP/2: agreed on within TLS (ALPN), and from the first byte on without it.
    pub http2: bool,
    /// The proxies to go through.
    pub proxies: Proxies,
}

/// A file of certificates in PEM form, found fit to trust.
#[derive(Clone)]
pub struct Authority {
    path: PathBuf,
    #[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "only TLS reads certificates"))]
    pem: Vec<u8>,
}

/// The addresses of one host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The host name, in lower case.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Where it is; never empty.
    pub addresses: Vec<IpAddr>,
}

impl Authority {
    /// Reads `path`, one certificate or several.
    ///
    /// # Errors
    /// When the file cannot be read or holds no certificate that can be trusted, or this build has no TLS.
    pub fn read(path: &Path) -> Result<Self, TargetError> {
        let bad = |what: String| TargetError::BadAuthority { path: path.display().to_string(), what };
        if !cfg!(feature = "tls") {
            return Err(TargetError::NotBuilt { what: "a file of certificates" });
        }
        let pem = std::fs::read(path).map_err(|error| bad(error.to_string()))?;
        let read = Self { path: path.to_owned(), pem };
        read.check().map_err(bad)?;
        Ok(read)
    }

    #[cfg(feature = "tls")]
    fn check(&self) -> Result<(), String> {
        super::client::check_authority(&self.pem)
    }

    #[cfg(not(feature = "tls"))]
    fn check(&self) -> Result<(), String> {
        Ok(())
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    #[cfg(feature = "tls")]
    pub(super) fn pem(&self) -> &[u8] {
        &self.pem
    }
}

impl fmt::Debug for Authority {
    /// A file says more than its bytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Authority").field(&self.path).finish()
    }
}

/// What [`Pin`] is not written as.
const PIN_FORM: &str = "write it as HOST:PORT:ADDRESS, for example api.example:443:127.0.0.1; several addresses with commas between them";

impl FromStr for Pin {
    type Err = &'static str;

    /// Reads `HOST:PORT:ADDRESS`, as curl does; an IPv6 address may stand in brackets.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, ':');
        let (Some(host), Some(port), Some(addresses)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(PIN_FORM);
        };
        let is_name = !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
        let port = port.parse::<u16>().ok().filter(|port| *port > 0);
        let address = |text: &str| {
            let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
            bare.parse::<IpAddr>().ok()
        };
        let addresses: Option<Vec<IpAddr>> = addresses.split(',').map(|text| address(text.trim())).collect();
        match (is_name, port, addresses) {
            (true, Some(port), Some(addresses)) => {
                Ok(Self { host: host.to_ascii_lowercase(), port, addresses })
            }
            _ => Err(PIN_FORM),
        }
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = |address: &IpAddr| match address {
            IpAddr::V6(address) => format!("[{address}]"),
            IpAddr::V4(address) => address.to_string(),
        };
        let addresses: Vec<String> = self.addresses.iter().map(address).collect();
        write!(f, "{}:{}:{}", self.host, self.port, addresses.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::Pin;

    #[test]
    fn pins_are_written_as_curl_has_them() {
        for text in ["api.example:443:127.0.0.1", "a_b:1:[::1]", "a:65535:[::1],192.0.2.1"] {
            assert_eq!(text.parse::<Pin>().expect(text).to_string(), text);
        }
        assert_eq!("A:1:::1".parse::<Pin>().expect("a pin").to_string(), "a:1:[::1]");
        for wrong in
            ["", "a", "a:1", "a:1:", "a:0:::1", "a:65536:::1", ":1:::1", "a b:1:::1", "a:1:b", "*:1:::1"]
        {
            assert!(wrong.parse::<Pin>().is_err(), "{wrong}");
        }
    }
}
