//! Enums of types (`oneOf`, `anyOf`): which member a value is, decided by a discriminator or by what the value holds.
//!
//! What no member fits is kept as it is. Trials are strict, so that no member is taken for having forgiven all.

use super::fault::ReadError;
use super::reader::{Kind, Mark, Mode, Reader};
use super::shape::Kind as ShapeKind;
use super::value::Value;
use super::writer::Writer;
use std::borrow::Cow;
use std::fmt;

/// How the members of a union are told apart.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The key whose value says which member it is.
    pub tag: Option<&'static str>,
    /// The member for values of that key that name none, and for none.
    pub default: Option<&'static str>,
    /// The members, in the order in which they are tried.
    pub members: &'static [Member],
}

/// A member of a union, and what is asked of a value to be it.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The name of its variant.
    pub name: &'static str,
    /// The values of the tag that name it.
    pub tags: &'static [&'static str],
    /// What a value without a tag has to be.
    pub test: Test,
}

/// What a value has to be to be a member.
#[derive(Clone, Copy, Debug)]
pub enum Test {
    /// Named by its tag.
    Tagged,
    /// Anything: a member that only its own reading can refuse.
    Any,
    /// Of this kind.
    Kind(Kind),
    /// An object with all these keys, that may have those others as well, where it matters which.
    Keys(&'static [Key], Option<&'static [&'static str]>),
}

/// A key that has to be there, with this value if there is one.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The name of the key.
    pub name: &'static str,
    /// The value it has to have.
    pub value: Option<Constant>,
}

/// The value that a key has to have.
#[derive(Clone, Copy, Debug)]
pub enum Constant {
    /// A string.
    Text(&'static str),
    /// A number or a boolean, as it is in JSON.
    Raw(&'static str),
}

/// An enum of types, seen as its members. Defined by `union!`.
pub trait Union {
    /// How they are told apart.
    fn rule(&self) -> &'static Rule;
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
        write(value, to);
    }
}

/// The variant that is not a member.
const UNKNOWN: &str = "Unknown";

/// What a value looks like: its kind, and of an object the keys.
struct Look<'a> {
    kind: Kind,
    keys: Vec<(Cow<'a, str>, Option<Scalar<'a>>)>,
}

/// A string, or the text of a number or boolean.
struct Scalar<'a> {
    text: Cow<'a, str>,
    quoted: bool,
}

impl<'a> Look<'a> {
    /// Looks at a value once, and comes back to its start.
    fn at(from: &mut Reader<'a>, mark: Mark) -> Result<Self, ReadError> {
        let kind = from.kind()?;
        let mut keys = Vec::new();
        if kind == Kind::Object {
            let mut first = true;
            from.object()?;
            while let Some(key) = from.key(&mut first)? {
                let value = match from.kind()? {
                    Kind::String => from.string()?.map(|text| Scalar { text, quoted: true }),
                    Kind::Integer | Kind::Number | Kind::Boolean => {
                        Some(Scalar { text: Cow::Borrowed(from.raw()?), quoted: false })
                    }
                    Kind::Null | Kind::Array | Kind::Object => {
                        from.skip()?;
                        None
                    }
                };
                keys.push((key, value));
            }
            from.return_to(mark);
        }
        Ok(Self { kind, keys })
    }

    /// The value of a key, if that is there: the last of duplicates wins, as in records.
    fn get(&self, name: &str) -> Option<Option<&Scalar<'a>>> {
        self.keys.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_ref())
    }

    fn has(&self, wanted: &Key) -> bool {
        self.get(wanted.name).is_some_and(|value| match wanted.value {
            None => true,
            Some(Constant::Text(text)) => value.is_some_and(|value| value.quoted && value.text == text),
            Some(Constant::Raw(text)) => value.is_some_and(|value| !value.quoted && value.text == text),
        })
    }

    fn fits(&self, test: &Test) -> bool {
        match test {
            Test::Tagged => false,
            Test::Any => true,
            // An integer is a number, and may be written as `1.0`.
            Test::Kind(Kind::Number | Kind::Integer) => matches!(self.kind, Kind::Number | Kind::Integer),
            Test::Kind(wanted) => *wanted == self.kind,
            Test::Keys(wanted, _) => self.kind == Kind::Object && wanted.iter().all(|wanted| self.has(wanted)),
        }
    }

    /// What ranks a member that the value may be, the lowest first: most constants met, fewest keys that it does not
    /// know. Between equals, the order of the rule stands.
    fn rank(&self, test: &Test) -> (usize, usize) {
        let Test::Keys(wanted, known) = test else { return (usize::MAX, self.keys.len()) };
        let constants = wanted.iter().filter(|key| key.value.is_some()).count();
        let is_stranger = |key: &str| {
            known.is_some_and(|known| !known.contains(&key) && wanted.iter().all(|wanted| wanted.name != key))
        };
        (usize::MAX - constants, self.keys.iter().filter(|(key, _)| is_stranger(key)).count())
    }
}

