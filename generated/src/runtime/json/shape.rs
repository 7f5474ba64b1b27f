//! How types get `Value` and `Empty` from what a macro says of them: by their kind, with impls for all of a kind at once.

use super::fault::ReadError;
use super::reader::Reader;
use super::value::{Empty, Value};
use super::writer::Writer;
use std::fmt;

/// A type that `record!`, `string_enum!`, `integer_enum!` or `union!` describes: it is read and written as its kind is.
///
/// A function costs the compiler a quarter of a millisecond whatever it does, and there are thousands of types. So a
/// macro says what differs from type to type, and the rest comes from here.
pub trait Shape: fmt::Debug + Sized {
    /// How the type is read and written.
    type Kind: Kind<Self>;

    /// Of an enum: which values it knows.
    const VALUES: Values = Values::Any;

    /// The empty value.
    fn empty() -> Self;
}

/// The values that an enum knows.
#[derive(Clone, Copy, Debug)]
pub enum Values {
    /// It is no enum.
    Any,
    /// Strings.
    Texts(&'static [&'static str]),
    /// Integers.
    Numbers(&'static [i64]),
}

impl Values {
    pub(crate) fn has_text(&self, text: &str) -> bool {
        !matches!(self, Self::Texts(known) if !known.contains(&text))
    }

    pub(crate) fn has_number(&self, number: i64) -> bool {
        !matches!(self, Self::Numbers(known) if !known.contains(&number))
    }
}

/// How types of one kind are read and written: records, enums, unions, boxes.
pub trait Kind<T> {
    /// `Empty::BLANK_IS_NONE`.
    const BLANK_IS_NONE: bool = false;

    /// `Value::read`.
    ///
    /// # Errors
    /// Those of `Value::read`.
    fn read(value: &mut T, from: &mut Reader<'_>) -> Result<(), ReadError>;

    /// `Value::write`.
    fn write(value: &T, to: &mut Writer);

    /// `Value::is_set`.
    #[inline]
    fn is_set(_: &T) -> bool {
        true
    }

    /// `Value::required`.
    #[inline]
    fn required(_: &T) -> bool {
        true
    }
}

impl<T: Shape> Value for T {
    #[inline]
    fn read(&mut self, from: &mut Reader<'_>) -> Result<(), ReadError> {
        T::Kind::read(self, from)
    }

    #[inline]
    fn write(&self, to: &mut Writer) {
        T::Kind::write(self, to);
    }

    #[inline]
    fn is_set(&self) -> bool {
        T::Kind::is_set(self)
    }

    #[inline]
    fn required(&self) -> bool {
        T::Kind::required(self)
    }
}

impl<T: Shape> Empty for T {
    const BLANK_IS_NONE: bool = T::Kind::BLANK_IS_NONE;

    #[inline]
    fn empty() -> Self {
        Shape::empty()
    }
}

/// By way of `Shape`, because any crate may have traits for a `Box` of its types: a second impl for all `Box` is refused.
impl<T: Value + Empty> Shape for Box<T> {
    type Kind = Boxed;

    #[inline]
    fn empty() -> Self {
        Self::new(T::empty())
    }
}

/// The kind of boxes: they are what is in them.
#[derive(Debug)]
pub enum Boxed {}

impl<T: Value + Empty> Kind<Box<T>> for Boxed {
    const BLANK_IS_NONE: bool = T::BLANK_IS_NONE;

    #[inline]
    fn read(value: &mut Box<T>, from: &mut Reader<'_>) -> Result<(), ReadError> {
        (**value).read(from)
    }

    #[inline]
    fn write(value: &Box<T>, to: &mut Writer) {
        (**value).write(to);
    }

    #[inline]
    fn is_set(value: &Box<T>) -> bool {
        (**value).is_set()
    }

    #[inline]
    fn required(value: &Box<T>) -> bool {
        (**value).required()
    }
}
