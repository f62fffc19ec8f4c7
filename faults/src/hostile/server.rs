//! Accepts connections for a hostile server, and passes on those that it spares.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::Hostile;
use batchspec_fixtures::Dialect;
use batchspec_fixtures::{ServeOptions, Server, serve};

/// A running hostile server; dropping it ends it and its connections.
#[derive(Debug)]
pub struct HostileServer {
    addr: SocketAddr,
    task: JoinHandle<()>,
    _reference: Server,
}

impl HostileServer {
    /// The address as a URL without a path.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }
}

impl Drop for HostileServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Starts a hostile server on a free loopback port and the current tokio runtime.
///
/// # Errors
///
/// If no port is free.
pub async fn serve_hostile(hostile: Hostile) -> std::io::Result<HostileServer> {
    // Each of its connections has one request, so that requests count as connections.
    let dialect = Dialect::parse("connections-closed").unwrap_or_default();
    let reference = serve(ServeOptions { dialect, ..ServeOptions::default() }).await?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let addr = listener.local_addr()?;
    let task = tokio::spawn(accept(listener, hostile, reference.addr()));
    Ok(HostileServer { addr, task, _reference: reference })
}

async fn accept(listener: TcpListener, hostile: Hostile, reference: SocketAddr) {
    let mut connections = JoinSet::new();
    let mut number = 0;
    while number + 1 < hostile.ends_at {
        tokio::select! {
            _ended = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { break };
                number += 1;
                let spared = (hostile.spares)(number);
                connections.spawn(async move {
                    // Broken connections are what such a server is about.
                    let _broken = if spared { pass(stream, reference).await } else { hostile.misbehaviour.act(stream).await };
                });
            }
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn pass(mut stream: TcpStream, reference: SocketAddr) -> std::io::Result<()> {
    let mut behind = TcpStream::connect(reference).await?;
    tokio::io::copy_bidirectional(&mut stream, &mut behind).await.map(drop)
}
