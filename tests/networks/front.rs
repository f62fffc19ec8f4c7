//! What stands before the reference server: TLS, HTTP/2.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// A listener on this machine that passes on what it is sent; it ends when this is dropped.
pub(crate) struct Front {
    pub(crate) address: SocketAddr,
    /// Requests in HTTP/2.
    seen: Arc<AtomicUsize>,
    _runtime: Runtime,
}

/// How a front takes what it is sent.
#[derive(Clone)]
pub(crate) enum Manner {
    /// TLS, with HTTP/1.1 in it as it is.
    Tls(Arc<ServerConfig>),
    /// TLS, with HTTP/2 in it.
    TlsHttp2(Arc<ServerConfig>),
    /// HTTP/2 from the first byte on.
    Http2,
}

impl Front {
    /// A front before the server at `behind`.
    pub(crate) fn before(behind: SocketAddr, manner: Manner) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&seen);
        runtime.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (manner, seen) = (manner.clone(), Arc::clone(&counted));
                tokio::spawn(async move { take(client, behind, manner, seen).await });
            }
        });
        Self { address, seen, _runtime: runtime }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn seen_in_http2(&self) -> usize {
        self.seen.load(Ordering::Relaxed)
    }
}

async fn take(
    client: TcpStream,
    behind: SocketAddr,
    manner: Manner,
    seen: Arc<AtomicUsize>,
) -> io::Result<()> {
    client.set_nodelay(true)?;
    match manner {
        Manner::Tls(config) => {
            let mut client = TlsAcceptor::from(config).accept(client).await?;
            let mut server = TcpStream::connect(behind).await?;
            server.set_nodelay(true)?;
            copy_bidirectional(&mut client, &mut server).await.map(drop)
        }
        Manner::TlsHttp2(config) => {
            http2(TlsAcceptor::from(config).accept(client).await?, behind, seen).await;
            Ok(())
        }
        Manner::Http2 => {
            http2(client, behind, seen).await;
            Ok(())
        }
    }
}

async fn http2(
    client: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    behind: SocketAddr,
    seen: Arc<AtomicUsize>,
) {
    let service = service_fn(move |request| {
        seen.fetch_add(1, Ordering::Relaxed);
        pass_on(request, behind)
    });
    let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
    // A client that leaves is no trouble of the test.
    let _left = server.serve_connection(TokioIo::new(client), service).await;
}

/// Asks the server behind in HTTP/1.1.
async fn pass_on(request: Request<Incoming>, behind: SocketAddr) -> Result<Response<Full<Bytes>>, io::Error> {
    let (mut head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    head.version = Version::HTTP_11;
    head.uri =
        head.uri.path_and_query().map_or("/", |path| path.as_str()).parse().map_err(io::Error::other)?;
    head.headers.entry("host").or_insert_with(|| "localhost".parse().expect("a host"));
    let stream = TcpStream::connect(behind).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    tokio::spawn(connection);
    let answer = sender.send_request(Request::from_parts(head, Full::new(body))).await;
    let (head, body) = answer.map_err(io::Error::other)?.into_parts();
    let mut answer = Response::new(Full::new(body.collect().await.map_err(io::Error::other)?.to_bytes()));
    *answer.status_mut() = head.status;
    let own = ["connection", "transfer-encoding", "keep-alive"];
    answer.headers_mut().extend(head.headers.into_iter().filter_map(|(name, value)| {
        name.filter(|name| !own.contains(&name.as_str())).map(|name| (name, value))
    }));
    Ok(answer)
}
