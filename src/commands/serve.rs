//! `batchspec serve`: the reference servers, in a dialect or with a fault.

use std::io::ErrorKind;
use std::net::SocketAddr;

use anyhow::{Context as _, anyhow, bail};
use batchspec_fixtures::{Dialect, Fault, ServeOptions};
use batchspec_harness::contract::nearest;

use crate::args::ServeArgs;
use crate::interrupt::Interrupts;
use crate::output::screen;
use crate::workshop::{fault, faults, mutants};

/// Serves until it is interrupted.
pub(crate) async fn serve(args: &ServeArgs) -> anyhow::Result<u8> {
    let mut interrupts = Interrupts::listen()?;
    let options = ServeOptions {
        addr: SocketAddr::new(args.host, args.port),
        dialect: Dialect::parse(&args.dialect).map_err(|what| anyhow!("--dialect: {what}"))?,
        fault: args.fault.as_deref().map(find_fault).transpose()?,
    };
    let server = match batchspec_fixtures::serve(options).await {
        Ok(server) => server,
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("port {} is in use: choose another with --port, or --port 0 for a free one", args.port);
        }
        Err(error) => {
            return Err(error)
                .with_context(|| format!("failed to listen on {} port {}", args.host, args.port));
        }
    };
    screen::show(&format!("{}\n", server.url()))?;
    tokio::select! {
        () = server.wait() => bail!("the server's socket failed"),
        () = interrupts.next() => Ok(0),
    }
}

/// The fault of this id.
fn find_fault(id: &str) -> anyhow::Result<&'static Fault> {
    if faults().is_empty() {
        bail!("this program was built without the feature `workshop`, and knows no fault");
    }
    fault(id).with_context(|| {
        let nearest = nearest(id, faults().iter().chain(mutants()).map(|fault| fault.id));
        format!("unknown fault {id:?}; did you mean {nearest:?}? (`batchspec list faults` and `batchspec list mutants` show all)")
    })
}
