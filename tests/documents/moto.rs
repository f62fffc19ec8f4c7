//! moto, an emulator of AWS in Python, where it is installed.

#[cfg(unix)]
use std::os::unix::fs::symlink;
#[cfg(windows)]
use std::os::windows::fs::symlink_dir as symlink;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running server; it ends when this is dropped.
pub(super) struct Moto {
    url: String,
    process: Child,
}

impl Moto {
    /// Starts moto and puts into `folder` what the guide has there. `None` where no virtual environment is named by
    /// `BATCHSPEC_MOTO`.
    pub(super) fn start(folder: &Path) -> Option<Self> {
        let environment = PathBuf::from(std::env::var_os("BATCHSPEC_MOTO").filter(|path| !path.is_empty())?);
        let data = std::env::var_os("BATCHSPEC_BOTOCORE_DATA").filter(|path| !path.is_empty())?;
        let link = |to: &Path, name: &str| symlink(to, folder.join(name)).expect("a link");
        link(&environment, "moto");
        link(Path::new(&data), "models");
        std::fs::copy(crate::at_root("examples/moto/world.py"), folder.join("world.py")).expect("the script");
        // Port 0 is a free one, which the server tells as it begins to listen.
        let mut process = Command::new(environment.join("bin/moto_server"))
            .args(["-p", "0"])
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("moto starts");
        let mut lines = BufReader::new(process.stderr.take().expect("its output")).lines();
        let url = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, rest) = line.split_once("Running on http://127.0.0.1:")?;
            Some(format!("http://127.0.0.1:{}", rest.trim()))
        });
        // What is not read would block the server in the end.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { url: url.expect("the address of moto"), process })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _gone = self.process.wait();
    }
}
