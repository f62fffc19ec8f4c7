//! A service of two kinds of things, with a model of its own and a server in memory that tells what it was asked.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde_json::{Value, json};

use crate::shell::Shell;

/// Tools on shelves: what a batch gets, what lists, makes and deletes them.
fn model() -> Value {
    let operation = |name: &str, output: bool| {
        let mut operation = json!({ "name": name, "http": { "method": "POST", "requestUri": "/" },
            "input": { "shape": format!("{name}Input") }, "errors": [{ "shape": "NoSuchDrawerException" }] });
        if output {
            operation["output"] = json!({ "shape": format!("{name}Output") });
        }
        operation
    };
    let names = ["BatchGetTools", "ListDrawers", "ListTools", "CreateTool"];
    let mut operations: BTreeMap<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), operation(name, true))).collect();
    operations.insert("DeleteTool".to_owned(), operation("DeleteTool", false));
    let structure = |members: Value, required: &[&str]| json!({ "type": "structure", "members": members, "required": required });
    let list = |of: &str| json!({ "type": "list", "member": { "shape": of } });
    let (shelf, tool) = (json!({ "shape": "DrawerName" }), json!({ "shape": "ToolName" }));
    let named = json!({ "drawerName": shelf, "toolName": tool });
    json!({
        "version": "2.0",
        "metadata": { "apiVersion": "2026-01-01", "endpointPrefix": "shelf", "jsonVersion": "1.1", "protocol": "json",
            "protocols": ["json"], "serviceFullName": "Shelf", "serviceId": "Shelf", "signatureVersion": "v4",
            "targetPrefix": "Shelf", "uid": "shelf-2026-01-01" },
        "operations": operations,
        "shapes": {
            "DrawerName": { "type": "string", "min": 1, "max": 40, "pattern": "^[a-z-]+$" },
            "ToolName": { "type": "string", "min": 1, "max": 40, "pattern": "^[a-z0-9-]+$" },
            "ToolNames": { "type": "list", "member": { "shape": "ToolName" }, "min": 1, "max": 10 },
            "BatchGetToolsInput": structure(json!({ "drawerName": shelf, "toolNames": { "shape": "ToolNames" } }), &["drawerName", "toolNames"]),
            "BatchGetToolsOutput": structure(json!({ "tools": { "shape": "Tools" }, "toolsNotFound": { "shape": "NamesNotFound" } }), &["tools", "toolsNotFound"]),
            "Tool": structure(json!({ "toolName": tool }), &["toolName"]),
            "Tools": list("Tool"),
            "NamesNotFound": list("ToolName"),
            "Drawer": structure(json!({ "drawerName": shelf }), &["drawerName"]),
            "Drawers": list("Drawer"),
            "ListDrawersInput": structure(json!({ "nextToken": tool }), &[]),
            "ListDrawersOutput": structure(json!({ "drawers": { "shape": "Drawers" } }), &[]),
            "ListToolsInput": structure(json!({ "drawerName": shelf }), &["drawerName"]),
            "ListToolsOutput": structure(json!({ "tools": { "shape": "Tools" } }), &[]),
            "CreateToolInput": structure(named.clone(), &["drawerName", "toolName"]),
            "CreateToolOutput": structure(json!({ "toolName": tool }), &[]),
            "DeleteToolInput": structure(named, &["drawerName", "toolName"]),
            "NoSuchDrawerException": { "type": "structure", "members": { "message": { "shape": "ToolName" } }, "exception": true },
        },
    })
}

/// Writes the model where a data folder has it.
pub(crate) fn write_model(shell: &Shell) {
    let folder = shell.folder().join("data/shelf/2026-01-01");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("service-2.json"), model().to_string()).expect("a file");
}

/// The server, until the test ends.
pub(crate) struct ShelfServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

/// What it holds and what it was asked.
#[derive(Debug, Default, Clone)]
pub(crate) struct State {
    /// Tools on its only shelf.
    pub(crate) tools: BTreeSet<String>,
    /// Tools that it lists and does not have.
    pub(crate) ghosts: BTreeSet<String>,
    /// How often each operation was asked for.
    pub(crate) asked: BTreeMap<String, usize>,
    /// Whether it knows no batch.
    pub(crate) knows_no_batch: bool,
    /// Names that were made.
    pub(crate) made: Vec<String>,
}

impl ShelfServer {
    pub(crate) fn start(tools: &[&str], ghosts: &[&str]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Self::of(State { tools: owned(tools), ghosts: owned(ghosts), ..State::default() })
    }

    pub(crate) fn of(state: State) -> Self {
        let state = Arc::new(Mutex::new(state));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                thread::spawn(move || serve(&client, &state));
            }
        });
        Self { address, state }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(client: &TcpStream, state: &Mutex<State>) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut reader = BufReader::new(client);
    while let Some((operation, body)) = read(&mut reader)? {
        let (status, answer) = {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            *state.asked.entry(operation.clone()).or_default() += 1;
            answer(&mut state, &operation, &body)
        };
        let answer = answer.to_string();
        let mut client = client;
        write!(
            client,
            "HTTP/1.1 {status} So\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\n\r\n{answer}",
            answer.len()
        )?;
    }
    Ok(())
}

/// The operation and the body of a request; `None` where none came, or one that this server does not read.
fn read(reader: &mut BufReader<&TcpStream>) -> io::Result<Option<(String, Value)>> {
    let (mut operation, mut length) = (String::new(), 0);
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "x-amz-target" => operation = value.trim().trim_start_matches("Shelf.").to_owned(),
            "content-length" => length = value.trim().parse().unwrap_or(0),
            "transfer-encoding" => return Ok(None),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some((operation, serde_json::from_slice(&body).unwrap_or_default())))
}

fn answer(state: &mut State, operation: &str, body: &Value) -> (u16, Value) {
    let tool = |name: &String| json!({ "toolName": name });
    if operation == "ListDrawers" {
        return (200, json!({ "drawers": [{ "drawerName": "upper" }] }));
    }
    if operation == "BatchGetTools" && state.knows_no_batch {
        return (400, json!({ "__type": "UnknownOperationException" }));
    }
    if body["drawerName"] != "upper" {
        return (400, json!({ "__type": "NoSuchDrawerException" }));
    }
    let name = body["toolName"].as_str().unwrap_or_default().to_owned();
    match operation {
        "ListTools" => {
            let listed: Vec<Value> = state.tools.iter().chain(&state.ghosts).map(tool).collect();
            (200, json!({ "tools": listed }))
        }
        "CreateTool" => {
            state.made.push(name.clone());
            state.tools.insert(name.clone());
            (200, json!({ "toolName": name }))
        }
        "DeleteTool" => {
            state.tools.remove(&name);
            (200, json!({}))
        }
        "BatchGetTools" => {
            let names = body["toolNames"].as_array().cloned().unwrap_or_default();
            let (found, lost): (Vec<String>, Vec<String>) = names
                .iter()
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect::<BTreeSet<String>>()
                .into_iter()
                .partition(|name| state.tools.contains(name));
            (200, json!({ "tools": found.iter().map(tool).collect::<Vec<_>>(), "toolsNotFound": lost }))
        }
        _ => (400, json!({ "__type": "UnknownOperationException" })),
    }
}
