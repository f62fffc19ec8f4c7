//! Servers that break down at one kind of request, and can be started anew.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use batchspec_fixtures::{Dialect, ServeOptions, Server, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

use super::bodies::declared;

/// What comes of a request whose body ends with anything but a closing brace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakdown {
    /// The server ends with all its connections.
    Dies,
    /// Nobody is answered any more.
    Hangs,
    /// It is answered well, and from then on batches of several items are answered with nothing.
    Forgets,
}

/// A running server that breaks down; dropping it ends it and its connections.
#[derive(Debug)]
pub struct BreakdownServer {
    addr: SocketAddr,
    breakdown: Breakdown,
    task: Mutex<JoinHandle<()>>,
    reference: Server,
}

impl BreakdownServer {
    /// The address as a URL without a path.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Starts it anew at the same address, sound again.
    ///
    /// # Errors
    ///
    /// If the port was taken meanwhile.
    pub async fn restart(&self) -> std::io::Result<()> {
        let old = {
            let mut task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
            task.abort();
            std::mem::replace(&mut *task, tokio::spawn(std::future::ready(())))
        };
        // Its listener is closed when it has ended.
        let _ended = old.await;
        let listener = TcpListener::bind(self.addr).await?;
        let task = tokio::spawn(accept(listener, self.breakdown, self.reference.addr()));
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = task;
        Ok(())
    }
}

impl Drop for BreakdownServer {
    fn drop(&mut self) {
        self.task.lock().unwrap_or_else(PoisonError::into_inner).abort();
    }
}

/// Starts such a server on a free loopback port and the current tokio runtime.
///
/// # Errors
///
/// If no port is free.
pub async fn serve_breakdown(breakdown: Breakdown) -> std::io::Result<BreakdownServer> {
    // Each of its connections has one request, so that whole connections can be passed on.
    let dialect = Dialect::parse("connections-closed").unwrap_or_default();
    let reference = serve(ServeOptions { dialect, ..ServeOptions::default() }).await?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let addr = listener.local_addr()?;
    let task = Mutex::new(tokio::spawn(accept(listener, breakdown, reference.addr())));
    Ok(BreakdownServer { addr, breakdown, task, reference })
}

/// An answer about nobody.
const NOTHING: &[u8] = b"{\"accounts\":[],\"failedAccounts\":[]}";

/// What all connections of a server share.
#[derive(Debug, Default)]
struct State {
    is_broken: AtomicBool,
    died: Notify,
}

async fn accept(listener: TcpListener, breakdown: Breakdown, reference: SocketAddr) {
    let state = Arc::new(State::default());
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = state.died.notified() => return,
            _ended = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { return };
                let state = Arc::clone(&state);
                connections.spawn(async move {
                    // Broken connections are what such a server is about.
                    let _broken = serve_one(stream, breakdown, reference, &state).await;
                });
            }
        }
    }
}

/// Passes a request on to the reference and the answer back, unless it breaks the server down.
async fn serve_one(
    mut stream: TcpStream,
    breakdown: Breakdown,
    reference: SocketAddr,
    state: &State,
) -> std::io::Result<()> {
    let mut behind = TcpStream::connect(reference).await?;
    let (mut request, mut answer) = (Vec::new(), vec![0; 16 << 10]);
    loop {
        let mut part = vec![0; 16 << 10];
        tokio::select! {
            count = stream.read(&mut part) => {
                let count = count?;
                if count == 0 {
                    return Ok(());
                }
                request.extend_from_slice(&part[..count]);
                let is_broken = state.is_broken.load(Ordering::Relaxed);
                match (breakdown, body(&request).map(<[u8]>::trim_ascii_end)) {
                    (Breakdown::Hangs, _) if is_broken => std::future::pending().await,
                    (Breakdown::Forgets, Some(body)) if is_broken && is_of_several(body) => {
                        stream.write_all(&declared(NOTHING.len() as u64, NOTHING)).await?;
                        return stream.shutdown().await;
                    }
                    (_, Some(body)) if !body.ends_with(b"}") => {
                        state.is_broken.store(true, Ordering::Relaxed);
                        match breakdown {
                            Breakdown::Dies => {
                                state.died.notify_one();
                                return std::future::pending().await;
                            }
                            Breakdown::Hangs => return std::future::pending().await,
                            Breakdown::Forgets => {}
                        }
                    }
                    _ => {}
                }
                behind.write_all(&part[..count]).await?;
            }
            count = behind.read(&mut answer) => {
                let count = count?;
                if count == 0 {
                    return stream.shutdown().await;
                }
                stream.write_all(&answer[..count]).await?;
            }
        }
    }
}

/// The body of a request that declares its length, once it is whole.
fn body(request: &[u8]) -> Option<&[u8]> {
    let end = request.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(request.get(..end)?).to_ascii_lowercase();
    let length = head.split("\r\ncontent-length:").nth(1)?.lines().next()?.trim().parse().ok()?;
    let body = request.get(end..)?;
    (body.len() == length).then_some(body)
}

/// Whether a body asks for more than one account.
fn is_of_several(body: &[u8]) -> bool {
    body.iter().filter(|byte| **byte == b',').count() > 0
}
