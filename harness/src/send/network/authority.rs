//! Certificates of authorities, in files, that are trusted beside those of the system.

use std::fmt;
use std::path::{Path, PathBuf};

use super::super::target_error::TargetError;
use super::tls;

/// A file of certificates in PEM form, found fit to trust.
#[derive(Clone)]
pub struct Authority {
    path: PathBuf,
    pem: Vec<u8>,
}

impl Authority {
    /// Reads `path`, one certificate or several.
    ///
    /// # Errors
    /// When the file cannot be read or holds no certificate that can be trusted, or this build has no TLS.
    pub fn read(path: &Path) -> Result<Self, TargetError> {
        let bad = |what: String| TargetError::BadAuthority { path: path.display().to_string(), what };
        if !cfg!(feature = "tls") {
            return Err(TargetError::NotBuilt { what: "a file of certificates" });
        }
        let pem = std::fs::read(path).map_err(|error| bad(error.to_string()))?;
        tls::check_authority(&pem).map_err(bad)?;
        Ok(Self { path: path.to_owned(), pem })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the file holds.
    pub(super) fn pem(&self) -> &[u8] {
        &self.pem
    }
}

impl fmt::Debug for Authority {
    /// A file says more than its bytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Authority").field(&self.path).finish()
    }
}
