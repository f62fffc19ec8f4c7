//! Tunnels: a proxy is asked by `CONNECT` to pass bytes on as they are (RFC 9110, section 9.3.6).

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::message::WireFault;

use super::super::http1::{MAX_HEAD_BYTES, describe_foreign, find_end, is_foreign, status_line};
use super::super::socket::Stream;
use super::proxy::Proxy;
use super::url::BaseUrl;

/// What a caller can do about a proxy that does not let anybody through.
const ADVICE: &str = "unset its variable, or name the host in NO_PROXY";

/// Asks `proxy`, to which `stream` leads, for a way to the host of `target`.
pub(super) async fn ask<S: Stream>(stream: &mut S, proxy: &Proxy, target: &BaseUrl) -> Result<(), WireFault> {
    let host = target.host_and_port();
    let credentials = match proxy.authorization() {
        Some(value) => format!("proxy-authorization: {value}\r\n"),
        None => String::new(),
    };
    let request = format!("CONNECT {host} HTTP/1.1\r\nhost: {host}\r\n{credentials}\r\n");
    let sent = async {
        stream.write_all(request.as_bytes()).await?;
        stream.flush().await
    };
    let closed = |_| refused(proxy, "it closed the connection", ADVICE);
    sent.await.map_err(closed)?;
    loop {
        match status(stream, proxy).await? {
            (100..=199, _) => {}
            (200..=299, _) => return Ok(()),
            (status @ 407, text) => {
                let why = format!("it answered {status} {text}");
                let advice = "name user and password in its variable, as in http://USER:PASSWORD@HOST:PORT";
                return Err(refused(proxy, why.trim_end(), advice));
            }
            (status, text) => {
                let why = format!("it answered {status} {text}");
                return Err(refused(proxy, why.trim_end(), ADVICE));
            }
        }
    }
}

/// Status and reason of one answer. It is read byte by byte: what follows belongs to whom the tunnel leads to.
async fn status<S: Stream>(stream: &mut S, proxy: &Proxy) -> Result<(u16, String), WireFault> {
    let mut head = Vec::new();
    loop {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return Err(refused(proxy, "it closed the connection", ADVICE)),
        }
        let is_too_long = head.len() > MAX_HEAD_BYTES;
        if is_foreign(&head) || is_too_long {
            return Err(refused(proxy, &format!("it is no proxy: {}", describe_foreign(&head)), ADVICE));
        }
        if head.ends_with(b"\n") && find_end(&head, 0).is_some() {
            let line = status_line(&head).map_err(|why| refused(proxy, &why, ADVICE))?;
            return Ok(line);
        }
    }
}

fn refused(proxy: &Proxy, why: &str, advice: &str) -> WireFault {
    WireFault::NoWay { detail: format!("{proxy} made no connection ({why}): {advice}") }
}
