//! SigV4 once more, by the public specification and nothing of the signer: to hold the signer against.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// A request as a server receives it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// Path and query as in the request line.
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    /// Without framing.
    pub(crate) body: Vec<u8>,
}

impl Received {
    /// The first value of a header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Whether the signature is right for this key, region and service; if not, why.
    pub(crate) fn verify(&self, key: (&str, &str), region: &str, service: &str) -> Result<(), String> {
        let authorization = self.header("authorization").ok_or("no Authorization")?;
        let parts = authorization.strip_prefix("AWS4-HMAC-SHA256 ").ok_or("another algorithm")?;
        let part = |name: &str| {
            let found = parts.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
            found.ok_or(format!("no {name}"))
        };
        let (credential, names, signature) =
            (part("Credential")?, part("SignedHeaders")?, part("Signature")?);
        let date = self.header("x-amz-date").ok_or("no x-amz-date")?;
        let scope = format!("{}/{region}/{service}/aws4_request", date.get(..8).ok_or("a short date")?);
        if credential != format!("{}/{scope}", key.0) {
            return Err(format!("the credential is {credential}"));
        }
        let names: Vec<&str> = names.split(';').collect();
        let must = |name: &str| name == "host" || name == "content-type" || name.starts_with("x-amz-");
        let unsigned = self.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
        if let Some(name) = unsigned.filter(|name| must(name)).find(|name| !names.contains(&name.as_str())) {
            return Err(format!("{name} is not signed"));
        }
        let own = self.signature(&names, key.1, &scope);
        if own == signature { Ok(()) } else { Err(format!("the signature is {signature}, not {own}")) }
    }

    /// The signature over these headers.
    pub(crate) fn signature(&self, names: &[&str], secret: &str, scope: &str) -> String {
        let date = self.header("x-amz-date").unwrap_or_default();
        let request = hex(&Sha256::digest(self.canonical(names)));
        let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{request}");
        let first = format!("AWS4{secret}").into_bytes();
        let key = scope.split('/').fold(first, |key, part| keyed(&key, part));
        hex(&keyed(&key, &to_sign))
    }

    fn canonical(&self, names: &[&str]) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let mut text = format!("{}\n{}\n{}\n", self.method, canonical_path(path), canonical_query(query));
        for name in names {
            let own = self.headers.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
            let values: Vec<String> = own.map(|(_, value)| single_spaced(value)).collect();
            let _ = writeln!(text, "{name}:{}", values.join(","));
        }
        let _ = write!(text, "\n{}\n{}", names.join(";"), hex(&Sha256::digest(&self.body)));
        text
    }
}

/// Without dot segments and empty ones, and encoded once more.
fn canonical_path(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(kept.pop()),
            segment => kept.push(segment),
        }
    }
    let end = if path.len() > 1 && path.ends_with('/') && !kept.is_empty() { "/" } else { "" };
    let kept: Vec<String> = kept.into_iter().map(encoded).collect();
    format!("/{}{end}", kept.join("/"))
}

fn canonical_query(query: &str) -> String {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<(&str, &str)> = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect();
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

fn single_spaced(value: &str) -> String {
    value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte.into()),
            byte => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
