//! The base URL of a target, taken apart.
//!
//! Written by hand because the harness sends paths exactly as given, where a URL library would normalise them.

use std::net::{IpAddr, Ipv6Addr};

/// The parts of a base URL that the sender needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::send) struct BaseUrl {
    pub(in crate::send) https: bool,
    pub(in crate::send) host: Host,
    pub(in crate::send) port: u16,
    /// Empty, or begins with a slash and does not end with one.
    pub(in crate::send) base_path: String,
}

/// The host of a URL, as an address or as a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::send) enum Host {
    Address(IpAddr),
    Name(String),
}

/// Why a text is no base URL.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::send) enum UrlProblem {
    /// The scheme is neither `http` nor `https`.
    Scheme(String),
    /// Anything else, as a fragment that says what to do.
    Form(&'static str),
}

impl BaseUrl {
    /// Takes `http://host:port/base/path` apart.
    pub(in crate::send) fn parse(text: &str) -> Result<Self, UrlProblem> {
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(UrlProblem::Form("write it as http://host:port"));
        };
        let https = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return Err(UrlProblem::Scheme(scheme.to_owned())),
        };
        if !rest.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(UrlProblem::Form("write it in visible ASCII characters, without spaces"));
        }
        if rest.contains(['?', '#']) {
            return Err(UrlProblem::Form(
                "leave out the query and the fragment, a base URL ends with its path",
            ));
        }
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(UrlProblem::Form("leave out user name and password, give an authorization header"));
        }
        let (host, port) = split_port(authority)?;
        let default_port = if https { 443 } else { 80 };
        Ok(Self {
            https,
            host: parse_host(host)?,
            port: port.unwrap_or(default_port),
            base_path: path.trim_end_matches('/').to_owned(),
        })
    }

    /// The value of the `Host` header; the scheme's own port is left out, as browsers and SDKs do.
    pub(in crate::send) fn host_header(&self) -> String {
        let default_port = if self.https { 443 } else { 80 };
        if self.port == default_port {
            self.host_text()
        } else {
            format!("{}:{}", self.host_text(), self.port)
        }
    }

    /// Host and port, the port always: what a proxy is asked for by `CONNECT` (RFC 9112, section 3.2.3).
    pub(in crate::send) fn host_and_port(&self) -> String {
        format!("{}:{}", self.host_text(), self.port)
    }

    /// The URL again, in its shortest form.
    pub(in crate::send) fn to_text(&self) -> String {
        let scheme = if self.https { "https" } else { "http" };
        format!("{scheme}://{}{}", self.host_header(), self.base_path)
    }

    /// The host as it stands in a URL: IPv6 addresses in brackets.
    fn host_text(&self) -> String {
        match &self.host {
            Host::Address(IpAddr::V6(address)) => format!("[{address}]"),
            Host::Address(IpAddr::V4(address)) => address.to_string(),
            Host::Name(name) => name.clone(),
        }
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), UrlProblem> {
    // The colons of an IPv6 address stand inside the brackets, the one before a port behind them.
    let host_end = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let Some(colon) = authority[host_end..].find(':').map(|at| at + host_end) else {
        return Ok((authority, None));
    };
    match authority[colon + 1..].parse::<u16>() {
        Ok(port) if port > 0 => Ok((&authority[..colon], Some(port))),
        _ => Err(UrlProblem::Form("give a port from 1 to 65535; an IPv6 address stands in brackets")),
    }
}

fn parse_host(host: &str) -> Result<Host, UrlProblem> {
    if let Some(inner) = host.strip_prefix('[') {
        let address = inner.strip_suffix(']').and_then(|text| text.parse::<Ipv6Addr>().ok());
        return address
            .map(|address| Host::Address(IpAddr::V6(address)))
            .ok_or(UrlProblem::Form("give a whole IPv6 address between the brackets, for example [::1]"));
    }
    if host.is_empty() {
        return Err(UrlProblem::Form("name a host after the two slashes"));
    }
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(Host::Address(address));
    }
    if host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')) {
        return Ok(Host::Name(host.to_ascii_lowercase()));
    }
    Err(UrlProblem::Form("a host name has letters, digits, dots and hyphens"))
}

#[cfg(test)]
mod tests {
    use super::{BaseUrl, UrlProblem};

    fn round_trip(text: &str) -> String {
        BaseUrl::parse(text).expect("a good URL").to_text()
    }

    #[test]
    fn good_urls_are_kept_in_their_shortest_form() {
        assert_eq!(round_trip("http://localhost:8080"), "http://localhost:8080");
        assert_eq!(round_trip("HTTP://LocalHost:80/"), "http://localhost");
        assert_eq!(round_trip("http://127.0.0.1:9/base/path/"), "http://127.0.0.1:9/base/path");
        assert_eq!(round_trip("http://[::1]:8080/a"), "http://[::1]:8080/a");
        assert_eq!(round_trip("http://[::1]"), "http://[::1]");
        assert_eq!(round_trip("https://api.example:443/x"), "https://api.example/x");
        assert_eq!(round_trip("https://api.example:80"), "https://api.example:80");
    }

    #[test]
    fn bad_urls_say_what_to_do() {
        for bad in [
            "localhost:8080",
            "",
            "http://",
            "http://:80",
            "http://host:0",
            "http://host:65536",
            "http://host:x",
            "http://host:",
            "http://::1:80",
            "http://[::1",
            "http://[::x]",
            "http://a b",
            "http://höst",
            "http://host?x",
            "http://host/#x",
            "http://user:secret@host",
            "http://ho\nst",
            "http://[::1]8080",
        ] {
            assert!(matches!(BaseUrl::parse(bad), Err(UrlProblem::Form(_))), "{bad}");
        }
        assert_eq!(BaseUrl::parse("ftp://host"), Err(UrlProblem::Scheme("ftp".to_owned())));
    }
}
