//! What the guide to templates shows are the files of golden cases, so that it is true.
//!
//! A section with a link to a case, `(../tests/cases/NAME)`, may have code blocks of its files. The line before such a
//! block says which, and how much of it:
//!
//! | line | block |
//! |---|---|
//! | `` `PATH`: `` | the whole file of the case |
//! | `` In `PATH`: `` | a part of the file of the case |
//! | `` From `PATH`: `` | a part of the file in the case's `expected/` |
//!
//! Any other block, such as a command, is the guide's own.

use std::fs;
use std::path::{Path, PathBuf};

const GUIDE: &str = "../templates/GUIDE.md";

/// A code block, with the line before it and the case of its section.
#[derive(Debug, Default)]
struct Block {
    case: Option<String>,
    heading: String,
    text: String,
}

impl Block {
    /// What is wrong with it, if it shows a file.
    fn fault(&self) -> Option<String> {
        let (how, path) = self.heading.strip_suffix("`:")?.split_once('`')?;
        let Some(case) = &self.case else {
            return Some(format!("`{path}` is shown in a section without a link to its case"));
        };
        let folder = Path::new("cases").join(case);
        let file = match how {
            "" | "In " => folder.join(path),
            "From " => folder.join("expected").join(path),
            _ => return None,
        };
        let Ok(text) = fs::read_to_string(&file) else { return Some(format!("there is no {}", file.display())) };
        let is_true = if how.is_empty() { text == self.text } else { text.contains(&self.text) };
        (!is_true).then(|| format!("{} says otherwise than the guide:\n{}", file.display(), self.text))
    }
}

fn blocks(guide: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // A fence is as long as it must be for what is inside of it.
    let (mut case, mut heading, mut open) = (None, String::new(), None);
    for line in guide.lines() {
        match blocks.last_mut().zip(open) {
            Some((_, fence)) if line == fence => open = None,
            Some((block, _)) => block.text.extend([line, "\n"]),
            None if line.starts_with("```") => {
                open = Some(line.trim_end_matches(|c| c != '`'));
                blocks.push(Block { case: case.clone(), heading: std::mem::take(&mut heading), text: String::new() });
            }
            None => {
                let link = line.split_once("(../tests/cases/").and_then(|(_, rest)| rest.split_once(')'));
                if line.starts_with("## ") {
                    case = None;
                } else if let Some((name, _)) = link.filter(|(name, _)| !name.contains('/')) {
                    case = Some(name.to_owned());
                }
                if !line.is_empty() {
                    line.clone_into(&mut heading);
                }
            }
        }
    }
    blocks
}

#[test]
fn the_guide_shows_the_files_of_the_cases() {
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR")).unwrap();
    let guide = fs::read_to_string(GUIDE).unwrap();
    let faults: Vec<String> = blocks(&guide).iter().filter_map(Block::fault).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// Every template of a case that the guide links to is in it.
#[test]
fn the_guide_shows_all_templates_of_its_cases() {
    std::env::set_current_dir(env!("CARGO_MANIFEST_DIR")).unwrap();
    let blocks = blocks(&fs::read_to_string(GUIDE).unwrap());
    let mut cases: Vec<&String> = blocks.iter().filter_map(|block| block.case.as_ref()).collect();
    cases.dedup();
    assert!(!cases.is_empty());
    for case in cases {
        let folder = Path::new("cases").join(case);
        for file in files(&folder.join("templates")) {
            let path = file.strip_prefix(&folder).unwrap().display();
            let heading = format!("`{path}`:");
            let is_it = |block: &Block| block.case.as_ref() == Some(case) && block.heading == heading;
            assert!(blocks.iter().any(is_it), "the guide has a section about {case}, without its {path}");
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    // A case that needs no template has no folder of them.
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