/// Becomes the member that the value is.
///
/// # Errors
/// When the value is not JSON, or is not what its discriminator says.
fn read(union: &mut dyn Union, from: &mut Reader<'_>) -> Result<(), ReadError> {
    from.again = false;
    let mark = from.mark();
    let look = Look::at(from, mark)?;
    let rule = union.rule();
    if let Some(tag) = rule.tag {
        let text = look.get(tag).flatten().map(|value| &*value.text);
        let named = text.and_then(|text| rule.members.iter().find(|member| member.tags.contains(&text)));
        if let Some(name) = named.map(|member| member.name).or(rule.default) {
            union.become_member(name);
            return union.inner_mut().read(from);
        }
        if text.is_some() {
            return unknown(union, from);
        }
    }
    let mut members: Vec<&Member> = rule.members.iter().filter(|member| look.fits(&member.test)).collect();
    members.sort_by_key(|member| look.rank(&member.test));
    // What is exactly one of several is that; else, what one of them takes without having to forgive anything.
    let modes: &[Mode] = match (from.is_exact(), members.len()) {
        (true, _) => &[Mode::Exact],
        (false, 0 | 1) => &[Mode::Strict],
        (false, _) => &[Mode::Exact, Mode::Strict],
    };
    for mode in modes {
        for member in &members {
            if attempt(union, member, *mode, from, mark) {
                return Ok(());
            }
        }
    }
    // Where keys leave but one, that one is forgiven as any other value is.
    let mut told = members.iter().filter(|member| matches!(member.test, Test::Keys([_, ..], _)));
    if let (Mode::Forgiving, Some(member), None) = (mark.mode(), told.next(), told.next())
        && attempt(union, member, Mode::Forgiving, from, mark)
    {
        return Ok(());
    }
    unknown(union, from)
}

/// Reads the value as this member; if it is not, comes back to its start.
fn attempt(union: &mut dyn Union, member: &Member, mode: Mode, from: &mut Reader<'_>, mark: Mark) -> bool {
    // Unions in unions could multiply the work; a document may cause so much of it, then no more is tried.
    if from.wasted > 16 * from.len() + 65_536 {
        return false;
    }
    union.become_member(member.name);
    let notes = from.notes();
    from.set_mode(mode);
    from.unplaced = None;
    // A union that is a member keeps what none of its own members is, and would be taken for it.
    let fits = union.inner_mut().read(from).is_ok() && from.unplaced != Some(mark.offset());
    if fits {
        from.set_mode(mark.mode());
    } else {
        from.wasted += from.offset().saturating_sub(mark.offset());
        from.return_to(mark);
        from.forget_notes(notes);
    }
    fits
}

/// Keeps a value that no member is. One that is tried as something else is refused instead.
fn unknown(union: &mut dyn Union, from: &mut Reader<'_>) -> Result<(), ReadError> {
    if from.is_exact() {
        return Err(from.unexpected("a member of the union"));
    }
    union.become_member(UNKNOWN);
    let start = from.mark().offset();
    union.inner_mut().read(from)?;
    from.unplaced = Some(start);
    Ok(())
}

fn write(union: &dyn Union, to: &mut Writer) {
    let (name, value) = union.member();
    to.member(name);
    value.write(to);
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
/// `union! { Pet by "petType" or Dog { Cat(Cat) = "cat" | "Cat", Dog(Box<Dog>) = "dog" } }`,
/// or by what the value holds,
/// `union! { Shape { Circle(Circle) if object ["radius"], Square(Square) if object ["side", "kind" = "square"],
/// Old(Old) if object ["version" is "1"] knows ["note"], Name(String) if string, Count(i64) if integer,
/// Ratio(f64) if number, Flag(bool) if boolean, Many(Vec<Shape>) if array, Nothing(()) if null, Other(Value) if any } }`,
/// or by both. The enum also has `Unknown(serde_json::Value)`.
macro_rules! union {
    ($name:ident $(by $tag:literal)? $(or $default:ident)? {
        $($variant:ident($type:ty) $(= $($value:literal)|+)?
            $(if $kind:ident $([$($key:literal $(= $text:literal)? $(is $raw:literal)?),* $(,)?])?
                $(knows [$($known:literal),* $(,)?])?)?
        ),* $(,)?
    }) => {
        impl $crate::runtime::Union for $name {
            #[inline]
            fn rule(&self) -> &'static $crate::runtime::Rule {
                &$crate::runtime::Rule {
                    tag: $crate::runtime::union! { @option $($tag)? },
                    default: $crate::runtime::union! { @option $(stringify!($default))? },
                    members: &[$($crate::runtime::Member {
                        name: stringify!($variant),
                        tags: &[$($($value),+)?],
                        test: $crate::runtime::union! { @test $($kind $([$($key $(= $text)? $(is $raw)?),*])?
                            $(knows [$($known),*])?)? },
                    }),*],
                }
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
    (@test) => { $crate::runtime::Test::Tagged };
    (@test any) => { $crate::runtime::Test::Any };
    (@test object $([$($key:literal $(= $text:literal)? $(is $raw:literal)?),*])? $(knows [$($known:literal),*])?) => {
        $crate::runtime::Test::Keys(
            &[$($($crate::runtime::Key {
                name: $key,
                value: $crate::runtime::union! { @constant $(= $text)? $(is $raw)? },
            }),*)?],
            $crate::runtime::union! { @option $(&[$($known),*])? },
        )
    };
    (@test string) => { $crate::runtime::Test::Kind($crate::runtime::Kind::String) };
    (@test integer) => { $crate::runtime::Test::Kind($crate::runtime::Kind::Integer) };
    (@test number) => { $crate::runtime::Test::Kind($crate::runtime::Kind::Number) };
    (@test boolean) => { $crate::runtime::Test::Kind($crate::runtime::Kind::Boolean) };
    (@test array) => { $crate::runtime::Test::Kind($crate::runtime::Kind::Array) };
    (@test null) => { $crate::runtime::Test::Kind($crate::runtime::Kind::Null) };
    (@constant) => { None };
    (@constant = $text:literal) => { Some($crate::runtime::Constant::Text($text)) };
    (@constant is $raw:literal) => { Some($crate::runtime::Constant::Raw($raw)) };
    (@option) => { None };
    (@option $value:expr) => { Some($value) };
}
pub(crate) use union;
