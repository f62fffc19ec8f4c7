//! A gate before the reference server: it lets through what is signed rightly, and counts.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::sigv4::Received;

/// What passed, and why the rest did not.
#[derive(Debug, Default, Clone)]
pub(crate) struct Seen {
    pub(crate) passed: usize,
    pub(crate) refused: Vec<String>,
    /// The last request of all.
    pub(crate) last: Option<Received>,
}

/// Whether a request is let through; the text says why not, as the type of an error.
pub(crate) type Rule = Arc<dyn Fn(&Received) -> Result<(), String> + Send + Sync>;

/// The whole answer to a request that is not let through, for the error that the rule named.
pub(crate) type Spelling = Arc<dyn Fn(&str) -> String + Send + Sync>;

/// The gate, open until the test ends.
pub(crate) struct Gate {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

impl Gate {
    /// A gate to the server at `behind`.
    pub(crate) fn before(behind: SocketAddr, rule: Rule) -> Self {
        let in_a_header = |error: &str| {
            format!(
                "HTTP/1.1 403 Forbidden\r\nx-amzn-errortype: {error}\r\ncontent-type: application/json\r\n\
                 content-length: 2\r\n\r\n{{}}"
            )
        };
        Self::spelling(behind, rule, Arc::new(in_a_header))
    }

    /// The same with answers of its own to what it does not let through.
    pub(crate) fn spelling(behind: SocketAddr, rule: Rule, spelling: Spelling) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (shared, rule, spelling) =
                    (Arc::clone(&shared), Arc::clone(&rule), Arc::clone(&spelling));
                thread::spawn(move || pass(&client, behind, (&rule, &spelling), &shared));
            }
        });
        Self { address, seen }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Answers of the server go back as they come; requests go on when they may.
fn pass(
    client: &TcpStream,
    behind: SocketAddr,
    (rule, spelling): (&Rule, &Spelling),
    seen: &Mutex<Seen>,
) -> io::Result<()> {
    let server = TcpStream::connect(behind)?;
    server.set_nodelay(true)?;
    client.set_nodelay(true)?;
    let (mut answers, mut back) = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut answers, &mut back);
        let _ = back.shutdown(Shutdown::Both);
    });
    let mut requests = BufReader::new(client);
    while let Some((raw, request)) = read(&mut requests)? {
        let verdict = rule(&request);
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        match &verdict {
            Ok(()) => seen.passed += 1,
            Err(why) => seen.refused.push(format!("{} {}: {why}", request.method, request.path)),
        }
        seen.last = Some(request);
        drop(seen);
        match verdict {
            Ok(()) => (&server).write_all(&raw)?,
            Err(error) => (&*client).write_all(spelling(&error).as_bytes())?,
        }
    }
    server.shutdown(Shutdown::Both)
}

/// One request, as bytes and taken apart; `None` at the end.
fn read(from: &mut BufReader<&TcpStream>) -> io::Result<Option<(Vec<u8>, Received)>> {
    let mut raw = Vec::new();
    let mut request = Received::default();
    let first = line(from, &mut raw)?;
    let mut words = first.split(' ');
    request.method = words.next().unwrap_or_default().to_owned();
    request.path = words.next().unwrap_or_default().to_owned();
    if first.is_empty() {
        return Ok(None);
    }
    loop {
        let next = line(from, &mut raw)?;
        let Some((name, value)) = next.split_once(':') else { break };
        request.headers.push((name.to_owned(), value.trim().to_owned()));
    }
    if request.header("expect").is_some() {
        let mut client: &TcpStream = from.get_ref();
        client.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    if request.header("transfer-encoding").is_some() {
        loop {
            let size = line(from, &mut raw)?;
            let size = size.split(';').next().unwrap_or_default();
            let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
            if size == 0 {
                // Fields of a trailer, up to an empty line.
                while !line(from, &mut raw)?.is_empty() {}
                break;
            }
            let chunk = exactly(from, size, &mut raw)?;
            line(from, &mut raw)?;
            request.body.extend(chunk);
        }
    } else {
        let length = request.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        request.body = exactly(from, length, &mut raw)?;
    }
    Ok(Some((raw, request)))
}

fn line(from: &mut BufReader<&TcpStream>, raw: &mut Vec<u8>) -> io::Result<String> {
    let start = raw.len();
    from.read_until(b'\n', raw)?;
    Ok(String::from_utf8_lossy(&raw[start..]).trim_end_matches(['\r', '\n']).to_owned())
}

fn exactly(from: &mut BufReader<&TcpStream>, length: usize, raw: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    raw.extend_from_slice(&bytes);
    Ok(bytes)
}
