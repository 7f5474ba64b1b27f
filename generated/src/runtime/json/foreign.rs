//! Types of other crates, which travel in the form their serde impls give them.

use super::fault::ReadError;
use super::reader::Reader;
use super::value::note_blank;
use serde::de::DeserializeOwned;

/// Reads a foreign value; `None` is a forgiven `null` or blank string.
///
/// # Errors
/// When the value is not JSON, or its type refuses it. The type's own words are not repeated: they may quote the value.
pub fn read<T: DeserializeOwned>(from: &mut Reader<'_>, expected: &'static str) -> Result<Option<T>, ReadError> {
    let mark = from.mark();
    if !from.is_strict() && (from.null()? || from.blank()) {
        note_blank(from);
        return Ok(None);
    }
    match serde_json::from_str(from.raw()?) {
        Ok(value) => Ok(Some(value)),
        Err(_) => {
            from.return_to(mark);
            Err(from.unexpected(expected))
        }
    }
}

/// `foreign! { chrono::DateTime<chrono::Utc> = chrono::DateTime::<chrono::Utc>::UNIX_EPOCH }`: the type and its empty
/// value, which stands where a required one was missing. The type is `Debug`, `Serialize` and `Deserialize`.
macro_rules! foreign {
    ($type:ty = $empty:expr) => {
        impl $crate::runtime::Value for $type {
            #[inline]
            fn read(
                &mut self,
                from: &mut $crate::runtime::Reader<'_>,
            ) -> ::std::result::Result<(), $crate::runtime::ReadError> {
                if let Some(value) = $crate::runtime::json::foreign::read(from, concat!("a ", stringify!($type)))? {
                    *self = value;
                }
                Ok(())
            }
            #[inline]
            fn write(&self, to: &mut $crate::runtime::Writer) {
                to.serialize(self);
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
