//! Remote references against a server of this machine: what is fetched, pinned and kept, and what is refused.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;

/// What a server answers to a path.
#[derive(Clone)]
enum Answer {
    Text(String),
    Redirect(String),
    /// That many bytes, without an end that is told beforehand.
    Endless(usize),
    /// Nothing, for a while.
    Silence,
}

/// A server that counts what it is asked for; anything it does not know it answers with 404.
#[derive(Clone)]
struct Server {
    address: String,
    answers: Arc<Mutex<BTreeMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let server = Self { address, answers: Arc::default(), asked: Arc::default() };
        let serving = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, serving) = (stream.expect("a connection"), serving.clone());
                std::thread::spawn(move || serving.answer(stream));
            }
        });
        server
    }

    fn set(&self, path: &str, answer: Answer) {
        self.answers.lock().expect("the answers").insert(path.to_owned(), answer);
    }

    fn text(&self, path: &str, text: &str) {
        self.set(path, Answer::Text(text.to_owned()));
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().expect("the requests"))
    }

    fn answer(&self, mut stream: TcpStream) {
        let mut lines = BufReader::new(stream.try_clone().expect("a reader")).lines();
        let first = lines.next().and_then(Result::ok).unwrap_or_default();
        while lines.next().and_then(Result::ok).is_some_and(|line| !line.is_empty()) {}
        let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
        let answer = self.answers.lock().expect("the answers").get(&path).cloned();
        self.asked.lock().expect("the requests").push(path);
        let head = |status: &str, rest: &str| format!("HTTP/1.1 {status}\r\nConnection: close\r\n{rest}\r\n");
        // A client that has had enough hangs up.
        let _ = match answer {
            Some(Answer::Text(text)) => {
                stream.write_all((head("200 OK", &format!("Content-Length: {}\r\n", text.len())) + &text).as_bytes())
            }
            Some(Answer::Redirect(to)) => {
                stream.write_all(head("302 Found", &format!("Location: {to}\r\n")).as_bytes())
            }
            Some(Answer::Endless(bytes)) => {
                stream.write_all(head("200 OK", "").as_bytes()).and_then(|()| stream.write_all(&vec![b'#'; bytes]))
            }
            Some(Answer::Silence) => {
                std::thread::sleep(Duration::from_secs(5));
                Ok(())
            }
            None => stream.write_all(head("404 Not Found", "Content-Length: 0\r\n").as_bytes()),
        };
    }
}

/// A folder with a description that refers to `path` of a server, and a configuration that allows `/schemas/` of it.
struct Project {
    folder: TempDir,
    server: Server,
}

const PETS: &str = "\
List:
  description: Pets.
  content: { application/json: { schema: { type: array, items: { $ref: 'pet.yaml' } } } }
";

const PET: &str = "{ type: object, properties: { name: { type: string } } }";

impl Project {
    fn new(path: &str) -> Self {
        let (folder, server) = (tempfile::tempdir().expect("a temporary folder"), Server::start());
        let project = Self { folder, server };
        let address = &project.server.address;
        project.write(
            "openapi.yaml",
            &format!(
                "openapi: 3.0.3\ninfo: {{ title: Pets, version: 1.0.0 }}\npaths:\n  /pets:\n    get:\n      \
                 operationId: pets.list\n      responses: {{ '200': {{ $ref: 'http://{address}{path}#/List' }} }}\n"
            ),
        );
        project.write(
            "oasmith.toml",
            &format!(
                "spec = \"openapi.yaml\"\nout = \"sdk\"\n[remote]\nallow = [\"http://{address}/schemas/\"]\n\
                 max-mib = 1\ntimeout-seconds = 2\n"
            ),
        );
        project
    }

    /// The same with documents that are as they should be.
    fn served() -> Self {
        let project = Self::new("/schemas/pets.yaml");
        project.server.text("/schemas/pets.yaml", PETS);
        project.server.text("/schemas/pet.yaml", PET);
        project
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.folder.path().join(path), text).expect("a file that can be written");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap_or_default()
    }

    /// The path of the copy of a document.
    fn copy(&self, path: &str) -> String {
        format!("remote/{}/{path}", self.server.address.replace(':', "_"))
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oasmith"));
        command.args(arguments).current_dir(self.folder.path()).env("NO_PROXY", "127.0.0.1");
        let Output { status, stderr, .. } = command.output().expect("the command");
        (status.code(), String::from_utf8_lossy(&stderr).into_owned())
    }

    /// The command fails, says this, and writes nothing.
    fn refuses(&self, arguments: &[&str], expected: &str) {
        let before = self.read("sdk/oasmith.lock");
        let (code, said) = self.run(arguments);
        assert!(said.contains(expected), "{said}");
        assert_eq!(code, Some(2), "{said}");
        assert_eq!(self.read("sdk/oasmith.lock"), before);
    }
}

#[test]
fn what_was_fetched_once_is_read_from_its_copy() {
    let project = Project::served();
    project.refuses(&["check"], "error[unfetched-remote]");
    assert_eq!(project.server.asked(), [""; 0], "only `generate` uses the network");
    assert!(!project.folder.path().join("remote").exists());

    assert_eq!(project.run(&["generate"]), (Some(0), String::new()));
    assert_eq!(project.server.asked(), ["/schemas/pets.yaml", "/schemas/pet.yaml"]);
    assert_eq!(project.read(&project.copy("schemas/pets.yaml")), PETS);
    assert!(project.read("sdk/src/types/pet.rs").contains("pub name: Option<String>"));
    let lock = project.read("sdk/oasmith.lock");
    assert!(lock.contains(&format!("[remote]\n\"http://{}/schemas/pet.yaml\" = \"", project.server.address)), "{lock}");

    // From here on there might as well be no network.
    project.server.answers.lock().expect("the answers").clear();
    for command in [&["generate"][..], &["check"], &["inspect"]] {
        assert_eq!(project.run(command), (Some(0), String::new()), "{command:?}");
    }
    assert_eq!(project.server.asked(), [""; 0]);
    // Nor does it matter what version control does to line breaks.
    project.write(&project.copy("schemas/pets.yaml"), &PETS.replace('\n', "\r\n"));
    assert_eq!(project.run(&["check"]), (Some(0), String::new()));
}

