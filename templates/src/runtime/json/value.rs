//! The traits through which types are read and written, and the types that need no description: scalars, lists, maps.
//!
//! Generic impls here are thin shells over functions on trait objects, because an API has thousands of types.

use super::fault::{Path, ReadError, Step};
use super::reader::Reader;
use super::writer::Writer;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

/// A value that can be filled from JSON and written as JSON.
///
/// The types of an API have it by way of `Shape`; those of other crates by `foreign!`.
pub trait Value: fmt::Debug {
    /// Fills the value from what comes next.
    ///
    /// # Errors
    /// When that does not fit the type, or is not JSON.
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError>;

    /// Writes the value.
    fn write(&self, to: &mut Writer);

    /// Whether the value is sent at all.
    #[inline]
    fn is_set(&self) -> bool {
        true
    }

    /// Whether a field of this type has to be there when reading.
    #[inline]
    fn required(&self) -> bool {
        true
    }
}

/// The state of a value before it is read.
pub trait Empty {
    /// An empty string meant as "no value": for types where `""` cannot be a value, as dates.
    const BLANK_IS_NONE: bool = false;

    /// The empty value.
    fn empty() -> Self;
}

/// Reads a whole document strictly.
///
/// # Errors
/// When the document is not JSON or does not fit the type.
#[inline]
pub fn from_json<T: Value + Empty>(json: &[u8]) -> Result<T, ReadError> {
    let mut value = T::empty();
    fill(&mut value, json)?;
    Ok(value)
}

/// Writes a value as a JSON document.
pub fn to_json(value: &dyn Value) -> Vec<u8> {
    let mut to = Writer::new();
    value.write(&mut to);
    to.into_bytes()
}

fn fill(value: &mut dyn Value, json: &[u8]) -> Result<(), ReadError> {
    let mut from = Reader::strict(json)?;
    value.read(&mut from)?;
    from.finish()
}

/// A field that may be left out, be null, or have a value, and where the three differ: in an update, absent leaves
/// what the server has, null removes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nullable<T> {
    /// Left out.
    #[default]
    Absent,
    /// Sent or received as `null`.
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value by reference.
    pub const fn as_ref(&self) -> Nullable<&T> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// The value with its target by reference: a string as `&str`.
    pub fn as_deref(&self) -> Nullable<&T::Target>
    where
        T: Deref,
    {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// What is meant where `default` holds for what is left out. `None` is `null`, which is a value of its own.
    pub fn or(self, default: T) -> Option<T> {
        match self {
            Self::Absent => Some(default),
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// Whether it is left out.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether it is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The value itself, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl From<&str> for Nullable<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

/// `None` becomes `Null`: who leaves a field out does not set it.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Value + Empty> Value for Nullable<T> {
    #[inline]
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        if from.null()? || (T::BLANK_IS_NONE && !from.is_strict() && from.blank()) {
            *self = Self::Null;
            return Ok(());
        }
        let mut value = T::empty();
        value.read(from)?;
        *self = Self::Value(value);
        Ok(())
    }

    #[inline]
    fn write(&self, to: &mut Writer) {
        match self {
            Self::Value(value) => value.write(to),
            _ => to.raw("null"),
        }
    }

    #[inline]
    fn is_set(&self) -> bool {
        !self.is_absent()
    }

    #[inline]
    fn required(&self) -> bool {
        false
    }
}

impl<T> Empty for Nullable<T> {
    #[inline]
    fn empty() -> Self {
        Self::Absent
    }
}

impl<T: Value + Empty> Value for Option<T> {
    #[inline]
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        if from.null()? || (T::BLANK_IS_NONE && !from.is_strict() && from.blank()) {
            *self = None;
            return Ok(());
        }
        self.insert(T::empty()).read(from)
    }

    #[inline]
    fn write(&self, to: &mut Writer) {
        match self {
            Some(value) => value.write(to),
            None => to.raw("null"),
        }
    }

    #[inline]
    fn is_set(&self) -> bool {
        self.is_some()
    }

    #[inline]
    fn required(&self) -> bool {
        false
    }
}

impl<T> Empty for Option<T> {
    #[inline]
    fn empty() -> Self {
        None
    }
}

/// A list, seen as its items.
trait List {
    fn clear(&mut self);
    fn read_item(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError>;
    fn item(&self, index: usize) -> Option<&dyn Value>;
}

impl<T: Value + Empty> List for Vec<T> {
    #[inline]
    fn clear(&mut self) {
        self.clear();
    }

