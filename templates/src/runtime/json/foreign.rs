//! Types of other crates, which travel in the form that their serde impls, or modules for `#[serde(with)]`, give them.

use super::fault::ReadError;
use super::reader::Reader;
use super::value::note_blank;
use serde_json::de::{Deserializer, StrRead};

/// Reads a foreign value, as `parse` takes it; `None` is a forgiven `null` or blank string.
///
/// # Errors
/// When the value is not JSON, or its type refuses it. The type's own words are not repeated: they may quote the value.
pub fn read<T>(
    from: &mut Reader<'_>,
    expected: &'static str,
    parse: impl FnOnce(&mut Deserializer<StrRead<'_>>) -> serde_json::Result<T>,
) -> Result<Option<T>, ReadError> {
    let mark = from.mark();
    if !from.is_strict() && (from.null()? || from.blank()) {
        note_blank(from);
        return Ok(None);
    }
    let mut json = Deserializer::from_str(from.raw()?);
    match parse(&mut json).and_then(|value| json.end().map(|()| value)) {
        Ok(value) => Ok(Some(value)),
        Err(_) => {
            from.return_to(mark);
            Err(from.unexpected(expected))
        }
    }
}

/// `foreign! { chrono::DateTime<chrono::Utc> = chrono::DateTime::<chrono::Utc>::UNIX_EPOCH }`: the type and its empty
/// value, which stands where a required one was missing. The type is `Debug`, `Serialize` and `Deserialize`.
///
/// `foreign! { time::OffsetDateTime = time::OffsetDateTime::UNIX_EPOCH, with time::serde::rfc3339 }`: the module has what
/// the type need not be, `serialize` and `deserialize`.
macro_rules! foreign {
    ($type:ty = $empty:expr) => {
        $crate::runtime::foreign! { $type = $empty, by ::serde::Serialize::serialize, ::serde::Deserialize::deserialize }
    };
    ($type:ty = $empty:expr, with $($module:tt)+) => {
        $crate::runtime::foreign! { $type = $empty, by $($module)+::serialize, $($module)+::deserialize }
    };
    ($type:ty = $empty:expr, by $serialize:path, $deserialize:path) => {
        impl $crate::runtime::Value for $type {
            #[inline]
            fn read(
                &mut self,
                from: &mut $crate::runtime::Reader<'_>,
            ) -> ::std::result::Result<(), $crate::runtime::ReadError> {
                let expected = concat!("a ", stringify!($type));
                if let Some(value) =
                    $crate::runtime::json::foreign::read(from, expected, |json| $deserialize(json))?
                {
                    *self = value;
                }
                Ok(())
            }
            #[inline]
            fn write(&self, to: &mut $crate::runtime::Writer) {
                to.serialize_by(|json| $serialize(self, json));
            }
        }
        impl $crate::runtime::Empty for $type {
            const BLANK_IS_NONE: bool = true;
            #[inline]
            fn empty() -> Self {
                $empty
            }
        }
    };
}
pub(crate) use foreign;
