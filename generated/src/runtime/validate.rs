//! Checks of what is about to be sent against the limits of the description, for crates that ask for it.
//!
//! The limits of a type are one static table; this walks over a value beside it, in the form in which it is sent. So no
//! type has code of its own for it, and a crate without it pays nothing. Values are never repeated: they may be secret.

use super::json::fault::ReadError;
use super::json::reader::{Kind, Mode, Reader};
use super::json::record::Record;
use super::json::writer::{Members, Writer};
use std::fmt;

/// A type whose values can be checked before they are sent.
pub trait Validate: Record + Sized {
    /// The limits of its fields.
    fn checks() -> &'static [Check];

    /// Whether all that is set keeps the limits of the description.
    ///
    /// # Errors
    /// All limits that are not kept, each with the path of the value.
    fn validate(&self) -> Result<(), Violations> {
        validate(self, Self::checks())
    }
}

/// What limits a field, and what is in it.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    index: usize,
    wire: &'static str,
    limits: &'static [Limit],
    each: Option<&'static Check>,
    inside: Option<Inside>,
}

/// What is in a value.
#[derive(Clone, Copy, Debug)]
enum Inside {
    /// The fields of an object, by their names.
    Fields(fn() -> &'static [Check]),
    /// The members that a union may be, by their variants.
    Members(fn() -> &'static [Check]),
}

impl Check {
    /// Of the field with this index and name, or of the variant.
    pub const fn new(index: usize, wire: &'static str) -> Self {
        Self { index, wire, limits: &[], each: None, inside: None }
    }

    /// What limits the value itself.
    #[must_use]
    pub const fn limits(mut self, limits: &'static [Limit]) -> Self {
        self.limits = limits;
        self
    }

    /// What limits each item of the list or value of the map.
    #[must_use]
    pub const fn each(mut self, each: &'static Self) -> Self {
        self.each = Some(each);
        self
    }

    /// What limits the fields of the object.
    #[must_use]
    pub const fn inside(mut self, checks: fn() -> &'static [Self]) -> Self {
        self.inside = Some(Inside::Fields(checks));
        self
    }

    /// What limits the members of the union.
    #[must_use]
    pub const fn member(mut self, checks: fn() -> &'static [Self]) -> Self {
        self.inside = Some(Inside::Members(checks));
        self
    }
}

/// A limit of a value.
#[derive(Clone, Copy)]
pub enum Limit {
    /// The smallest number.
    Minimum(f64),
    /// A number below all that are good.
    Above(f64),
    /// The largest number.
    Maximum(f64),
    /// A number above all that are good.
    Below(f64),
    /// The number is a multiple of this one.
    MultipleOf(f64),
    /// The fewest characters, items or properties.
    MinLength(usize),
    /// The most characters, items or properties.
    MaxLength(usize),
    /// All items differ.
    Unique,
    /// The text has a match of this regular expression, which the function looks for.
    Pattern(&'static str, fn(&'static str, &str) -> bool),
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minimum(least) => write!(f, "at least {least}"),
            Self::Above(least) => write!(f, "greater than {least}"),
            Self::Maximum(most) => write!(f, "at most {most}"),
            Self::Below(most) => write!(f, "less than {most}"),
            Self::MultipleOf(factor) => write!(f, "a multiple of {factor}"),
            Self::MinLength(least) => write!(f, "a length of at least {least}"),
            Self::MaxLength(most) => write!(f, "a length of at most {most}"),
            Self::Unique => f.write_str("items that all differ"),
            Self::Pattern(pattern, _) => write!(f, "the pattern `{pattern}`"),
        }
    }
}

impl fmt::Debug for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Limit({self})")
    }
}

/// A limit that a value does not keep.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Violation {
    /// Where the value is, as `member.roles[3].role_id`.
    pub path: String,
    /// The limit.
    pub limit: Limit,
    /// What kind of value it is.
    pub found: &'static str,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {} that is not", self.path, self.limit, self.found)
    }
}

/// All limits that a value does not keep.
#[derive(Clone, Debug)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Each of them, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = &Violation> {
        self.0.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// Checks the fields of a record. Those are found by index, since parameters and properties may share a name.
fn validate(record: &dyn Record, checks: &[Check]) -> Result<(), Violations> {
    let mut found = Vec::new();
    for check in checks {
        let Some(value) = record.at(check.index).filter(|value| value.is_set()) else { continue };
        let mut to = Writer::with_members();
        value.write(&mut to);
        let (text, members) = to.into_members();
        let mut walk = Walk { members, found };
        // What is written reads back; if not, sending it fails and says why.
        if let Ok(mut from) = Reader::forgiving(&text) {
            drop(walk.value(check, check.wire.to_owned(), &mut from, 0));
        }
        found = walk.found;
    }
    if found.is_empty() { Ok(()) } else { Err(Violations(found)) }
}

