//! The way to one target: to which addresses, through which proxy, with whom TLS is spoken.

use std::io;
use std::net::SocketAddr;

use crate::message::WireFault;

use super::super::socket::{Socket, Stream};
use super::super::target_error::TargetError;
use super::authority::Authority;
use super::proxy::Proxy;
use super::settings::Network;
use super::tls::{self, Tls};
use super::tunnel;
use super::url::{BaseUrl, Host};

/// A way that was looked up once, so that every lane goes to the same place.
#[derive(Debug)]
pub(in crate::send) struct Route {
    target: BaseUrl,
    proxy: Option<Proxy>,
    /// The addresses of the target, or of the proxy before it; never empty.
    addresses: Vec<SocketAddr>,
    /// What is trusted, where TLS is spoken with anybody.
    tls: Option<Tls>,
}

impl Route {
    /// Looks up the way to `target`.
    ///
    /// # Errors
    /// When the host name has no address, or TLS cannot be set up.
    pub(in crate::send) async fn find(
        target: &BaseUrl,
        proxy: Option<&Proxy>,
        network: &Network,
    ) -> Result<Self, TargetError> {
        let next = proxy.map_or(target, |proxy| &proxy.url);
        let tls = if target.https || next.https { Some(Self::tls(target, network)?) } else { None };
        for url in [target, next] {
            if url.https {
                tls::check_name(url)?;
            }
        }
        let addresses = match network.pin(target) {
            Some(pin) => pin.addresses.iter().map(|address| SocketAddr::new(*address, pin.port)).collect(),
            None => look_up(next).await?,
        };
        Ok(Self { target: target.clone(), proxy: proxy.cloned(), addresses, tls })
    }

    /// How TLS is spoken on the way to `target`: without a look at certificates, or with trust in those that are named.
    fn tls(target: &BaseUrl, network: &Network) -> Result<Tls, TargetError> {
        if network.insecure && target.https {
            return Tls::unverified();
        }
        Tls::trusting(network.authorities.iter().map(Authority::pem))
    }

    /// Where connections are made to.
    pub(in crate::send) fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Makes a connection to the target, or to the proxy before it.
    pub(in crate::send) async fn connect(&self) -> Result<Socket, WireFault> {
        Socket::connect(&self.addresses).await.map_err(|error| self.unconnected(&error.to_string()))
    }

    /// What it means that no connection could be made, for the reason `why`.
    pub(in crate::send) fn unconnected(&self, why: &str) -> WireFault {
        match &self.proxy {
            None => WireFault::Refused,
            Some(proxy) => {
                let advice = "start it, unset its variable, or name the host in NO_PROXY";
                WireFault::NoWay { detail: format!("{proxy} made no connection ({why}): {advice}") }
            }
        }
    }

    /// Does on a new connection what is to be done before the first request: a tunnel, handshakes.
    pub(in crate::send) async fn enter(&self, socket: Socket) -> Result<Box<dyn Stream>, WireFault> {
        let Some(proxy) = &self.proxy else { return self.secured(&self.target, socket).await };
        let mut stream = self.secured(&proxy.url, socket).await?;
        if !self.target.https {
            return Ok(stream);
        }
        tunnel::ask(&mut stream, proxy, &self.target).await?;
        self.secured(&self.target, stream).await
    }

    /// TLS over `stream` where `url` asks for it.
    async fn secured<S: Stream + 'static>(
        &self,
        url: &BaseUrl,
        stream: S,
    ) -> Result<Box<dyn Stream>, WireFault> {
        match &self.tls {
            Some(tls) if url.https => Ok(Box::new(tls.handshake(url, stream).await?)),
            _ => Ok(Box::new(stream)),
        }
    }
}

async fn look_up(BaseUrl { host, port, .. }: &BaseUrl) -> Result<Vec<SocketAddr>, TargetError> {
    let name = match host {
        Host::Address(address) => return Ok(vec![SocketAddr::new(*address, *port)]),
        Host::Name(name) => name.as_str(),
    };
    let unresolved = |source| TargetError::Unresolved { host: name.to_owned(), source };
    let found: Vec<_> = tokio::net::lookup_host((name, *port)).await.map_err(unresolved)?.collect();
    if found.is_empty() {
        return Err(unresolved(io::Error::new(io::ErrorKind::NotFound, "no address")));
    }
    Ok(found)
}
