//! Proxies, as the environment names them.

use std::fmt;
use std::net::IpAddr;

use crate::message::to_base64;

use super::super::target_error::TargetError;
use super::url::{BaseUrl, Host, UrlProblem};

/// Which proxies the environment names, and for which hosts none is wanted.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    /// Hosts that are gone to directly.
    direct: Vec<String>,
}

/// One proxy.
#[derive(Clone)]
pub(in crate::send) struct Proxy {
    pub(in crate::send) url: BaseUrl,
    /// User name and password as the variable has them.
    user: Option<String>,
    /// What `Proxy-Authorization` says.
    authorization: Option<String>,
    variable: &'static str,
}

impl Proxies {
    /// Reads `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, each also in lower case, through `variable`.
    ///
    /// # Errors
    /// When a proxy is not written as a URL with http or https, or asks for `https` in a build without TLS.
    pub fn of(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, TargetError> {
        let first = |names: [&'static str; 2]| {
            names.into_iter().find_map(|name| {
                let value = variable(name).filter(|value| !value.trim().is_empty())?;
                Some((name, value.trim().to_owned()))
            })
        };
        let read = |names| first(names).map(|(name, value)| Proxy::parse(name, &value)).transpose();
        let all = read(["ALL_PROXY", "all_proxy"])?;
        let direct = first(["NO_PROXY", "no_proxy"]).map(|(_, value)| value).unwrap_or_default();
        Ok(Self {
            http: read(["HTTP_PROXY", "http_proxy"])?.or_else(|| all.clone()),
            https: read(["HTTPS_PROXY", "https_proxy"])?.or(all),
            direct: direct
                .split([',', ' '])
                .filter(|entry| !entry.is_empty())
                .map(str::to_ascii_lowercase)
                .collect(),
        })
    }

    /// Whether there is any.
    pub(in crate::send) fn is_any(&self) -> bool {
        self.http.is_some() || self.https.is_some()
    }

    /// The proxy for a target that is not on this machine.
    pub(in crate::send) fn toward(&self, target: &BaseUrl) -> Option<&Proxy> {
        let proxy = if target.https { self.https.as_ref() } else { self.http.as_ref() };
        proxy.filter(|_| !self.direct.iter().any(|entry| is_named(entry, target)))
    }
}

impl Proxy {
    fn parse(variable: &'static str, value: &str) -> Result<Self, TargetError> {
        let whole = if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
        let (scheme, rest) = whole.split_once("://").unwrap_or(("http", value));
        let (user, host) = match rest.rsplit_once('@') {
            Some((user, host)) => (Some(user.to_owned()), host),
            None => (None, rest),
        };
        let url = BaseUrl::parse(&format!("{scheme}://{host}")).map_err(|problem| TargetError::BadProxy {
            variable,
            advice: match problem {
                UrlProblem::Scheme(_) => "only http and https proxies can be used",
                UrlProblem::Form(advice) => advice,
            },
        })?;
        if url.https && !cfg!(feature = "tls") {
            let advice =
                "https proxies need the `tls` feature: build with `--features tls`, or use an http proxy";
            return Err(TargetError::BadProxy { variable, advice });
        }
        let authorization = user.as_deref().map(|user| format!("{BASIC}{}", to_base64(&credentials(user))));
        Ok(Self { url: BaseUrl { base_path: String::new(), ..url }, user, authorization, variable })
    }

    /// The value of `Proxy-Authorization`, where the variable names a user (RFC 7617).
    pub(in crate::send) fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref()
    }

    /// What must not be shown.
    pub(in crate::send) fn secrets(&self) -> impl Iterator<Item = String> {
        let password = self.user.as_deref().and_then(|user| user.split_once(':')).map(|(_, secret)| secret);
        let password = password.filter(|secret| !secret.is_empty());
        let decoded = password.map(|secret| String::from_utf8_lossy(&decoded(secret)).into_owned());
        let decoded = decoded.filter(|decoded| Some(decoded.as_str()) != password);
        let basic = self.authorization.as_deref().and_then(|value| value.strip_prefix(BASIC));
        [password, basic].into_iter().flatten().map(str::to_owned).chain(decoded)
    }
}

/// How the credentials of a name and a password begin (RFC 7617, section 2).
const BASIC: &str = "Basic ";

/// Name and password as bytes; a name alone has an empty password.
fn credentials(user: &str) -> Vec<u8> {
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    [decoded(name).as_slice(), b":", &decoded(password)].concat()
}

/// A part of a URL without its percent-encoding; what is none stands for itself.
fn decoded(part: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((&byte, others)) = rest.split_first() {
        let code = others.get(..2).filter(|_| byte == b'%').and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'))?;
            u8::from_str_radix(digits, 16).ok()
        });
        out.push(code.unwrap_or(byte));
        rest = if code.is_some() { others.get(2..).unwrap_or_default() } else { others };
    }
    out
}

