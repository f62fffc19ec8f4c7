//! What targets say of themselves, and what is no target.

use super::{LOOPBACK_TIMEOUT, REMOTE_TIMEOUT, Target, TargetError};

fn header(name: &str, value: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), value.to_owned())]
}

#[test]
fn patience_depends_on_the_distance() {
    for near in ["http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1", "http://a.localhost"] {
        assert_eq!(Target::new(near).expect(near).timeout(), LOOPBACK_TIMEOUT);
    }
    for far in ["http://192.0.2.1", "http://api.example", "http://localhost.example"] {
        assert_eq!(Target::new(far).expect(far).timeout(), REMOTE_TIMEOUT);
    }
}

#[test]
fn set_up_errors_say_what_to_do() {
    let message = |url: &str| Target::new(url).expect_err(url).to_string();
    assert_eq!(message("host:1"), "bad target URL: write it as http://host:port");
    assert_eq!(
        message("gopher://host"),
        "unsupported scheme \"gopher\" in the target URL: use http or https"
    );
    if !cfg!(feature = "tls") {
        assert_eq!(
            message("https://host"),
            "https needs the `tls` feature: build with `--features tls`, or use an http URL"
        );
    }
    for (name, value) in [("a b", "x"), ("", "x"), ("a", "x\r\ny: z"), ("Content-Length", "1")] {
        let target = Target::new("http://host").expect("a good URL");
        let error = target.with_headers(header(name, value)).expect_err(name);
        assert!(matches!(error, TargetError::BadHeader { .. }), "{name}");
    }
}

#[test]
fn secrets_stay_out_of_the_debug_text() {
    let target = Target::new("http://host").expect("a good URL");
    let target = target.with_headers(header("Authorization", "Bearer hunter2")).expect("a good header");
    let text = format!("{target:?}");
    assert!(text.contains("Authorization") && !text.contains("hunter2"), "{text}");
}

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
