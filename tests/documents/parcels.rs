//! The server of the guide "Add your own API": looks up parcels, of which it holds two.

use std::convert::Infallible;
use std::net::SocketAddr;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use regex::Regex;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// Such a server on a runtime of its own; it ends when this is dropped.
pub(crate) struct Parcels {
    url: String,
    _runtime: Runtime,
}

impl Parcels {
    pub(crate) fn start() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = runtime.block_on(TcpListener::bind(address)).expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        runtime.spawn(serve(listener));
        Self { url, _runtime: runtime }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new());
        tokio::spawn(http.serve_connection(TokioIo::new(stream), service_fn(answer)));
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    if request.method() != Method::POST || request.uri().path() != "/parcels/batch-get" {
        return Ok(said(404, "UnknownOperationException", &json!({})));
    }
    let Ok(body) = request.into_body().collect().await else {
        return Ok(said(400, "SerializationException", &json!({})));
    };
    Ok(look_up(&body.to_bytes()))
}

fn look_up(body: &[u8]) -> Response<Full<Bytes>> {
    let refused = |kind, why: &str| said(400, kind, &json!({ "message": why }));
    let Ok(Value::Object(body)) = serde_json::from_slice(body) else {
        return refused("SerializationException", "the body is no JSON object");
    };
    let ids = match body.get("parcelIds") {
        None | Some(Value::Null) => return refused("ValidationException", "parcelIds is required"),
        Some(Value::Array(ids)) => ids,
        Some(_) => return refused("SerializationException", "parcelIds is no list"),
    };
    if !(1..=25).contains(&ids.len()) {
        return refused("ValidationException", "parcelIds has from 1 to 25 entries");
    }
    let form = Regex::new("^[A-Z]{2}[0-9]{9}$").expect("a pattern");
    let (mut parcels, mut failures) = (Vec::new(), Vec::new());
    for id in ids {
        let Some(id) = id.as_str() else { return refused("SerializationException", "an id is no string") };
        if !form.is_match(id) {
            return refused("ValidationException", "a parcel id is two letters and nine digits");
        }
        let entry = match id {
            "AB000000001" => json!({ "parcelId": id, "status": "DELIVERED", "grams": 1200 }),
            "AB000000002" => json!({ "parcelId": id, "status": "IN_TRANSIT", "grams": 80 }),
            _ => json!({ "parcelId": id, "code": "NOT_FOUND", "message": "no such parcel" }),
        };
        let list = if entry.get("code").is_some() { &mut failures } else { &mut parcels };
        if !list.contains(&entry) {
            list.push(entry);
        }
    }
    said(200, "", &json!({ "parcels": parcels, "failures": failures }))
}

fn said(status: u16, error: &str, body: &Value) -> Response<Full<Bytes>> {
    let mut answer = Response::builder().status(status).header("content-type", "application/json");
    if !error.is_empty() {
        answer = answer.header("x-amzn-errortype", error);
    }
    answer.body(Full::from(body.to_string())).expect("a good answer")
}
