//! `oasmith watch`, as a process that people edit beside. Nothing here depends on how fast anything is: what is expected
//! is waited for.

#![cfg(feature = "watch")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// How long something may take on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(120);

const SPEC: &str = "\
openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /pets/{id}:
    get:
      operationId: pets.get
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: A pet., content: { application/json: { schema: { $ref: 'schemas/pet.yaml' } } } } }
";

/// A pet with one property.
fn pet(property: &str) -> String {
    format!("type: object\nproperties: {{ {property}: {{ type: string }} }}\n")
}

/// A watching process in a folder of its own, and what it has said so far.
struct Watching {
    folder: TempDir,
    child: Child,
    said: Arc<Mutex<String>>,
}

impl Watching {
    fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["schemas", "templates"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        let configuration = "spec = \"openapi.yaml\"\nout = \"sdk\"\ntemplates = \"templates\"\n";
        let mut command = Command::new(env!("CARGO_BIN_EXE_oasmith"));
        command.arg("watch").args(arguments).current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for (path, text) in
            [("openapi.yaml", SPEC), ("schemas/pet.yaml", &pet("name")), ("oasmith.toml", configuration)]
        {
            fs::write(folder.path().join(path), text).expect("a file that can be written");
        }
        let mut child = command.spawn().expect("the command");
        let said = Arc::new(Mutex::new(String::new()));
        let listen = |from: Option<Box<dyn Read + Send>>| {
            let (from, said) = (from.expect("what it says"), Arc::clone(&said));
            thread::spawn(move || {
                for line in BufReader::new(from).lines().map_while(Result::ok) {
                    *said.lock().expect("what was said") += &format!("{line}\n");
                }
            });
        };
        listen(child.stdout.take().map(|stdout| Box::new(stdout) as Box<dyn Read + Send>));
        listen(child.stderr.take().map(|stderr| Box::new(stderr) as Box<dyn Read + Send>));
        Self { folder, child, said }
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).expect("a file that can be written");
    }

    /// Writes a file as many editors do: a new one, which then takes the place of the old one.
    fn replace(&self, path: &str, text: &str) {
        self.write("schemas/.swap", text);
        fs::rename(self.path("schemas/.swap"), self.path(path)).expect("a file that can be replaced");
    }

    /// What was said so far; from now on, only what is said later.
    fn take(&self) -> String {
        std::mem::take(&mut *self.said.lock().expect("what was said"))
    }

    /// Waits until a file of the crate holds a text.
    fn until_written(&self, path: &str, text: &str) {
        self.until(&format!("`{text}` in {path}"), || {
            fs::read_to_string(self.path("sdk").join(path)).is_ok_and(|found| found.contains(text))
        });
    }

    fn until_said(&self, text: &str) {
        self.until(&format!("`{text}`"), || self.said.lock().expect("what was said").contains(text));
    }

    fn until(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let since = Instant::now();
        while !is_so() {
            let said = || self.said.lock().expect("what was said").clone();
            assert!(since.elapsed() < PATIENCE, "there never was {what}; it said:\n{}", said());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Interrupts it as Ctrl-C does.
    fn end(&mut self) -> ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill").success());
        self.child.wait().expect("its end")
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const HANDLE: &str = "src/pets/handle.rs";
/// Where the pet of the other file is.
const SCHEMA: &str = "src/types/pet.rs";

#[test]
fn whatever_it_is_made_of_may_change() {
    let watching = Watching::start(&[]);
    watching.until_written(SCHEMA, "pub name:");
    watching.until_said("sdk: ");
    // The description, another file of it, that file replaced, a template that is new, the configuration.
    watching.write("openapi.yaml", &SPEC.replace("pets.get", "pets.fetch"));
    watching.until_written(HANDLE, "pub fn fetch(");
    watching.write("schemas/pet.yaml", &pet("colour"));
    watching.until_written(SCHEMA, "pub colour:");
    watching.replace("schemas/pet.yaml", &pet("weight"));
    watching.until_written(SCHEMA, "pub weight:");
    watching.write("templates/NOTES.md.jinja", "Notes on {{ crate.name }}.\n");
    watching.until_written("NOTES.md", "Notes on pets.");
    watching.write("oasmith.toml", "spec = \"openapi.yaml\"\nout = \"sdk\"\n[crate]\nname = \"zoo\"\n");
    watching.until_written("Cargo.toml", "name = \"zoo\"");
    watching.until("no notes", || !watching.path("sdk/NOTES.md").exists());
}

#[test]
fn an_error_is_shown_and_what_was_made_stays_until_it_is_gone() {
    let watching = Watching::start(&[]);
    watching.until_said("sdk: ");
    watching.take();
    watching.write("openapi.yaml", &SPEC.replace("paths:", "paths: ["));
    watching.until_said("nothing was written: 1 errors");
    let said = watching.take();
    assert!(said.contains("error[invalid-syntax]") && said.contains("--> openapi.yaml:"), "{said}");
    assert!(watching.path("sdk").join(SCHEMA).exists());
    watching.write("openapi.yaml", SPEC);
    watching.until_said("sdk: nothing to write");

    // A file, and a folder, that vanish and come back.
    watching.take();
    fs::remove_file(watching.path("schemas/pet.yaml")).expect("a file that can be removed");
    watching.until_said("cannot read `schemas/pet.yaml`");
    fs::remove_dir(watching.path("schemas")).expect("a folder that can be removed");
    fs::create_dir(watching.path("schemas")).expect("a folder");
    watching.write("schemas/pet.yaml", &pet("back"));
    watching.until_written(SCHEMA, "pub back:");
    fs::rename(watching.path("schemas"), watching.path("elsewhere")).expect("a folder that can be moved");
    watching.until_said("nothing was written");
    fs::rename(watching.path("elsewhere"), watching.path("schemas")).expect("a folder that can be moved");
    watching.write("schemas/pet.yaml", &pet("again"));
    watching.until_written(SCHEMA, "pub again:");
}

#[cfg(unix)]
#[test]
fn programs_are_told_of_each_run_and_it_ends_well() {
    let mut watching = Watching::start(&["--message-format", "json"]);
    watching.until_said("\"kind\":\"run\"");
    let run = |said: String| -> Value {
        let objects = said.lines().map(|line| serde_json::from_str::<Value>(line).expect("an object a line"));
        objects.into_iter().find(|object| object["kind"] == "run").expect("the run")
    };
    let first = run(watching.take());
    assert_eq!((&first["crate"], &first["errors"]), (&"sdk".into(), &0.into()));
    assert!(first["seconds"].as_f64().is_some());
    watching.write("schemas/pet.yaml", "type: moment\n");
    watching.until_said("\"kind\":\"run\"");
    let said = watching.take();
    assert!(said.contains("\"code\":\"unknown-type\"") && said.contains("\"change\":\"changed\""), "{said}");
    assert_eq!(run(said)["warnings"], 1);
    assert_eq!(watching.end().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn what_it_writes_itself_is_no_change() {
    let mut watching = Watching::start(&[]);
    watching.until_said("sdk: ");
    watching.write("schemas/pet.yaml", &pet("colour"));
    watching.until_said("changed src/types/pet.rs");
    // Were it to take its own files, or reading others, for changes, it would say so before it ends.
    watching.write("unrelated.yaml", "a: b\n");
    watching.write("sdk/src/mine.rs", "// Mine.\n");
    thread::sleep(Duration::from_millis(500));
    assert_eq!(watching.end().code(), Some(0));
    let said = watching.take();
    assert_eq!(said.matches("sdk: ").count(), 2, "{said}");
    assert!(!Path::new(&watching.path("sdk/.oasmith-staging")).exists());
}
