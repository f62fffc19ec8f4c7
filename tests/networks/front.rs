//! What stands before a server: TLS, with the bytes in it as they are.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// A listener on this machine that speaks TLS and passes on what is in it; it ends when this is dropped.
pub(crate) struct Front {
    pub(crate) address: SocketAddr,
    _runtime: Runtime,
}

impl Front {
    /// A front before the server at `behind`.
    pub(crate) fn before(behind: SocketAddr, config: Arc<ServerConfig>) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let acceptor = TlsAcceptor::from(config);
        runtime.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, acceptor.clone(), behind));
            }
        });
        Self { address, _runtime: runtime }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }
}

async fn pass(client: TcpStream, acceptor: TlsAcceptor, behind: SocketAddr) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut client = acceptor.accept(client).await?;
    let mut server = TcpStream::connect(behind).await?;
    server.set_nodelay(true)?;
    copy_bidirectional(&mut client, &mut server).await.map(drop)
}
