//! Addresses of hosts that are given, and not looked up.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use super::url::{BaseUrl, Host};

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

/// What [`Pin`] is not written as.
const PIN_FORM: &str = "write it as HOST:PORT:ADDRESS, for example api.example:443:127.0.0.1; several addresses with commas between them";

impl Pin {
    /// Whether it gives addresses for the host and port of `url`.
    pub(in crate::send) fn is_for(&self, url: &BaseUrl) -> bool {
        matches!(&url.host, Host::Name(name) if *name == self.host) && self.port == url.port
    }
}

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
