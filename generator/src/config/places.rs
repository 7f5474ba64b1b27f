//! Where in `oasmith.toml` each setting stands, so that every stage can point at the one that it has a word on.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::diagnostics::Place;
use crate::pointer::Pointer;
use crate::source::FileId;

/// The bytes of all settings of one file, by pointers as into a document: `/output/skip/0`.
#[derive(Clone, Debug, Default)]
pub struct Places {
    file: Option<FileId>,
    spans: BTreeMap<Pointer, Range<usize>>,
}

impl Places {
    pub(super) fn of(table: &DeTable<'_>, file: FileId) -> Self {
        let mut places = Self { file: Some(file), spans: BTreeMap::new() };
        places.table(table, &Pointer::root());
        places
    }

    /// The place of a setting: a table's or a list's key, any other's value. Nowhere if it is not in the file.
    pub fn at(&self, setting: &Pointer) -> Place {
        match (self.file, self.spans.get(setting)) {
            (Some(file), Some(span)) => Place::span(file, span.clone()),
            _ => Place::Nowhere,
        }
    }

    fn table(&mut self, table: &DeTable<'_>, at: &Pointer) {
        for (key, value) in table.iter() {
            self.value(value.get_ref(), key.span(), value.span(), &at.child(key.get_ref()));
        }
    }

    fn value(&mut self, value: &DeValue<'_>, key: Range<usize>, span: Range<usize>, at: &Pointer) {
        let shown = match value {
            DeValue::Table(_) | DeValue::Array(_) => key,
            _ => span,
        };
        self.spans.insert(at.clone(), shown);
        match value {
            DeValue::Table(table) => self.table(table, at),
            DeValue::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item.get_ref(), item.span(), item.span(), &at.child(index));
                }
            }
            _ => {}
        }
    }
}
