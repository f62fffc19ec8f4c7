//! Proxies of the environment: which requests go through them, and what is said of one that is not there.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use batchspec_fixtures::ServeOptions;

use crate::certificates::Authority;
use crate::front::Front;
use crate::reference::Reference;
use crate::shell::{Shell, refused};
use crate::trust::{run, words};

/// A proxy that knows one server, whatever host it is asked for.
pub(crate) struct Proxy {
    address: SocketAddr,
    /// The first lines of what it was asked.
    asked: Arc<Mutex<Vec<String>>>,
}

/// The words after which the status of a refusal is told.
const REFUSED: &str = "of HTTPS_PROXY made no connection (it answered";

impl Proxy {
    pub(crate) fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&asked);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(&client, server, &shared));
            }
        });
        Self { address, asked }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A tunnel, or one request and what follows it.
fn serve(client: &TcpStream, server: SocketAddr, asked: &Mutex<Vec<String>>) -> io::Result<()> {
    client.set_nodelay(true)?;
    let server = TcpStream::connect(server)?;
    server.set_nodelay(true)?;
    let mut requests = BufReader::new(client);
    let mut first = String::new();
    requests.read_line(&mut first)?;
    // Whether anybody listens is looked at before a run begins.
    if first.is_empty() {
        return Ok(());
    }
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(first.trim().to_owned());
    if first.starts_with("CONNECT ") {
        let mut line = String::new();
        while requests.read_line(&mut line)? > 2 {
            line.clear();
        }
        (&mut &*client).write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    } else {
        // The server behind knows no absolute URLs; a connection that is asked for once more is closed instead.
        let (method, rest) = first.split_once(" http://").unwrap_or_default();
        let path = rest.find('/').map_or("/ HTTP/1.1\r\n", |slash| &rest[slash..]);
        (&server).write_all(format!("{method} {path}connection: close\r\n").as_bytes())?;
    }
    let (mut answers, mut back) = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut answers, &mut back);
        let _ = back.shutdown(Shutdown::Both);
    });
    let mut bytes = [0; 4096];
    loop {
        let read = requests.read(&mut bytes)?;
        if read == 0 {
            return server.shutdown(Shutdown::Write);
        }
        (&server).write_all(&bytes[..read])?;
    }
}

fn reference() -> (Reference, SocketAddr) {
    let reference = Reference::start(ServeOptions::default());
    let address = reference.url().trim_start_matches("http://").parse().expect("an address");
    (reference, address)
}

/// Where nobody listens.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

const FAST: [&str; 2] = ["--rate", "2000"];

#[test]
fn an_https_target_is_reached_through_a_tunnel() {
    let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
    let (_reference, behind) = reference();
    let front = Front::before(behind, authority.server("api.example", &[]));
    let proxy = Proxy::to(front.address);
    shell.write("ca.pem", &authority.pem());
    let options = [&["--target", "https://api.example", "--ca-file", "ca.pem"][..], &FAST].concat();
    let url = proxy.url().replace("http://", "http://me:hunter2@");
    let said = run(&shell, &options, &[("HTTPS_PROXY", &url)]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let told =
        format!("to https://api.example through the proxy {} of HTTPS_PROXY: at most 300", proxy.url());
    assert!(said.err.contains(&told) && !said.err.contains("hunter2"), "{said:?}");
    let asked = proxy.asked();
    assert!(
        !asked.is_empty() && asked.iter().all(|line| line == "CONNECT api.example:443 HTTP/1.1"),
        "{asked:?}"
    );
}

#[test]
fn an_http_target_is_asked_for_by_its_whole_url() {
    let (_reference, behind) = reference();
    let proxy = Proxy::to(behind);
    let options = [&["--target", "http://api.example:8080"][..], &FAST].concat();
    let said = run(&Shell::new(), &options, &[("http_proxy", &proxy.url())]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let asked = proxy.asked();
    let one = "POST http://api.example:8080/freetrialinfo/batchget HTTP/1.1";
    assert!(asked.iter().any(|line| line == one), "{asked:?}");
}

#[test]
fn what_is_on_this_machine_and_what_no_proxy_names_is_gone_to_directly() {
    let (_reference, behind) = reference();
    let proxy = Proxy::to(behind);
    let url = format!("http://{behind}");
    let said = run(&Shell::new(), &["--target", &url], &[("ALL_PROXY", &proxy.url())]);
    assert_eq!((said.code, proxy.asked().len()), (Some(0), 0), "{said:?}");
    // The address of no interface leads to this machine, and does not say so.
    let url = url.replace("127.0.0.1", "0.0.0.0");
    let options = [&["--target", &url][..], &FAST].concat();
    let said =
        run(&Shell::new(), &options, &[("ALL_PROXY", &proxy.url()), ("NO_PROXY", "a.example,0.0.0.0")]);
    assert_eq!((said.code, proxy.asked().len()), (Some(0), 0), "{said:?}");
    let said = run(&Shell::new(), &options, &[("ALL_PROXY", &proxy.url()), ("NO_PROXY", "a.example")]);
    assert_eq!((said.code, proxy.asked().is_empty()), (Some(0), false), "{said:?}");
}

#[test]
fn a_proxy_that_is_down_is_told_of_once() {
    for (url, variable) in [("https://api.example", "HTTPS_PROXY"), ("http://api.example", "HTTP_PROXY")] {
        let proxy = nobody();
        let said = run(&Shell::new(), &[&["--target", url][..], &FAST].concat(), &[(variable, &proxy)]);
        assert_eq!(said.code, Some(3), "{said:?}");
        let told = words(&said.out);
        let sentence =
            format!("{url} was never reached: the proxy {proxy} of {variable} made no connection (");
        assert!(told.contains(&sentence), "{said:?}");
        let advice = "): start it, unset its variable, or name the host in NO_PROXY. Exit code 3.";
        assert!(told.ends_with(advice), "{said:?}");
    }
}

/// A proxy that gives everybody this answer, and what it was asked last.
fn refusing(answer: &'static str) -> (String, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let asked = Arc::new(Mutex::new(String::new()));
    let shared = Arc::clone(&asked);
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let mut requests = BufReader::new(&client);
            let mut head = String::new();
            while requests.read_line(&mut head).is_ok_and(|count| count > 2) {}
            // Whether anybody listens is looked at before a run begins.
            if !head.is_empty() {
                let _ = (&client).write_all(answer.as_bytes());
                *shared.lock().unwrap_or_else(PoisonError::into_inner) = head;
            }
        }
    });
    (url, asked)
}

