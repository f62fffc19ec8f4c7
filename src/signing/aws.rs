//! SigV4 signatures, by the official crate.

use std::sync::Arc;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use batchspec_harness::send::{Sign, SignError, Signing, Unsigned};

use super::credentials::Source;

/// The example key of AWS documentation: well-formed, and nobody's.
const EXAMPLE_KEY: (&str, &str) = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

/// Regions to sign for where another than the right one is wanted.
const OTHER_REGIONS: [&str; 2] = ["us-west-2", "us-east-1"];

/// Signs for one service in one region.
#[derive(Debug)]
pub(super) struct Signer {
    service: String,
    region: String,
    /// `None` for the placeholder.
    source: Option<Arc<Source>>,
    /// The same for another region.
    elsewhere: Option<Box<Signer>>,
}

impl Signer {
    pub(super) fn new(service: String, region: String, source: Option<Arc<Source>>) -> Self {
        let other = OTHER_REGIONS.into_iter().find(|other| *other != region).map(str::to_owned);
        let elsewhere = other.map(|region| {
            Box::new(Self { service: service.clone(), region, source: source.clone(), elsewhere: None })
        });
        Self { service, region, source, elsewhere }
    }
}

impl Sign for Signer {
    fn sign<'a>(&'a self, request: Unsigned<'a>) -> Signing<'a> {
        Box::pin(async move {
            let credentials = match &self.source {
                Some(source) => source.credentials(request.at).await.map_err(SignError)?,
                None => Credentials::new(EXAMPLE_KEY.0, EXAMPLE_KEY.1, None, None, "placeholder"),
            };
            signature(&request, credentials, &self.service, &self.region)
        })
    }

    fn secrets(&self) -> Vec<String> {
        self.source.as_ref().map(|source| source.secrets()).unwrap_or_default()
    }

    fn elsewhere(&self) -> Option<&dyn Sign> {
        self.elsewhere.as_deref().map(|signer| signer as &dyn Sign)
    }

    fn curl_options(&self) -> String {
        let Self { service, region, .. } = self;
        let user = match self.source {
            Some(_) => "\"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" \
                        -H \"x-amz-security-token: $AWS_SESSION_TOKEN\""
                .to_owned(),
            None => format!("'{}:{}'", EXAMPLE_KEY.0, EXAMPLE_KEY.1),
        };
        format!("--aws-sigv4 'aws:amz:{region}:{service}' --user {user}")
    }
}

/// The headers that sign a request.
fn signature(
    request: &Unsigned<'_>,
    credentials: Credentials,
    service: &str,
    region: &str,
) -> Result<Vec<(String, String)>, SignError> {
    let identity = credentials.into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(service)
        .time(whole_second(request.at))
        .settings(SigningSettings::default())
        .build()
        .map_err(told)?
        .into();
    let host = request.headers.iter().find(|(name, _)| name == "host").map_or("", |(_, host)| host);
    let signable = SignableRequest::new(
        request.method,
        format!("https://{host}{}", request.path),
        request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())),
        SignableBody::Bytes(request.body),
    );
    let (instructions, _) = signable.and_then(|signable| sign(signable, &params)).map_err(told)?.into_parts();
    Ok(instructions.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

/// The date of a signature has seconds and nothing finer.
fn whole_second(at: SystemTime) -> SystemTime {
    let nanos = at.duration_since(SystemTime::UNIX_EPOCH).map(|since| since.subsec_nanos()).unwrap_or(0);
    at - std::time::Duration::from_nanos(nanos.into())
}

/// An error with its causes, without anything that has the form of a secret.
fn told(error: impl std::error::Error) -> SignError {
    SignError(super::credentials::with_causes(&error))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use aws_credential_types::Credentials;
    use batchspec_harness::send::Unsigned;
    use rstest::rstest;

    use super::signature;

    const TOKEN: &str = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";

    /// Requests and signatures of the published SigV4 test suite.
    #[rstest]
    #[case::vanilla("GET", "/", None, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    #[case::post("POST", "/", None, "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    #[case::query_order_encoded(
        "GET",
        "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
        None,
        "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"
    )]
    #[case::session_token(
        "GET",
        "/",
        Some(TOKEN),
        "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"
    )]
    fn signatures_are_those_of_the_published_vectors(
        #[case] method: &str,
        #[case] path: &str,
        #[case] token: Option<&str>,
        #[case] wanted: &str,
    ) {
        // 2015-08-30T12:36:00Z, and a part of a second that no signature has.
        let at = SystemTime::UNIX_EPOCH + Duration::from_millis(1_440_938_160_250);
        let headers = vec![("host".to_owned(), "example.amazonaws.com".to_owned())];
        let request = Unsigned::new(method, path, headers, b"", at);
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        let credentials = Credentials::new("AKIDEXAMPLE", secret, token.map(str::to_owned), None, "vectors");
        let signed = signature(&request, credentials, "service", "us-east-1").expect("a signature");
        let header = |name: &str| signed.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        assert_eq!(header("x-amz-date"), Some("20150830T123600Z"));
        assert_eq!(header("x-amz-security-token"), token);
        let authorization = header("authorization").expect("an authorization");
        assert!(authorization.ends_with(&format!("Signature={wanted}")), "{authorization}");
    }
}
