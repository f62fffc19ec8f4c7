//! A small server that parses and answers: compliant as far as a run can see, and with nothing else to do.

use std::convert::Infallible;
use std::net::SocketAddr;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;

const PATH: &str = "/freetrialinfo/batchget";
const ENTRY: &str =
    r#","freeTrialInfo":[{"type":"EC2","start":1690835828,"end":4102444800,"status":"ACTIVE"}]}"#;

/// Serves on a free port, whose address is printed first, until the process is ended.
pub(super) fn serve() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        println!("http://{}", listener.local_addr()?);
        loop {
            let (stream, _) = listener.accept().await?;
            let _unsupported = stream.set_nodelay(true);
            let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer));
            tokio::spawn(served);
        }
    })
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    if request.uri().path() != PATH {
        return Ok(refusal(StatusCode::NOT_FOUND, "UnknownOperationException", "{}"));
    }
    if request.method() != Method::POST {
        return Ok(refusal(StatusCode::METHOD_NOT_ALLOWED, "UnknownOperationException", "{}"));
    }
    let Ok(body) = request.into_body().collect().await else {
        return Ok(refusal(StatusCode::BAD_REQUEST, "SerializationException", "{}"));
    };
    let Ok(Value::Object(input)) = serde_json::from_slice(&body.to_bytes()) else {
        return Ok(refusal(StatusCode::BAD_REQUEST, "SerializationException", "{}"));
    };
    Ok(match accounts(input.get("accountIds")) {
        Ok(ids) => success(&ids),
        Err(true) => refusal(StatusCode::BAD_REQUEST, "SerializationException", "{}"),
        Err(false) => refusal(
            StatusCode::BAD_REQUEST,
            "ValidationException",
            r#"{"message":"a constraint is broken","reason":"FIELD_VALIDATION_FAILED"}"#,
        ),
    })
}

/// The account ids; the error tells whether a type is wrong, or else a constraint broken.
fn accounts(list: Option<&Value>) -> Result<Vec<&str>, bool> {
    let list = match list {
        None | Some(Value::Null) => return Err(false),
        Some(Value::Array(list)) => list,
        Some(_) => return Err(true),
    };
    if list.iter().any(|id| !matches!(id, Value::String(_) | Value::Null)) {
        return Err(true);
    }
    let ids: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
    let ids = ids.ok_or(false)?;
    let is_other = |byte: &u8| !byte.is_ascii_digit();
    let holds_twelve_digits = |id: &&str| id.as_bytes().split(is_other).any(|run| run.len() >= 12);
    if (1..=100).contains(&ids.len()) && ids.iter().all(holds_twelve_digits) { Ok(ids) } else { Err(false) }
}

fn success(ids: &[&str]) -> Response<Full<Bytes>> {
    let mut seen: Vec<&str> = Vec::with_capacity(ids.len());
    let mut body = String::with_capacity(40 + ids.len() * 130);
    body.push_str(r#"{"accounts":["#);
    for id in ids {
        if seen.contains(id) {
            continue;
        }
        if !seen.is_empty() {
            body.push(',');
        }
        body.push_str(r#"{"accountId":"#);
        body.push_str(&Value::from(*id).to_string());
        body.push_str(ENTRY);
        seen.push(id);
    }
    body.push_str(r#"],"failedAccounts":[]}"#);
    response(StatusCode::OK, body)
}

fn refusal(status: StatusCode, error: &'static str, body: &'static str) -> Response<Full<Bytes>> {
    let mut response = response(status, body.to_owned());
    response.headers_mut().insert("x-amzn-errortype", hyper::header::HeaderValue::from_static(error));
    response
}

fn response(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let json = hyper::header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}
