//! What is measured: a piece of work as generated crates do it, and as one does it without them.

use std::hint::black_box;

use runtime_bench::derived;
use runtime_bench::records::runtime::{Empty, Reader, Value, to_json};
use runtime_bench::records::{self, charges, repositories};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::runtime::{Builder, Runtime};

use crate::server::{Reply, Server};

/// As its server writes it, with line breaks and blanks.
const CHARGE: &str = include_str!("../../data/charge.json");
/// Indented for people, but sent without.
const REPOSITORY: &str = include_str!("../../data/repository.json");

/// Repositories on a page of a list.
const PAGE: usize = 30;
/// Charges and repositories that are a megabyte together.
const MANY: usize = 100;

/// The same work, done in two ways.
pub struct Work {
    pub name: String,
    /// The length of the JSON.
    pub bytes: usize,
    pub ours: Way,
    pub others: Way,
}

/// Does it once.
pub type Way = Box<dyn Fn()>;

/// All of it, or what has `part` in its name: decoding and encoding, beside serde's derives and `serde_json`; calls to a
/// server on loopback, over connections that are kept, beside `reqwest` with serde's derives.
pub fn all(part: &str) -> Vec<Work> {
    let (page, export) = (page(), export());
    let mut all = Vec::new();
    all.extend(both_ways::<records::types::Charge, derived::types::Charge>("charge", CHARGE.into()));
    all.extend(both_ways::<Vec<records::types::Repository>, Vec<derived::types::Repository>>(
        "repositories",
        page.into(),
    ));
    all.extend(both_ways::<records::types::Export, derived::types::Export>("megabyte", export.into()));
    all.extend([charge_call(), repositories_call()]);
    all.retain(|work| work.name.contains(part));
    all
}

fn page() -> String {
    let repository: serde_json::Value = serde_json::from_str(REPOSITORY).expect("JSON");
    format!("[{}]", vec![repository.to_string(); PAGE].join(","))
}

fn export() -> String {
    let repository: serde_json::Value = serde_json::from_str(REPOSITORY).expect("JSON");
    let repositories = vec![repository.to_string(); MANY].join(",");
    format!("{{\"charges\":[{}],\"repositories\":[{repositories}]}}", vec![CHARGE; MANY].join(","))
}

/// A type and its twin, read from this JSON and written.
fn both_ways<O: Value + Empty + 'static, D: DeserializeOwned + Serialize + 'static>(
    name: &str,
    json: Vec<u8>,
) -> [Work; 2] {
    let (ours, others) = (decode::<O>(&json), derived_from::<D>(&json));
    let text = to_json(&ours);
    assert_eq!(String::from_utf8_lossy(&text), serde_json::to_string(&others).expect("JSON"), "both say the same");
    let (bytes, again) = (json.len(), json.clone());
    let reading = Work {
        name: format!("decode {name}"),
        bytes,
        ours: Box::new(move || drop(black_box(decode::<O>(black_box(&json))))),
        others: Box::new(move || drop(black_box(derived_from::<D>(black_box(&again))))),
    };
    let writing = Work {
        name: format!("encode {name}"),
        bytes: text.len(),
        ours: Box::new(move || drop(black_box(to_json(black_box(&ours))))),
        others: Box::new(move || drop(black_box(serde_json::to_vec(black_box(&others)).expect("JSON")))),
    };
    [reading, writing]
}

/// As an answer is read.
fn decode<T: Value + Empty>(json: &[u8]) -> T {
    let mut value = T::empty();
    let mut from = Reader::forgiving(json).expect("UTF-8");
    value.read(&mut from).and_then(|()| from.finish()).expect("it fits");
    assert!(from.missing().is_empty(), "nothing is missing");
    value
}

fn derived_from<T: DeserializeOwned>(json: &[u8]) -> T {
    serde_json::from_slice(json).expect("it fits")
}

fn charge_call() -> Work {
    let server = Server::start([Reply::text(200, "application/json", CHARGE)]);
    let (ours, url) = (client(&server), format!("{}/charges/ch_1", server.url()));
    let call = async move || ours.charges().get(charges::GetParams::new("ch_1")).await.expect("an answer");
    work("call charge", CHARGE.len(), call, url, derived_from::<derived::types::Charge>)
}

fn repositories_call() -> Work {
    let page = page();
    let server = Server::start([Reply::text(200, "application/json", &page)]);
    let (ours, url) = (client(&server), format!("{}/orgs/fernhill/repositories", server.url()));
    let params = || repositories::ListParams::new("fernhill");
    let call = async move || ours.repositories().list(params()).await.expect("an answer");
    work("call repositories", page.len(), call, url, derived_from::<Vec<derived::types::Repository>>)
}

/// A call of ours, and the same request by `reqwest`.
fn work<T, D: 'static>(
    name: &str,
    bytes: usize,
    call: impl AsyncFn() -> T + 'static,
    url: String,
    decode: fn(&[u8]) -> D,
) -> Work {
    let (runtime, other_runtime) = (runtime(), runtime());
    let bare = other_runtime.block_on(async { reqwest::Client::builder().no_proxy().build().expect("a client") });
    let request = async move || {
        let request = bare.get(&url).header("accept", "application/json");
        let answer = request.send().await.and_then(reqwest::Response::error_for_status).expect("an answer");
        decode(&answer.bytes().await.expect("a body"))
    };
    Work {
        name: name.to_owned(),
        bytes,
        ours: Box::new(move || drop(black_box(runtime.block_on(call())))),
        others: Box::new(move || drop(black_box(other_runtime.block_on(request())))),
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn client(server: &Server) -> records::Client {
    records::Client::builder().base_url(server.url()).build().expect("a client")
}

/// What the command line says.
#[derive(Default)]
pub struct Arguments {
    /// It is a run of the benchmark: `cargo test --benches` and the like only want to know whether it runs.
    pub bench: bool,
    /// Part of the name of what is measured.
    pub part: String,
    /// Where the results go, as JSON.
    pub json: Option<String>,
}

impl Arguments {
    pub fn read() -> Self {
        let mut read = Self::default();
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--bench" => read.bench = true,
                "--json" => read.json = arguments.next(),
                _ => read.part = argument,
            }
        }
        read
    }

    /// Writes the results where they are asked for.
    pub fn write(&self, results: serde_json::Map<String, serde_json::Value>) {
        if let Some(file) = &self.json {
            std::fs::write(file, format!("{:#}\n", serde_json::Value::Object(results))).expect("the file is written");
        }
    }
}
