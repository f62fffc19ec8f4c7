//! The yardstick: `wrk`, a load generator that does nothing but send and count.

use std::io::{ErrorKind, Write as _};
use std::process::Command;

use anyhow::Context as _;

/// Requests a second over some seconds; `None` where `wrk` is not installed.
pub(super) fn requests_per_second(
    url: &str,
    bodies: &[Vec<u8>],
    in_flight: usize,
) -> anyhow::Result<Option<f64>> {
    let mut script = tempfile::Builder::new().suffix(".lua").tempfile()?;
    script.write_all(lua(bodies).as_bytes())?;
    let mut command = Command::new("wrk");
    command.args(["-t1", "-d4s", &format!("-c{in_flight}"), "-s"]).arg(script.path());
    let output = match command.arg(format!("{url}/freetrialinfo/batchget")).output() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        output => output.context("failed to run wrk")?,
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let rate = said.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:"));
    let rate = rate.with_context(|| format!("wrk said no rate: {said}"))?;
    Ok(Some(rate.trim().parse().context("the rate of wrk is no number")?))
}

/// A script that makes each request once and sends them in turn.
fn lua(bodies: &[Vec<u8>]) -> String {
    let mut script = String::from("local requests = {}\nlocal turn = 0\ninit = function(arguments)\n");
    for body in bodies {
        script.push_str(&format!(
            "requests[#requests + 1] = wrk.format('POST', nil, {{['Content-Type'] = 'application/json'}}, [==[{}]==])\n",
            String::from_utf8_lossy(body)
        ));
    }
    script.push_str("end\nrequest = function()\nturn = turn % #requests + 1\nreturn requests[turn]\nend\n");
    script
}
