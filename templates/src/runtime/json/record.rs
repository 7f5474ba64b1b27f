//! Structs: `record!`, and reading, writing and showing a struct through its fields, written once for all of them.

use super::fault::{Path, ReadError, Step};
use super::reader::Reader;
use super::shape::{Kind, Shape};
use super::value::{Empty, Entries, Value, read_entry, write_entries};
use super::writer::Writer;
use std::fmt;

/// What is said of a field in `record!` beside its names.
#[allow(non_camel_case_types, reason = "written as it stands in `record!`")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// A secret or personal value: `Debug` prints `[redacted]`.
    sensitive = 1,
    /// Required and nullable: `None` is written as `null`, and missing reads as `None`.
    null = 2,
    /// Only received: requests leave it out.
    read_only = 4,
    /// Only sent: answers leave it out.
    write_only = 8,
}

/// A field of a record.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The name in JSON.
    pub wire: &'static str,
    /// The name in Rust.
    pub rust: &'static str,
    /// What else is known of it: a sum of `Flag`s, because a list would be one more constant for each field.
    pub flags: u8,
}

impl Field {
    fn is(&self, flag: Flag) -> bool {
        self.flags & flag as u8 != 0
    }
}

/// A struct, seen as its fields. Defined by `record!`.
pub trait Record {
    /// Names of the fields, in order.
    fn fields(&self) -> &'static [Field];
    /// The value of field `index`.
    fn at(&self, index: usize) -> Option<&dyn Value>;
    /// The value of field `index`, to be changed.
    fn at_mut(&mut self, index: usize) -> Option<&mut dyn Value>;
    /// Properties that are always written with the same string, and read over.
    #[inline]
    fn fixed(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }
    /// Where unknown keys are kept.
    #[inline]
    fn rest(&self) -> Option<&dyn Entries> {
        None
    }
    /// Where unknown keys are put.
    #[inline]
    fn rest_mut(&mut self) -> Option<&mut dyn Entries> {
        None
    }
}

impl Record for () {
    fn fields(&self) -> &'static [Field] {
        &[]
    }

    fn at(&self, _: usize) -> Option<&dyn Value> {
        None
    }

    fn at_mut(&mut self, _: usize) -> Option<&mut dyn Value> {
        None
    }
}

/// The kind of records.
#[derive(Debug)]
pub enum Fields {}

impl<T: Record + Shape> Kind<T> for Fields {
    #[inline]
    fn read(value: &mut T, from: &mut Reader<'_>) -> Result<(), ReadError> {
        // The last of duplicate keys wins as a whole; all other types replace what they held when they are read.
        if std::mem::take(&mut from.again) {
            clear(value);
        }
        read(value, from)
    }

    #[inline]
    fn write(value: &T, to: &mut Writer) {
        write_from(value, 0, to);
    }
}

/// On its own, so that reading, which nests, has no second record on the stack.
#[cold]
#[inline(never)]
fn clear<T: Empty>(value: &mut T) {
    *value = T::empty();
}

/// Which fields were seen; most records fit into the small part.
struct Seen {
    small: [u64; 2],
    large: Vec<u64>,
}

impl Seen {
    fn new(fields: usize) -> Self {
        Self { small: [0; 2], large: if fields > 128 { vec![0; fields / 64 + 1] } else { Vec::new() } }
    }

    fn word(&mut self, index: usize) -> Option<&mut u64> {
        if self.large.is_empty() { self.small.get_mut(index / 64) } else { self.large.get_mut(index / 64) }
    }

    fn contains(&mut self, index: usize) -> bool {
        self.word(index).is_some_and(|word| *word & (1 << (index % 64)) != 0)
    }

    fn insert(&mut self, index: usize) {
        if let Some(word) = self.word(index) {
            *word |= 1 << (index % 64);
        }
    }
}

/// Fields mostly arrive in the order of the description: the next one is looked at first, and those before it last.
fn find(fields: &[Field], next: usize, key: &str) -> Option<usize> {
    let (before, after) = fields.split_at_checked(next).unwrap_or((fields, &[]));
    let is_it = |field: &Field| field.wire == key;
    after.iter().position(is_it).map(|index| next + index).or_else(|| before.iter().position(is_it))
}

/// Fills a record from an object.
///
/// # Errors
/// When it is not an object, a field has the wrong type, or (strict) a required field is missing.
fn read(record: &mut dyn Record, from: &mut Reader<'_>) -> Result<(), ReadError> {
    if !from.object()? {
        return Ok(());
    }
    let (fields, fixed) = (record.fields(), record.fixed());
    let mut seen = Seen::new(fields.len());
    let (mut first, mut next) = (true, 0);
    while let Some(key) = from.key(&mut first)? {
        let Some((index, field)) = find(fields, next, &key).and_then(|i| Some((i, fields.get(i)?))) else {
            match record.rest_mut().filter(|_| fixed.iter().all(|(wire, _)| *wire != key)) {
                Some(rest) => read_entry(rest, &key, from)?,
                None if from.is_exact() && fixed.iter().all(|(wire, _)| *wire != key) => {
                    return Err(ReadError::new(from.offset(), "a key of the object", "another"));
                }
                None => from.skip().map_err(|e| e.inside(Step::Key(key.into_owned())))?,
            }
            continue;
        };
        from.again = seen.contains(index);
        let notes = from.notes();
        if let Some(value) = record.at_mut(index) {
            value.read(from).map_err(|e| e.inside(Step::Field(field.wire)))?;
        }
        from.notes_inside(notes, || Step::Field(field.wire));
        seen.insert(index);
        next = index + 1;
    }
    for (index, field) in fields.iter().enumerate() {
        if !seen.contains(index) && !field.is(Flag::write_only) && record.at(index).is_some_and(Value::required) {
            missing(field, from)?;
        }
    }
    Ok(())
}

