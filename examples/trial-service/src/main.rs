//! The service on port 8080 of this machine, or on another one: `trial-service 127.0.0.1:9000`.

use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    axum::serve(TcpListener::bind(address).await?, trial_service::service()).await
}