impl fmt::Display for Proxy {
    /// What it is, and who says so.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the proxy {} of {}", self.url.to_text(), self.variable)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Whether an entry of `NO_PROXY` means the host of `target`: `*`, a name with all below it, an address, or a network.
fn is_named(entry: &str, target: &BaseUrl) -> bool {
    let (entry, port) = match entry.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port.parse::<u16>().ok()),
        _ => (entry, None),
    };
    if port.is_some_and(|port| port != target.port) {
        return false;
    }
    let entry = entry.trim_start_matches('[').trim_end_matches(']');
    match &target.host {
        _ if entry == "*" => true,
        Host::Name(name) => {
            let suffix = entry.trim_start_matches("*.").trim_start_matches('.');
            let rest = name.strip_suffix(suffix).filter(|_| !suffix.is_empty());
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        }
        Host::Address(address) => match entry.split_once('/') {
            Some((network, bits)) => match (network.parse(), bits.parse()) {
                (Ok(network), Ok(bits)) => is_within(*address, network, bits),
                _ => false,
            },
            None => entry.parse() == Ok(*address),
        },
    }
}

/// Whether the first `bits` of two addresses agree.
fn is_within(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    match (address, network) {
        (IpAddr::V4(one), IpAddr::V4(other)) if bits <= 32 => {
            (one.to_bits() ^ other.to_bits()).checked_shr(32 - bits).unwrap_or(0) == 0
        }
        (IpAddr::V6(one), IpAddr::V6(other)) if bits <= 128 => {
            (one.to_bits() ^ other.to_bits()).checked_shr(128 - bits).unwrap_or(0) == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Proxies, TargetError};
    use crate::send::network::BaseUrl;

    fn proxies(set: &[(&str, &str)]) -> Result<Proxies, TargetError> {
        Proxies::of(&|name| set.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned()))
    }

    fn toward(set: &[(&str, &str)], url: &str) -> Option<String> {
        let proxies = proxies(set).expect("good proxies");
        proxies.toward(&BaseUrl::parse(url).expect("a good URL")).map(|proxy| format!("{proxy:?}"))
    }

    #[test]
    fn schemes_have_proxies_of_their_own() {
        let set = [("HTTPS_PROXY", "http://p:1"), ("http_proxy", "q:2/"), ("ALL_PROXY", "http://r")];
        assert_eq!(toward(&set, "https://a").as_deref(), Some("the proxy http://p:1 of HTTPS_PROXY"));
        assert_eq!(toward(&set, "http://a").as_deref(), Some("the proxy http://q:2 of http_proxy"));
        assert_eq!(toward(&set[2..], "http://a").as_deref(), Some("the proxy http://r of ALL_PROXY"));
        assert_eq!(toward(&[("HTTP_PROXY", " ")], "http://a"), None);
    }

    #[test]
    fn hosts_that_are_named_are_gone_to_directly() {
        for (none, url) in [
            ("*", "http://a"),
            ("b.example,a.example", "http://a.example"),
            (".example", "http://a.example"),
            ("*.example", "http://a.b.example"),
            ("A.Example:80", "http://a.example"),
            ("192.0.2.0/24", "http://192.0.2.9"),
            ("0.0.0.0/0", "http://192.0.2.9"),
            ("192.0.2.9", "http://192.0.2.9"),
            ("2001:db8::/32", "http://[2001:db8::1]"),
            ("[2001:db8::1]:80", "http://[2001:db8::1]"),
        ] {
            assert_eq!(toward(&[("HTTP_PROXY", "p:1"), ("NO_PROXY", none)], url), None, "{none}");
        }
        for (none, url) in [
            ("ample", "http://a.example"),
            ("a.example:81", "http://a.example"),
            ("192.0.2.0/29", "http://192.0.2.9"),
            ("192.0.2.0/33", "http://192.0.2.0"),
            ("::/0", "http://192.0.2.9"),
            (",", "http://a.example"),
        ] {
            assert!(toward(&[("HTTP_PROXY", "p:1"), ("NO_PROXY", none)], url).is_some(), "{none}");
        }
    }

    #[test]
    fn passwords_stay_out_of_what_is_told() {
        let set = [("HTTPS_PROXY", "http://me:hunter2@p:1")];
        let proxies = proxies(&set).expect("a good proxy");
        assert!(!format!("{proxies:?}").contains("hunter2"), "{proxies:?}");
        let proxy = proxies.https.expect("a proxy");
        assert_eq!(proxy.authorization(), Some("Basic bWU6aHVudGVyMg=="));
        assert_eq!(proxy.secrets().collect::<Vec<_>>(), ["hunter2", "bWU6aHVudGVyMg=="]);
    }

    #[test]
    fn what_is_no_proxy_says_what_to_do() {
        for wrong in ["socks5://me:hunter2@p:1", "http://", "p:x", "http://p q"] {
            let error = proxies(&[("ALL_PROXY", wrong)]).expect_err(wrong).to_string();
            assert!(error.starts_with("bad proxy in ALL_PROXY: ") && !error.contains("hunter2"), "{error}");
        }
    }
}