    #[inline]
    fn read_item(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        let mut item = T::empty();
        item.read(from)?;
        self.push(item);
        Ok(())
    }

    #[inline]
    fn item(&self, index: usize) -> Option<&dyn Value> {
        self.get(index).map(|item| item as &dyn Value)
    }
}

impl<T: Value + Empty> Value for Vec<T> {
    #[inline]
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        read_list(self, from)
    }

    #[inline]
    fn write(&self, to: &mut Writer) {
        write_list(self, to);
    }

    #[inline]
    fn required(&self) -> bool {
        false
    }
}

fn read_list(list: &mut dyn List, from: &mut Reader<'_>) -> Result<(), ReadError> {
    list.clear();
    if from.null()? || !from.array()? {
        return Ok(());
    }
    let (mut first, mut index) = (true, 0);
    while from.item(&mut first)? {
        let notes = from.notes();
        list.read_item(from).map_err(|e| e.inside(Step::Index(index)))?;
        from.notes_inside(notes, || Step::Index(index));
        index += 1;
    }
    Ok(())
}

fn write_list(list: &dyn List, to: &mut Writer) {
    to.open(b'[');
    let mut index = 0;
    while let Some(item) = list.item(index) {
        if index > 0 {
            to.byte(b',');
        }
        item.write(to);
        index += 1;
    }
    to.byte(b']');
}

impl<T> Empty for Vec<T> {
    #[inline]
    fn empty() -> Self {
        Self::new()
    }
}

/// A map of names to values, seen as its entries: a field of its own, or what `record!` keeps of unknown keys.
pub trait Entries: fmt::Debug {
    /// Removes all.
    fn clear(&mut self);
    /// Reads the value of `key` and puts it in; a later value of the same key wins.
    ///
    /// # Errors
    /// When the value does not fit the type.
    fn read_entry(&mut self, key: &str, from: &mut Reader<'_>) -> Result<(), ReadError>;
    /// Calls `visit` for every entry, ordered by key.
    fn each(&self, visit: &mut dyn FnMut(&str, &dyn Value));
}

impl<T: Value + Empty> Entries for BTreeMap<String, T> {
    #[inline]
    fn clear(&mut self) {
        self.clear();
    }

    #[inline]
    fn read_entry(&mut self, key: &str, from: &mut Reader<'_>) -> Result<(), ReadError> {
        let mut value = T::empty();
        value.read(from)?;
        self.insert(key.to_owned(), value);
        Ok(())
    }

    #[inline]
    fn each(&self, visit: &mut dyn FnMut(&str, &dyn Value)) {
        self.iter().for_each(|(key, value)| visit(key, value));
    }
}

impl<T: Value + Empty> Value for BTreeMap<String, T> {
    #[inline]
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        read_map(self, from)
    }

    #[inline]
    fn write(&self, to: &mut Writer) {
        to.open(b'{');
        write_entries(self, true, to);
        to.byte(b'}');
    }

    #[inline]
    fn required(&self) -> bool {
        false
    }
}

fn read_map(map: &mut dyn Entries, from: &mut Reader<'_>) -> Result<(), ReadError> {
    map.clear();
    if from.null()? || !from.object()? {
        return Ok(());
    }
    let mut first = true;
    while let Some(key) = from.key(&mut first)? {
        read_entry(map, &key, from)?;
    }
    Ok(())
}

pub(crate) fn read_entry(map: &mut dyn Entries, key: &str, from: &mut Reader<'_>) -> Result<(), ReadError> {
    let notes = from.notes();
    map.read_entry(key, from).map_err(|e| e.inside(Step::Key(key.to_owned())))?;
    from.notes_inside(notes, || Step::Key(key.to_owned()));
    Ok(())
}

/// Writes the entries without brackets; `first` says that nothing stands before them.
pub(crate) fn write_entries(map: &dyn Entries, mut first: bool, to: &mut Writer) {
    map.each(&mut |key, value| {
        // An entry that is there is written, if only as null.
        to.key(&mut first, key);
        value.write(to);
    });
}

impl<T> Empty for BTreeMap<String, T> {
    #[inline]
    fn empty() -> Self {
        Self::new()
    }
}

impl Value for String {
    #[inline]
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        if let Some(text) = from.string()? {
            *self = text.into_owned();
        }
        Ok(())
    }

    #[inline]
    fn write(&self, to: &mut Writer) {
        to.string(self);
    }
}

impl Value for bool {
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        *self = from.boolean()?.unwrap_or(*self);
        Ok(())
    }

    fn write(&self, to: &mut Writer) {
        to.raw(if *self { "true" } else { "false" });
    }
}

