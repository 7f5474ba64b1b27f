//! What Cargo is told, what is written, and what the build fails with.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::{Made, make};

const SPEC: &str = "\
openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /pets/{id}:
    get:
      operationId: pets.get
      responses: { '200': { description: A pet. } }
";

/// A package whose manifest has this, with a build script that generates.
struct Package(tempfile::TempDir);

impl Package {
    fn new(manifest: &str) -> Self {
        let package = Self(tempfile::tempdir().unwrap());
        package.write("Cargo.toml", manifest);
        package.write("oasmith.toml", "spec = \"pets.yaml\"\nout = \"sdk\"\n");
        package.write("pets.yaml", SPEC);
        fs::create_dir(package.0.path().join("out")).unwrap();
        package
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.0.path().join(path), text).unwrap();
    }

    fn build(&self, module: &str) -> Made {
        let path = self.0.path();
        make(&path.join("oasmith.toml"), module, &path.join("out"), path)
    }

    /// The instructions, with paths in the package.
    fn told(&self, made: &Made) -> Vec<String> {
        let folder = format!("{}/", self.0.path().display());
        made.instructions.iter().map(|line| line.replace(&folder, "")).collect()
    }
}

/// The dependencies of generated code, as the failure has them.
fn complete() -> String {
    let made = Package::new("").build("pets");
    let said = made.result.unwrap_err().to_string();
    let (_, lines) = said.split_once("\n\n").unwrap();
    lines.to_owned()
}

#[test]
fn what_is_written_is_written_once() {
    let package = Package::new(&complete());
    let made = package.build("apis::pets");
    assert!(made.result.is_ok(), "{:?}", made.result);
    let told = package.told(&made);
    for line in [
        "rerun-if-changed=oasmith.toml",
        "rerun-if-changed=pets.yaml",
        "warning=pets.yaml:5:5: the path `/pets/{id}` has `{id}`, but no parameter describes it [undeclared-path-parameter]",
        "rustc-check-cfg=cfg(feature, values(\"native-tls\", \"pets\", \"rustls\"))",
        "rustc-cfg=feature=\"pets\"",
    ] {
        assert!(told.iter().any(|told| told == line), "{line} is not in {told:#?}");
    }
    let out = package.0.path().join("out");
    let handle = fs::read_to_string(out.join("pets/pets/handle.rs")).unwrap();
    assert!(handle.contains("use crate::apis::pets::client::Client;"), "{handle}");

    let time = |path: &Path| -> SystemTime { fs::metadata(out.join(path)).unwrap().modified().unwrap() };
    let files = ["pets.rs", "pets/lib.rs", "pets/pets/handle.rs", "pets/oasmith.lock"].map(Path::new);
    let before = files.map(time);
    assert_eq!(package.told(&package.build("apis::pets")), told);
    assert_eq!(files.map(time), before);
}

#[test]
fn a_fault_fails_the_build_with_its_place() {
    let package = Package::new(&complete());
    package.write("pets.yaml", &SPEC.replace("description: A pet.", "$ref: '#/components/responses/Pet'"));
    let made = package.build("pets");
    assert!(package.told(&made).contains(&"rerun-if-changed=pets.yaml".to_owned()));
    let said = made.result.unwrap_err().to_string();
    assert!(said.contains("error[unresolved-reference]") && said.contains("pets.yaml:7:"), "{said}");
    assert!(!package.0.path().join("out/pets").exists());

    package.write("pets.yaml", SPEC);
    let said = package.build("no module").result.unwrap_err().to_string();
    assert!(said.contains("`no module` is not the path of a module"), "{said}");
}