#[cold]
fn missing(field: &Field, from: &mut Reader<'_>) -> Result<(), ReadError> {
    if from.is_strict() {
        return Err(ReadError::new(from.offset(), "a value", "nothing").inside(Step::Field(field.wire)));
    }
    from.note(Path::of(Step::Field(field.wire)));
    Ok(())
}

/// Writes the fields from `start` on as an object: those before are parameters.
pub(crate) fn write_from(record: &dyn Record, start: usize, to: &mut Writer) {
    to.open(b'{');
    let mut first = true;
    for (wire, value) in record.fixed() {
        to.key(&mut first, wire);
        to.string(value);
    }
    for (index, field) in record.fields().iter().enumerate().skip(start) {
        let Some(value) = record.at(index).filter(|value| value.is_set() || field.is(Flag::null)) else { continue };
        if field.is(Flag::read_only) && to.is_request() {
            continue;
        }
        to.key(&mut first, field.wire);
        value.write(to);
    }
    if let Some(rest) = record.rest() {
        write_entries(rest, first, to);
    }
    to.byte(b'}');
}

/// Whether any field from `start` on would be written.
pub(crate) fn any_set(record: &dyn Record, start: usize) -> bool {
    let mut any = record
        .fields()
        .iter()
        .enumerate()
        .skip(start)
        .any(|(index, field)| record.at(index).is_some_and(|value| value.is_set() || field.is(Flag::null)));
    if let Some(rest) = record.rest() {
        rest.each(&mut |_, value| any |= value.is_set());
    }
    any
}

/// Shows a record as a struct of what is set; `..` stands for what is not.
///
/// # Errors
/// Those of the formatter.
pub fn debug(name: &str, record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    let mut all = true;
    for (index, field) in record.fields().iter().enumerate() {
        let name = field.rust.trim_start_matches("r#");
        match record.at(index).filter(|value| value.is_set()) {
            None => all = false,
            Some(_) if field.is(Flag::sensitive) => drop(shown.field(name, &format_args!("[redacted]"))),
            Some(value) => drop(shown.field(name, &value)),
        }
    }
    if let Some(rest) = record.rest() {
        shown.field("..", &rest);
    }
    if all { shown.finish() } else { shown.finish_non_exhaustive() }
}

/// `record! { Pet { 0 "id" id, 1 "key" key sensitive, 2 "note" note null, } }` after `struct Pet`; `.. extra` after the
/// fields names the map that takes unknown keys, `const "kind" = "pet",` before them a property with one value.
macro_rules! record {
    ($name:ident { $(const $fixed:literal = $value:literal,)* $($index:literal $wire:literal $field:ident $($flag:ident)*,)* $(.. $rest:ident)? }) => {
        impl $crate::runtime::Record for $name {
            #[inline]
            fn fields(&self) -> &'static [$crate::runtime::Field] {
                &[$($crate::runtime::Field {
                    wire: $wire,
                    rust: stringify!($field),
                    flags: 0 $(| $crate::runtime::Flag::$flag as u8)*,
                }),*]
            }
            #[inline]
            fn at(&self, index: usize) -> ::std::option::Option<&dyn $crate::runtime::Value> {
                match index {
                    $($index => Some(&self.$field),)*
                    _ => None,
                }
            }
            #[inline]
            fn at_mut(&mut self, index: usize) -> ::std::option::Option<&mut dyn $crate::runtime::Value> {
                match index {
                    $($index => Some(&mut self.$field),)*
                    _ => None,
                }
            }
            $crate::runtime::record! { @fixed $($fixed = $value)* }
            $(
                #[inline]
                fn rest(&self) -> ::std::option::Option<&dyn $crate::runtime::Entries> {
                    Some(&self.$rest)
                }
                #[inline]
                fn rest_mut(&mut self) -> ::std::option::Option<&mut dyn $crate::runtime::Entries> {
                    Some(&mut self.$rest)
                }
            )?
        }
        impl $crate::runtime::Shape for $name {
            type Kind = $crate::runtime::json::record::Fields;
            #[inline]
            fn empty() -> Self {
                Self {
                    $($field: $crate::runtime::Empty::empty(),)*
                    $($rest: $crate::runtime::Empty::empty(),)?
                }
            }
        }
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::json::record::debug(stringify!($name), self, f)
            }
        }
        $crate::runtime::serde_impls! { $name }
    };
    (@fixed) => {};
    (@fixed $($wire:literal = $value:literal)+) => {
        #[inline]
        fn fixed(&self) -> &'static [(&'static str, &'static str)] {
            &[$(($wire, $value)),+]
        }
    };
}
pub(crate) use record;
