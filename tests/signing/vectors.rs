//! The verifier of these tests against the published test vectors: who verifies has to be right first.

use rstest::rstest;

use crate::sigv4::Received;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const SCOPE: &str = "20150830/us-east-1/service/aws4_request";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Names, requests and signatures of the SigV4 test suite; date and host are the same in all of it.
#[rstest]
#[case::vanilla("GET", "/", &[], "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
#[case::post("POST", "/", &[], "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
#[case::query_order_encoded(
    "GET",
    "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
    &[],
    "",
    "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"
)]
#[case::header_twice(
    "GET",
    "/",
    &[("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")],
    "",
    "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"
)]
#[case::header_with_spaces(
    "GET",
    "/",
    &[("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")],
    "",
    "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
)]
#[case::body(
    "POST",
    "/",
    &[
        FORM,
        ("content-length", "13"),
        ("x-amz-content-sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"),
    ],
    "Param1=value1",
    "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"
)]
fn the_verifier_agrees_with_the_published_vectors(
    #[case] method: &str,
    #[case] path: &str,
    #[case] headers: &[(&str, &str)],
    #[case] body: &str,
    #[case] signature: &str,
) {
    let fixed = [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")];
    let headers = fixed.iter().chain(headers).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let request = Received {
        method: method.to_owned(),
        path: path.to_owned(),
        headers: headers.collect(),
        body: body.as_bytes().to_vec(),
    };
    let mut names: Vec<String> = request.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort_unstable();
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(request.signature(&names, SECRET, SCOPE), signature);
}
