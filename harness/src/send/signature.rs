//! The signature of one request: who is asked for it, when, and what is wrong with it on purpose.

use std::time::Duration;

use crate::message::{Credentials, Request, WireFault};

use super::clock::now;
use super::encode;
use super::sign::{SignError, Unsigned};
use super::target::Target;

/// How long ago an old signature was made: more than the quarter of an hour that services allow (AWS documentation,
/// troubleshooting of SigV4), and less than the shortest life of session credentials.
const AGE: Duration = Duration::from_secs(30 * 60);

/// The access key of AWS documentation's examples, which is nobody's.
const NOBODYS_KEY: &str = "AKIAIOSFODNN7EXAMPLE";

/// The headers that sign `request` on its way to `target`, none where nothing is signed.
pub(super) async fn signature(
    target: &Target,
    request: &Request,
    label: &str,
) -> Result<Vec<(String, String)>, WireFault> {
    let credentials = request.credentials;
    let signer = match target.signer() {
        None if credentials.is_own() => return Ok(Vec::new()),
        None => {
            let detail = "it is about signatures, and nothing signs requests to this target".to_owned();
            return Err(WireFault::Unsigned { detail });
        }
        Some(_) if credentials == Credentials::Missing => return Ok(Vec::new()),
        Some(signer) => signer,
    };
    let signer = if credentials == Credentials::Elsewhere { signer.elsewhere() } else { Some(signer) };
    let path = encode::path(target, request);
    let mut headers = Vec::new();
    encode::for_each_header(target, request, label, &[], |name, value| {
        let name = name.to_ascii_lowercase();
        if matches!(name.as_str(), "host" | "content-type") || name.starts_with("x-amz-") {
            headers.push((name, value.to_owned()));
        }
    });
    let body = &request.body.bytes;
    let at = if credentials == Credentials::Old { now() - AGE } else { now() };
    let unsigned = Unsigned { method: &request.method, path: &path, headers, body, at };
    let signed = match signer {
        Some(signer) => signer.sign(unsigned).await,
        None => Err(SignError("the signer signs for one region only".to_owned())),
    };
    let mut signed = signed.map_err(|SignError(detail)| WireFault::Unsigned { detail })?;
    for (_, value) in signed.iter_mut().filter(|(name, _)| name.eq_ignore_ascii_case("authorization")) {
        let no_sigv4 = || "only signatures of SigV4 can be probed: leave out the probes".to_owned();
        *value = altered(value, credentials).ok_or_else(|| WireFault::Unsigned { detail: no_sigv4() })?;
    }
    Ok(signed)
}

/// An `Authorization` of SigV4 with the part changed that these credentials are about; `None` where it has no such part.
fn altered(authorization: &str, credentials: Credentials) -> Option<String> {
    match credentials {
        Credentials::Unreadable => authorization.rsplit_once(',').map(|(rest, _)| rest.to_owned()),
        Credentials::UnknownKey => {
            let (scheme, rest) = authorization.split_once("Credential=")?;
            let (_, scope) = rest.split_once('/')?;
            Some(format!("{scheme}Credential={NOBODYS_KEY}/{scope}"))
        }
        Credentials::WrongSignature => {
            let (rest, signature) = authorization.split_once("Signature=")?;
            let first = if signature.starts_with('0') { '1' } else { '0' };
            Some(format!("{rest}Signature={first}{}", signature.get(1..)?))
        }
        Credentials::Own | Credentials::Missing | Credentials::Old | Credentials::Elsewhere => {
            Some(authorization.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::altered;
    use crate::message::Credentials;

    #[test]
    fn one_part_of_a_signature_is_changed() {
        let own = "AWS4-HMAC-SHA256 Credential=AKIAX/20150830/eu-west-1/s/aws4_request, SignedHeaders=host, \
                   Signature=0a";
        let changed = |credentials| altered(own, credentials).unwrap_or_default();
        assert_eq!(changed(Credentials::Old), own);
        assert_eq!(changed(Credentials::Unreadable), own.replace(", Signature=0a", ""));
        assert_eq!(changed(Credentials::UnknownKey), own.replace("AKIAX", "AKIAIOSFODNN7EXAMPLE"));
        assert_eq!(changed(Credentials::WrongSignature), own.replace("=0a", "=1a"));
        for credentials in [Credentials::Unreadable, Credentials::UnknownKey, Credentials::WrongSignature] {
            assert_eq!(altered("Bearer abc", credentials), None);
        }
    }
}