impl Value for f64 {
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        *self = from.float()?.unwrap_or(*self);
        Ok(())
    }

    fn write(&self, to: &mut Writer) {
        to.serialize(self);
    }
}

impl Value for f32 {
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        let mark = from.mark();
        if let Some(text) = from.number("a number")? {
            // Not by way of f64, which would round twice.
            *self = text.parse().unwrap_or(f32::INFINITY);
        }
        if self.is_infinite() {
            from.return_to(mark);
            return Err(ReadError::new(from.offset(), "a number of single precision", "a number out of range"));
        }
        Ok(())
    }

    fn write(&self, to: &mut Writer) {
        to.serialize(self);
    }
}

macro_rules! integers {
    ($($type:ident $expected:literal)*) => { $(
        impl Value for $type {
            fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
                // In range for the type, or `integer` is an error.
                if let Some(number) = from.integer($type::MIN as i64, $type::MAX as u64, $expected)? {
                    *self = $type::try_from(number).unwrap_or_default();
                }
                Ok(())
            }

            fn write(&self, to: &mut Writer) {
                to.serialize(self);
            }
        }
    )* };
}
integers! {
    i8 "an 8-bit integer" i16 "a 16-bit integer" i32 "a 32-bit integer" i64 "a 64-bit integer"
    u8 "an unsigned 8-bit integer" u16 "an unsigned 16-bit integer" u32 "an unsigned 32-bit integer"
    u64 "an unsigned 64-bit integer"
}

impl Empty for () {
    fn empty() -> Self {}
}

/// Nothing: written as `null`, and reads anything.
impl Value for () {
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        from.skip()
    }

    fn write(&self, to: &mut Writer) {
        to.raw("null");
    }

    fn required(&self) -> bool {
        false
    }
}

macro_rules! empty_by_default {
    ($($type:ty)*) => { $(
        impl Empty for $type {
            #[inline]
            fn empty() -> Self {
                Self::default()
            }
        }
    )* };
}
empty_by_default! { String bool f32 f64 i8 i16 i32 i64 u8 u16 u32 u64 serde_json::Value }

impl Value for serde_json::Value {
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        *self = read_tree(from)?;
        Ok(())
    }

    fn write(&self, to: &mut Writer) {
        match self {
            // So that a plain body is the text itself.
            serde_json::Value::String(text) => to.string(text),
            _ => to.serialize(self),
        }
    }
}

fn read_tree(from: &mut Reader<'_>) -> Result<serde_json::Value, ReadError> {
    use super::reader::Kind;
    use serde_json::Value as Json;
    let mut first = true;
    Ok(match from.kind()? {
        Kind::Null => {
            from.null()?;
            Json::Null
        }
        Kind::Boolean => Json::Bool(from.boolean()?.unwrap_or_default()),
        Kind::String => Json::String(from.string()?.unwrap_or_default().into_owned()),
        Kind::Integer | Kind::Number => Json::Number(read_number(from)?),
        Kind::Array => {
            let mut items = Vec::new();
            from.array()?;
            while from.item(&mut first)? {
                let index = items.len();
                items.push(read_tree(from).map_err(|e| e.inside(Step::Index(index)))?);
            }
            Json::Array(items)
        }
        Kind::Object => {
            let mut map = serde_json::Map::new();
            from.object()?;
            while let Some(key) = from.key(&mut first)? {
                let value = read_tree(from).map_err(|e| e.inside(Step::Key(key.clone().into_owned())))?;
                map.insert(key.into_owned(), value);
            }
            Json::Object(map)
        }
    })
}

/// Integers stay exact where 64 bits hold them; `serde_json`'s own reader would also round some floats.
fn read_number(from: &mut Reader<'_>) -> Result<serde_json::Number, ReadError> {
    let mark = from.mark();
    let text = from.number("a number")?.unwrap_or_default();
    if let Ok(number) = text.parse::<i64>() {
        // "-0" is a float: as an integer it would lose its sign.
        if number != 0 || !text.starts_with('-') {
            return Ok(number.into());
        }
    }
    if let Ok(number) = text.parse::<u64>() {
        return Ok(number.into());
    }
    let number = text.parse::<f64>().ok().and_then(serde_json::Number::from_f64);
    number.ok_or_else(|| {
        from.return_to(mark);
        ReadError::new(from.offset(), "a number", "a number out of range")
    })
}

/// A required value that the server sent blank: left empty and noted.
pub(crate) fn note_blank(from: &mut Reader<'_>) {
    from.note(Path::default());
}