#[test]
fn what_has_changed_is_taken_over_only_when_asked_for() {
    let project = Project::served();
    assert_eq!(project.run(&["generate"]).0, Some(0));
    let changed = PET.replace("name", "title");

    // The copy was edited.
    let copy = project.copy("schemas/pet.yaml");
    project.write(&copy, &changed);
    project.refuses(&["generate"], "error[changed-remote]");
    project.refuses(&["check"], "error[changed-remote]");

    // The copy is gone, and the server has another text.
    fs::remove_file(project.folder.path().join(&copy)).expect("the copy");
    project.server.text("/schemas/pet.yaml", &changed);
    project.refuses(&["generate"], "what was fetched is not what oasmith.lock has the hash of");
    assert_eq!(project.read(&copy), "");

    // The server has the old text again.
    project.server.text("/schemas/pet.yaml", PET);
    assert_eq!(project.run(&["generate"]), (Some(0), String::new()));
    assert_eq!(project.read(&copy), PET);

    project.server.text("/schemas/pet.yaml", &changed);
    assert_eq!(project.run(&["generate"]), (Some(0), String::new()), "the copy is as it was");
    assert_eq!(project.run(&["generate", "--update-remote"]), (Some(0), String::new()));
    assert_eq!(project.read(&copy), changed);
    assert!(project.read("sdk/src/types/pet.rs").contains("pub title:"));
    assert_eq!(project.run(&["check"]), (Some(0), String::new()));
}

#[test]
fn what_a_remote_document_names_is_never_a_file_of_this_machine() {
    let project = Project::served();
    project.write("secret.yaml", PET);
    let secret = project.folder.path().join("secret.yaml").display().to_string();
    // `[` begins an address that does not end: no URL.
    for named in [format!("//[/../..{secret}"), format!("https://[{secret}"), format!("file://{secret}")] {
        project.server.text("/schemas/pet.yaml", &format!("$ref: '{named}'"));
        project.refuses(&["generate"], "error[remote-reference]");
    }
    assert!(!project.folder.path().join("remote").exists());
}

#[test]
fn what_cannot_be_fetched_says_why() {
    let project = Project::new("/schemas/pets.yaml");
    project.refuses(&["generate"], "the server answers with status 404");
    project.server.set("/schemas/pets.yaml", Answer::Endless((1 << 20) + 1));
    project.refuses(&["generate"], "it is larger than 1 MiB");
    project.server.set("/schemas/pets.yaml", Answer::Silence);
    project.refuses(&["generate"], "it takes longer than 2 s");
    project.server.set("/schemas/pets.yaml", Answer::Redirect("/schemas/pets.yaml".to_owned()));
    project.refuses(&["generate"], "it redirects more than 10 times");
    project.server.text("/schemas/pets.yaml", "List: [");
    project.refuses(&["generate"], "error[invalid-syntax]");
    assert!(!project.folder.path().join("remote").exists(), "nothing is kept of a run that failed");
}

#[test]
fn redirects_stay_within_what_is_allowed() {
    let project = Project::new("/schemas/latest/pets.yaml");
    let elsewhere = Server::start();
    elsewhere.text("/schemas/pets.yaml", PETS);
    project.server.text("/secret.yaml", PETS);
    for location in [format!("http://{}/schemas/pets.yaml", elsewhere.address), "/secret.yaml".to_owned()] {
        project.server.set("/schemas/latest/pets.yaml", Answer::Redirect(location));
        project.refuses(&["generate"], "which `[remote] allow` does not cover");
    }
    assert_eq!(elsewhere.asked(), [""; 0]);
    assert!(!project.server.asked().contains(&"/secret.yaml".to_owned()));

    project.server.set("/schemas/latest/pets.yaml", Answer::Redirect("../v1/pets.yaml".to_owned()));
    project.server.text("/schemas/v1/pets.yaml", PETS);
    // References in the document are relative to the URL by which it is known here.
    project.server.text("/schemas/latest/pet.yaml", PET);
    assert_eq!(project.run(&["generate"]), (Some(0), String::new()));
    assert_eq!(project.read(&project.copy("schemas/latest/pets.yaml")), PETS);
}

#[test]
fn nothing_is_asked_for_that_is_not_allowed() {
    let project = Project::new("/others/pets.yaml");
    project.server.text("/others/pets.yaml", PETS);
    project.refuses(&["generate", "--update-remote"], "error[remote-reference]");
    let help = format!("add `[remote] allow = [\"http://{}/others/\"]` to oasmith.toml", project.server.address);
    project.refuses(&["generate"], &help);
    // Nor what a document refers to that was.
    let project = Project::new("/schemas/pets.yaml");
    project.server.text("/schemas/pets.yaml", &PETS.replace("pet.yaml", "../others/pet.yaml"));
    project.refuses(&["generate"], "error[remote-reference]");
    assert_eq!(project.server.asked(), ["/schemas/pets.yaml"]);
}

#[test]
fn a_server_without_a_certificate_is_not_believed() {
    let project = Project::served();
    for file in ["openapi.yaml", "oasmith.toml"] {
        project.write(file, &project.read(file).replace("http://", "https://"));
    }
    project.refuses(&["generate"], "error[unfetched-remote]");
    assert!(!project.folder.path().join("remote").exists());
}
