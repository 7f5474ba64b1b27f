//! Enums of types (`oneOf`, `anyOf`): which member a value is, decided by a discriminator or by what the value holds.
//!
//! What no member fits is kept as it is. Trials are strict, so that no member is taken for having forgiven all.

use super::fault::ReadError;
use super::reader::{Kind, Mark, Reader};
use super::shape::Kind as ShapeKind;
use super::value::Value;
use super::writer::Writer;
use std::borrow::Cow;
use std::fmt;

/// A member of a union, and what is asked of a value to be it.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The name of its variant.
    pub name: &'static str,
    /// What the value has to be.
    pub test: Test,
}

/// What a value has to be to be a member.
#[derive(Clone, Copy, Debug)]
pub enum Test {
    /// An object whose discriminator has one of these values.
    Tag(&'static str, &'static [&'static str]),
    /// Anything: a member that only its own reading can refuse.
    Any,
    /// Of this kind.
    Kind(Kind),
    /// An object with all these keys.
    Keys(&'static [Key]),
}

/// A key that has to be there, with this string value if there is one.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The name of the key.
    pub name: &'static str,
    /// The string it has to have.
    pub value: Option<&'static str>,
}

/// An enum of types, seen as its members. Defined by `union!`.
pub trait Union {
    /// The members, in the order they are tried.
    fn members(&self) -> &'static [Member];
    /// Becomes the empty member of this name; the unknown one when there is none.
    fn become_member(&mut self, name: &str);
    /// The member that it is, by name, and its value.
    fn member(&self) -> (&'static str, &dyn Value);
    /// The member's value, to be changed.
    fn inner_mut(&mut self) -> &mut dyn Value;
}

/// The kind of unions.
#[derive(Debug)]
pub enum OneOf {}

impl<T: Union> ShapeKind<T> for OneOf {
    #[inline]
    fn read(value: &mut T, from: &mut Reader<'_>) -> Result<(), ReadError> {
        read(value, from)
    }

    #[inline]
    fn write(value: &T, to: &mut Writer) {
        value.member().1.write(to);
    }
}

/// The variant that is not a member.
const UNKNOWN: &str = "Unknown";

/// Top-level keys of an object, with their values where those are strings.
type Survey<'a> = Vec<(Cow<'a, str>, Option<Cow<'a, str>>)>;

/// Looks at a value once, and comes back to its start.
fn survey<'a>(from: &mut Reader<'a>, mark: Mark) -> Result<(Kind, Survey<'a>), ReadError> {
    let kind = from.kind()?;
    let mut keys = Survey::new();
    if kind == Kind::Object {
        let mut first = true;
        from.object()?;
        while let Some(key) = from.key(&mut first)? {
            let value = if from.kind()? == Kind::String {
                from.string()?
            } else {
                from.skip()?;
                None
            };
            keys.push((key, value));
        }
        from.return_to(mark);
    }
    Ok((kind, keys))
}

impl Test {
    fn holds(&self, kind: Kind, keys: &Survey<'_>) -> bool {
        match self {
            Test::Any => true,
            Test::Kind(Kind::Number) => matches!(kind, Kind::Number | Kind::Integer),
            Test::Kind(wanted) => *wanted == kind,
            Test::Tag(name, values) => {
                // The last of duplicate keys wins, as in records.
                let tag = keys.iter().rev().find(|(key, _)| key == name).and_then(|(_, value)| value.as_deref());
                tag.is_some_and(|tag| values.contains(&tag))
            }
            Test::Keys(wanted) => {
                kind == Kind::Object
                    && wanted.iter().all(|wanted| {
                        keys.iter()
                            .rev()
                            .find(|(key, _)| key == wanted.name)
                            .is_some_and(|(_, value)| wanted.value.is_none() || value.as_deref() == wanted.value)
                    })
            }
        }
    }
}

/// Becomes the member that the value is.
///
/// # Errors
/// When the value is not JSON, or is not what its discriminator says.
fn read(union: &mut dyn Union, from: &mut Reader<'_>) -> Result<(), ReadError> {
    from.again = false;
    let mark = from.mark();
    let (kind, keys) = survey(from, mark)?;
    for member in union.members() {
        if !member.test.holds(kind, &keys) {
            continue;
        }
        union.become_member(member.name);
        if let Test::Tag(..) = member.test {
            return union.inner_mut().read(from);
        }
        // Unions in unions could multiply the work; a document may cause so much of it, then no more is tried.
        if from.wasted > 16 * from.len() + 65_536 {
            break;
        }
        from.set_strict(true);
        let result = union.inner_mut().read(from);
        if result.is_ok() {
            from.set_strict(mark.is_strict());
            return Ok(());
        }
        from.wasted += from.offset().saturating_sub(mark.offset());
        from.return_to(mark);
    }
    union.become_member(UNKNOWN);
    union.inner_mut().read(from)
}

/// Shows a union as the variant that it is.
///
/// # Errors
/// Those of the formatter.
pub fn debug(union: &dyn Union, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (name, value) = union.member();
    f.debug_tuple(name).field(&value).finish()
}

/// Either by discriminator,
/// `union! { Pet by "petType" { Cat(Cat) = "cat" | "Cat", Dog(Box<Dog>) = "dog" } }`,
/// or by what the value holds,
/// `union! { Shape { Circle(Circle) if object ["radius"], Square(Square) if object ["side", "kind" = "square"],
/// Name(String) if string, Count(i64) if integer, Ratio(f64) if number, Flag(bool) if boolean,
/// Many(Vec<Shape>) if array, Nothing(()) if null, Other(Value) if any } }`. The enum also has `Unknown(serde_json::Value)`.
macro_rules! union {
    ($name:ident by $tag:literal { $($variant:ident($type:ty) = $($value:literal)|+),* $(,)? }) => {
        $crate::runtime::union! { @impls $name
            $($variant($type) ($crate::runtime::Test::Tag($tag, &[$($value),+])))*
        }
    };
    ($name:ident {
        $($variant:ident($type:ty) if $kind:ident $([$($key:literal $(= $value:literal)?),* $(,)?])?),* $(,)?
    }) => {
        $crate::runtime::union! { @impls $name
            $($variant($type) ($crate::runtime::union! { @test $kind $([$($key $(= $value)?),*])? }))*
        }
    };
    (@test any) => { $crate::runtime::Test::Any };
    (@test object) => { $crate::runtime::Test::Keys(&[]) };
    (@test object [$($key:literal $(= $value:literal)?),*]) => {
        $crate::runtime::Test::Keys(&[$($crate::runtime::Key {
            name: $key,
            value: $crate::runtime::union! { @value $($value)? },
        }),*])
    };
    (@test string) => { $crate::runtime::Test::Kind($crate::runtime::Kind::String) };
    (@test integer) => { $crate::runtime::Test::Kind($crate::runtime::Kind::Integer) };
    (@test number) => { $crate::runtime::Test::Kind($crate::runtime::Kind::Number) };
    (@test boolean) => { $crate::runtime::Test::Kind($crate::runtime::Kind::Boolean) };
    (@test array) => { $crate::runtime::Test::Kind($crate::runtime::Kind::Array) };
    (@test null) => { $crate::runtime::Test::Kind($crate::runtime::Kind::Null) };
    (@value) => { None };
    (@value $value:literal) => { Some($value) };
    (@impls $name:ident $($variant:ident($type:ty) ($test:expr))*) => {
        impl $crate::runtime::Union for $name {
            #[inline]
            fn members(&self) -> &'static [$crate::runtime::Member] {
                &[$($crate::runtime::Member { name: stringify!($variant), test: $test }),*]
            }
            #[inline]
            fn become_member(&mut self, name: &str) {
                *self = match name {
                    $(stringify!($variant) => Self::$variant($crate::runtime::Empty::empty()),)*
                    _ => Self::Unknown(::serde_json::Value::Null),
                };
            }
            #[inline]
            fn member(&self) -> (&'static str, &dyn $crate::runtime::Value) {
                match self {
                    $(Self::$variant(value) => (stringify!($variant), value),)*
                    Self::Unknown(value) => ("Unknown", value),
                }
            }
            #[inline]
            fn inner_mut(&mut self) -> &mut dyn $crate::runtime::Value {
                match self {
                    $(Self::$variant(value) => value,)*
                    Self::Unknown(value) => value,
                }
            }
        }
        impl $crate::runtime::Shape for $name {
            type Kind = $crate::runtime::json::union::OneOf;
            #[inline]
            fn empty() -> Self {
                Self::Unknown(::serde_json::Value::Null)
            }
        }
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::json::union::debug(self, f)
            }
        }
        $crate::runtime::serde_impls! { $name }
    };
}
pub(crate) use union;
