//! What is asked for about connections, where that is not as usual: certificates, addresses, proxies.

use super::super::target_error::TargetError;
use super::authority::Authority;
use super::pin::Pin;
use super::proxy::{Proxies, Proxy};
use super::url::BaseUrl;

/// What is asked for about connections, the same for all targets. The default is what needs no word.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Files of certificates that are trusted beside those of the system.
    pub authorities: Vec<Authority>,
    /// Whether any certificate will do. Whoever is in between can then read and change what is sent.
    pub insecure: bool,
    /// Addresses of hosts, in the place of a look-up.
    pub pins: Vec<Pin>,
    /// The proxies to go through.
    pub proxies: Proxies,
}

impl Network {
    /// Whether this build can do all that is asked for.
    pub(in crate::send) fn check_build(&self) -> Result<(), TargetError> {
        let needs_tls = [
            (!self.authorities.is_empty(), "a file of certificates"),
            (self.insecure, "a certificate that is not checked"),
        ];
        match needs_tls.into_iter().find(|(is_asked, _)| *is_asked && !cfg!(feature = "tls")) {
            Some((_, what)) => Err(TargetError::NotBuilt { what }),
            None => Ok(()),
        }
    }

    /// The addresses that are given for the host of `url`.
    pub(in crate::send) fn pin(&self, url: &BaseUrl) -> Option<&Pin> {
        self.pins.iter().find(|pin| pin.is_for(url))
    }

    /// What a curl command needs to go the same way to `url`, without any secret.
    pub(in crate::send) fn curl_options(&self, url: &BaseUrl, proxy: Option<&Proxy>) -> String {
        let mut options = Vec::new();
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
        if url.https {
            let files: Vec<String> =
                self.authorities.iter().map(|file| quoted(&file.path().display().to_string())).collect();
            match files.as_slice() {
                [] => {}
                [file] => options.push(format!("--cacert {file}")),
                // curl reads one file.
                files => options.push(format!("--cacert <(cat {})", files.join(" "))),
            }
            if self.insecure {
                options.push("-k".to_owned());
            }
        }
        options.extend(self.pin(url).map(|pin| format!("--resolve {}", quoted(&pin.to_string()))));
        match proxy {
            Some(proxy) => options.push(format!("--proxy {}", quoted(&proxy.url.to_text()))),
            // curl would go to this machine through it as well.
            None if self.proxies.is_any() => options.push("--noproxy '*'".to_owned()),
            None => {}
        }
        options.join(" ")
    }
}
