//! Builds again when a template is added: `include_dir` only knows the files that it has seen.

fn main() {
    println!("cargo:rerun-if-changed=templates");
}
