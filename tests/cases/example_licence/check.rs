//! Every file that the crate's authors do not own names the licence.

use std::fs;
use std::path::Path;

#[test]
fn every_file_names_the_licence() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![source.clone()], 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the crate") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.starts_with(source.join("ext")) {
                let text = fs::read_to_string(&path).expect("a file of the crate");
                assert!(text.starts_with("// Copyright 2026 The Example Library\n// SPDX"), "{}", path.display());
                files += 1;
            }
        }
    }
    assert!(files > 40, "{files} files");
}
