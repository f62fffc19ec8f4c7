//! The clause tables that every suite of a protocol has.

use super::Protocol;

/// File name and text of each table, in the order of their clauses.
pub(in crate::contract) const fn shared_tables(protocol: Protocol) -> [(&'static str, &'static str); 5] {
    let own = match protocol {
        Protocol::RestJson1 => ("protocol/rest_json1.toml", include_str!("rest_json1.toml")),
        // The sources and what the two versions do not share, then what they do.
        Protocol::AwsJson1_0 => (
            "protocol/aws_json1_0.toml",
            concat!(include_str!("aws_json1_0.toml"), include_str!("aws_json.toml")),
        ),
        Protocol::AwsJson1_1 => (
            "protocol/aws_json1_1.toml",
            concat!(include_str!("aws_json1_1.toml"), include_str!("aws_json.toml")),
        ),
    };
    [
        own,
        ("protocol/http.toml", include_str!("http.toml")),
        ("batch_clauses.toml", include_str!("../batch_clauses.toml")),
        ("answer_clauses.toml", include_str!("../answer_clauses.toml")),
        ("protocol/auth.toml", include_str!("auth.toml")),
    ]
}