/// A walk over a value as it is sent.
struct Walk {
    /// The members of unions that were not come to yet.
    members: Members,
    found: Vec<Violation>,
}

impl Walk {
    /// Checks the value that comes next. `start`: where the text of the reader begins in the whole.
    fn value(&mut self, check: &Check, path: String, from: &mut Reader<'_>, start: usize) -> Result<(), ReadError> {
        let start = start + from.mark().offset();
        let kind = from.kind()?;
        let text = from.raw()?;
        for limit in check.limits {
            if kind != Kind::Null && !keeps(*limit, kind, text)? {
                self.found.push(Violation { path: path.clone(), limit: *limit, found: kind.noun() });
            }
        }
        let mut inner = Reader::new(text, Mode::Strict);
        let mut first = true;
        match (kind, check.each, check.inside) {
            (_, None, Some(Inside::Members(checks))) => {
                if let Some(check) = self.member(checks(), start) {
                    self.value(check, path, &mut inner, start)?;
                }
            }
            (Kind::Array, Some(each), _) => {
                let mut index = 0;
                inner.array()?;
                while inner.item(&mut first)? {
                    self.value(each, format!("{path}[{index}]"), &mut inner, start)?;
                    index += 1;
                }
            }
            (Kind::Object, Some(each), _) => {
                inner.object()?;
                while let Some(key) = inner.key(&mut first)? {
                    self.value(each, format!("{path}.{key}"), &mut inner, start)?;
                }
            }
            (Kind::Object, None, Some(Inside::Fields(checks))) => {
                let checks = checks();
                inner.object()?;
                while let Some(key) = inner.key(&mut first)? {
                    match checks.iter().find(|check| check.wire == key) {
                        Some(check) => self.value(check, format!("{path}.{key}"), &mut inner, start)?,
                        None => inner.skip()?,
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What limits the member that the union at this place is. Of unions in each other the outer one comes first.
    fn member(&mut self, checks: &'static [Check], at: usize) -> Option<&'static Check> {
        let next = self.members.iter().position(|(place, _)| *place == at)?;
        let (_, name) = self.members.remove(next);
        checks.iter().find(|check| check.wire == name)
    }
}

/// Whether a value keeps a limit. One of a kind that the limit is not about keeps it (JSON Schema, "Validation").
fn keeps(limit: Limit, kind: Kind, text: &str) -> Result<bool, ReadError> {
    let is_number = matches!(kind, Kind::Integer | Kind::Number);
    Ok(match limit {
        Limit::Minimum(least) => !is_number || number(text) >= least,
        Limit::Above(least) => !is_number || number(text) > least,
        Limit::Maximum(most) => !is_number || number(text) <= most,
        Limit::Below(most) => !is_number || number(text) < most,
        Limit::MultipleOf(factor) => !is_number || is_multiple(number(text), factor),
        Limit::MinLength(least) => length(kind, text)?.is_none_or(|length| length >= least),
        Limit::MaxLength(most) => length(kind, text)?.is_none_or(|length| length <= most),
        Limit::Unique => kind != Kind::Array || all_differ(text)?,
        Limit::Pattern(pattern, matches) => {
            let string = if kind == Kind::String { Reader::new(text, Mode::Strict).string()? } else { None };
            string.is_none_or(|string| matches(pattern, &string))
        }
    })
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_default()
}

/// As far as floats can tell: `0.3` is a multiple of `0.1`.
fn is_multiple(number: f64, factor: f64) -> bool {
    let times = number / factor;
    (times - times.round()).abs() <= 1e-9 * times.abs().max(1.0)
}

/// The characters of a string, items of an array, properties of an object.
fn length(kind: Kind, text: &str) -> Result<Option<usize>, ReadError> {
    let mut from = Reader::new(text, Mode::Strict);
    Ok(match kind {
        Kind::String => from.string()?.map(|text| text.chars().count()),
        Kind::Array => Some(items(text)?.len()),
        Kind::Object => {
            let (mut first, mut count) = (true, 0);
            from.object()?;
            while from.key(&mut first)?.is_some() {
                from.skip()?;
                count += 1;
            }
            Some(count)
        }
        _ => None,
    })
}

fn items(text: &str) -> Result<Vec<&str>, ReadError> {
    let mut from = Reader::new(text, Mode::Strict);
    let (mut first, mut items) = (true, Vec::new());
    from.array()?;
    while from.item(&mut first)? {
        items.push(from.raw()?);
    }
    Ok(items)
}

/// One writer has written all of them, so equal values have equal text.
fn all_differ(text: &str) -> Result<bool, ReadError> {
    let mut items = items(text)?;
    let count = items.len();
    items.sort_unstable();
    items.dedup();
    Ok(items.len() == count)
}
