//! Enums of strings and of integers, with a variant that keeps what the description does not know.

use super::fault::ReadError;
use super::reader::Reader;
use super::shape::{Kind, Shape};
use super::value::Value;
use super::writer::Writer;
use std::fmt;

/// The kind of enums of strings.
#[derive(Debug)]
pub enum Text {}

impl<T: Shape + for<'a> From<&'a str> + AsRef<str>> Kind<T> for Text {
    #[inline]
    fn read(value: &mut T, from: &mut Reader<'_>) -> Result<(), ReadError> {
        if let Some(text) = from.string()? {
            if from.is_exact() && !T::VALUES.has_text(&text) {
                return Err(unknown(from));
            }
            *value = T::from(&*text);
        }
        Ok(())
    }

    #[inline]
    fn write(value: &T, to: &mut Writer) {
        to.string(value.as_ref());
    }
}

/// The kind of enums of integers.
#[derive(Debug)]
pub enum Number {}

impl<T: Shape + From<i64> + Clone> Kind<T> for Number
where
    i64: From<T>,
{
    #[inline]
    fn read(value: &mut T, from: &mut Reader<'_>) -> Result<(), ReadError> {
        let mut number = i64::from(value.clone());
        number.read(from)?;
        if from.is_exact() && !T::VALUES.has_number(number) {
            return Err(unknown(from));
        }
        *value = T::from(number);
        Ok(())
    }

    #[inline]
    fn write(value: &T, to: &mut Writer) {
        i64::from(value.clone()).write(to);
    }
}

#[cold]
fn unknown(from: &Reader<'_>) -> ReadError {
    ReadError::new(from.offset(), "a known value", "another")
}

/// Shows an enum's value, and that it is not a known one.
///
/// # Errors
/// Those of the formatter.
pub fn debug<T: fmt::Debug + PartialEq>(value: T, known: &[T], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if known.contains(&value) { value.fmt(f) } else { f.debug_tuple("Unknown").field(&value).finish() }
}

/// What derives would give as well is here where that is cheaper to compile: there are thousands of enums.
///
/// `string_enum! { Color { Red = "red", Blue = "blue" } }` after `enum Color { Red, Blue, Unknown(String) }`.
macro_rules! string_enum {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $name {
            /// The values that are known.
            pub const KNOWN: &'static [&'static str] = &[$($text),*];

            /// The value as it is in JSON.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
            }
        }
        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Unknown(::std::string::String::from(text)),
                }
            }
        }
        impl ::std::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }
        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;
            #[inline]
            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                Ok(Self::from(text))
            }
        }
        impl ::std::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::json::enums::debug(self.as_str(), Self::KNOWN, f)
            }
        }
        impl ::std::cmp::Eq for $name {}
        impl ::std::hash::Hash for $name {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, to: &mut H) {
                self.as_str().hash(to);
            }
        }
        impl $crate::runtime::Shape for $name {
            type Kind = $crate::runtime::json::enums::Text;
            const VALUES: $crate::runtime::Values = $crate::runtime::Values::Texts(Self::KNOWN);
            #[inline]
            fn empty() -> Self {
                Self::Unknown(::std::string::String::new())
            }
        }
        $crate::runtime::serde_impls! { $name }
    };
}
pub(crate) use string_enum;

/// `integer_enum! { Level { One = 1, Two = 2 } }` after `enum Level { One, Two, Unknown(i64) }`.
macro_rules! integer_enum {
    ($name:ident { $($variant:ident = $number:literal),* $(,)? }) => {
        impl $name {
            /// The values that are known.
            pub const KNOWN: &'static [i64] = &[$($number),*];

            /// The value as it is in JSON.
            #[inline]
            pub const fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Unknown(number) => *number,
                }
            }
        }
        impl ::std::convert::From<i64> for $name {
            #[inline]
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    _ => Self::Unknown(number),
                }
            }
        }
        impl ::std::convert::From<$name> for i64 {
            #[inline]
            fn from(value: $name) -> Self {
                value.as_i64()
            }
        }
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.as_i64().fmt(f)
            }
        }
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::json::enums::debug(self.as_i64(), Self::KNOWN, f)
            }
        }
        impl ::std::cmp::Eq for $name {}
        impl ::std::hash::Hash for $name {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, to: &mut H) {
                self.as_i64().hash(to);
            }
        }
        impl $crate::runtime::Shape for $name {
            type Kind = $crate::runtime::json::enums::Number;
            const VALUES: $crate::runtime::Values = $crate::runtime::Values::Numbers(Self::KNOWN);
            #[inline]
            fn empty() -> Self {
                Self::Unknown(0)
            }
        }
        $crate::runtime::serde_impls! { $name }
    };
}
pub(crate) use integer_enum;