#[test]
fn a_proxy_that_refuses_the_tunnel_is_told_of_with_its_status() {
    for (answer, told) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n",
            "407 Proxy Authentication Required): name user and password in its variable",
        ),
        (
            "HTTP/1.1 403 Host is \x1b[31mblocked\r\ncontent-length: 2\r\n\r\nno",
            "403 Host is \\x1b[31mblocked): unset its variable, or name the host in NO_PROXY",
        ),
        ("HTTP/1.0 502\r\n\r\n", "502): unset its variable"),
    ] {
        let (proxy, _) = refusing(answer);
        let options = [&["--target", "https://api.example"][..], &FAST].concat();
        let said = run(&Shell::new(), &options, &[("HTTPS_PROXY", &proxy)]);
        assert_eq!(said.code, Some(3), "{said:?}");
        assert!(words(&said.out).contains(&format!("{REFUSED} {told}")), "{said:?}");
        assert_eq!(said.out.matches(&proxy).count(), 1, "{said:?}");
    }
}

#[test]
fn what_is_no_proxy_but_listens_is_told_of() {
    for (answer, told) in
        [("", "it closed the connection"), ("SSH-2.0-OpenSSH_9.6\r\n", "it is no proxy: it begins with")]
    {
        let (proxy, _) = refusing(answer);
        let options = [&["--target", "https://api.example"][..], &FAST].concat();
        let said = run(&Shell::new(), &options, &[("HTTPS_PROXY", &proxy)]);
        assert_eq!(said.code, Some(3), "{said:?}");
        assert!(words(&said.out).contains(told), "{said:?}");
    }
}

#[test]
fn user_and_password_are_shown_to_the_proxy_and_to_nobody_else() {
    // The percent-encoding of a URL is undone: `p@ss`.
    let basic = "proxy-authorization: Basic bWU6cEBzcw==";
    for (target, variable) in [("https://api.example", "HTTPS_PROXY"), ("http://api.example", "HTTP_PROXY")] {
        let (proxy, asked) = refusing("HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n");
        let options = [&["--target", target][..], &FAST].concat();
        let url = proxy.replace("http://", "http://me:p%40ss@");
        let said = run(&Shell::new(), &options, &[(variable, &url)]);
        let head = asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        assert!(head.lines().any(|line| line == basic), "{head}");
        for secret in ["p%40ss", "p@ss", "bWU6cEBzcw"] {
            assert!(!said.out.contains(secret) && !said.err.contains(secret), "{said:?}");
        }
    }
}

#[test]
fn a_proxy_that_speaks_tls_itself_opens_tunnels_too() {
    let (shell, authority) = (Shell::new(), Authority::new("the authority of this test"));
    let (_reference, behind) = reference();
    let front = Front::before(behind, authority.server("api.example", &["http/1.1"]));
    let proxy = Proxy::to(front.address);
    let secured = Front::before(proxy.address, authority.server("localhost", &[]));
    shell.write("ca.pem", &authority.pem());
    let options = [&["--target", "https://api.example", "--ca-file", "ca.pem"][..], &FAST].concat();
    let url = format!("https://localhost:{}", secured.port());
    let said = run(&shell, &options, &[("HTTPS_PROXY", &url)]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(!proxy.asked().is_empty());
}

#[test]
fn what_is_no_proxy_is_a_wrong_command() {
    let said =
        run(&Shell::new(), &["--target", "http://127.0.0.1:9"], &[("ALL_PROXY", "socks5://me:hunter2@p")]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert_eq!(said.err, "error: bad proxy in ALL_PROXY: only http and https proxies can be used\n");
    let shell = Shell::new();
    shell.write("batchspec.toml", "resolve = [\"api.example:80\"]\nhttp3 = true\n");
    let complaint = refused(&shell, &["run"]);
    assert!(complaint.contains("line 1") && complaint.contains("unknown key \"http3\""), "{complaint}");
}
