//! Models for tests: small ones in the form of botocore's, and botocore's own where a variable names them.

use std::path::PathBuf;

/// The data folder of botocore, if `BATCHSPEC_BOTOCORE_DATA` names it.
pub(crate) fn botocore() -> Option<PathBuf> {
    std::env::var_os("BATCHSPEC_BOTOCORE_DATA").map(PathBuf::from)
}

/// A data folder with small models of two services.
pub(crate) fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (service, version, text) in [
        ("parcels", "2026-01-01", include_str!("../data/parcels.json")),
        ("queues", "2025-05-05", include_str!("../data/queues.json")),
        ("ledger", "2024-04-04", include_str!("../data/ledger.json")),
    ] {
        let below = folder.path().join(service).join(version);
        std::fs::create_dir_all(&below).expect("a folder");
        std::fs::write(below.join("service-2.json"), text).expect("a file");
    }
    folder
}
