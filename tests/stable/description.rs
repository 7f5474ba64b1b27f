//! A description in several files, as an author may give it later: in another order, and with more in it.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

/// A description: its files by name, the root first.
#[derive(Clone, Debug, PartialEq)]
pub struct Description(Vec<(String, Value)>);

/// Where what is added is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// Before all that is there.
    First,
    /// Among it.
    Middle,
    /// Behind it.
    Last,
}

/// Something to add.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    /// Where: a file and the pointer to a map or list in it, made if it is not there.
    to: String,
    /// Its key in a map.
    key: Option<String>,
    /// What.
    add: Value,
}

impl Description {
    /// Reads these files of a folder.
    pub fn read(folder: &Path, files: &[&str]) -> Result<Self, Box<dyn Error>> {
        let file = |name: &&str| -> Result<_, Box<dyn Error>> {
            Ok(((*name).to_owned(), serde_yaml::from_str(&fs::read_to_string(folder.join(name))?)?))
        };
        Ok(Self(files.iter().map(file).collect::<Result<_, _>>()?))
    }

    /// Writes them to a folder, as JSON, which is YAML too.
    pub fn write(&self, folder: &Path) -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(folder)?;
        for (name, value) in &self.0 {
            fs::write(folder.join(name), format!("{value:#}\n"))?;
        }
        Ok(())
    }

    /// The same in another order, everywhere where order means nothing.
    pub fn shuffled(mut self, seed: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for (_, value) in &mut self.0 {
            shuffle(value, &mut random);
        }
        self
    }

    /// With the map or list at a place the other way round.
    pub fn reversed(mut self, place: &str) -> Self {
        match holder(self.file(place), pointer(place), false) {
            Value::Object(map) => *map = std::mem::take(map).into_iter().rev().collect(),
            Value::Array(list) => list.reverse(),
            other => panic!("{place} is {other}"),
        }
        self
    }

    /// With more in it.
    pub fn extended<'a>(mut self, additions: impl IntoIterator<Item = &'a Addition>, position: Position) -> Self {
        for Addition { to, key, add } in additions {
            let target = holder(self.file(to), pointer(to), key.is_some());
            let at = |count: usize| match position {
                Position::First => 0,
                Position::Middle => count / 2,
                Position::Last => count,
            };
            match (target, key) {
                (Value::Object(map), Some(key)) => drop(map.shift_insert(at(map.len()), key.clone(), add.clone())),
                (Value::Array(list), None) => list.insert(at(list.len()), add.clone()),
                (other, _) => panic!("{to} is {other}"),
            }
        }
        self
    }

    /// The file of a place: `openapi.yaml#/paths`.
    fn file(&mut self, place: &str) -> &mut Value {
        let file = self.0.iter_mut().find(|(name, _)| place.starts_with(&format!("{name}#")));
        file.map(|(_, value)| value).unwrap_or_else(|| panic!("there is no file for {place}"))
    }
}

fn pointer(place: &str) -> &str {
    place.split_once('#').map_or("", |(_, pointer)| pointer)
}

/// The map or list at a pointer, which is made if it is not there. `{key}` stands for the one of a list that has a property
/// of this name.
fn holder<'v>(root: &'v mut Value, pointer: &str, is_map: bool) -> &'v mut Value {
    let made = if is_map { Value::from(Map::new()) } else { Value::from(Vec::<Value>::new()) };
    pointer.split('/').skip(1).fold(root, |at, token| match at {
        Value::Object(map) => map.entry(token.replace("~1", "/")).or_insert_with(|| made.clone()),
        Value::Array(list) => {
            let key = token.trim_matches(['{', '}']);
            let found = list.iter().position(|item| item["properties"].get(key).is_some());
            let index = found.or(key.parse().ok()).unwrap_or_else(|| panic!("{pointer} leads nowhere"));
            &mut list[index]
        }
        other => panic!("{pointer} leads through {other}"),
    })
}

/// Lists whose order means something: the first server is the default, and a list of values is data.
const ORDERED: &[&str] = &["servers", "default", "example", "examples"];

fn shuffle(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
            random.shuffle(&mut entries);
            for (key, mut value) in entries {
                match &mut value {
                    Value::Array(list) if ORDERED.contains(&key.as_str()) => {
                        list.iter_mut().for_each(|item| shuffle(item, random));
                    }
                    value => shuffle(value, random),
                }
                map.insert(key, value);
            }
        }
        Value::Array(list) => {
            random.shuffle(list);
            list.iter_mut().for_each(|item| shuffle(item, random));
        }
        _ => {}
    }
}

/// The same numbers on every machine: xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap_or_default()
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
