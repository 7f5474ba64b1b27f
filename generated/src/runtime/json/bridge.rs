//! `serde::Serialize` and `serde::Deserialize` for our types, by way of JSON text: what serde asks for is generic over
//! the format, not over the type, so that it is compiled once per format and not once per type.

use super::fault::ReadError;
use super::reader::{Kind, Reader};
use super::value::Value;
use super::writer::Writer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use std::cell::RefCell;
use std::fmt;

/// Serializes a value: absent fields are left out, in the order of the description.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(value: &dyn Value, serializer: S) -> Result<S::Ok, S::Error> {
    let json = super::value::to_json(value);
    let reader = RefCell::new(Reader::strict(&json).map_err(S::Error::custom)?);
    Next(&reader).serialize(serializer)
}

/// Deserializes a value strictly.
///
/// # Errors
/// Those of the deserializer, and when what it gives does not fit the type.
pub fn deserialize<'de, T: Value + super::value::Empty, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::empty();
    deserialize_into(&mut value, deserializer)?;
    Ok(value)
}

fn deserialize_into<'de, D: Deserializer<'de>>(value: &mut dyn Value, deserializer: D) -> Result<(), D::Error> {
    let mut json = Writer::new();
    Collect(&mut json).deserialize(deserializer)?;
    fill(value, &json.into_bytes()).map_err(D::Error::custom)
}

fn fill(value: &mut dyn Value, json: &[u8]) -> Result<(), ReadError> {
    let mut reader = Reader::strict(json)?;
    value.read(&mut reader)?;
    reader.finish()
}

/// The next value of the reader. Serializing takes `&self`, hence the cell; nobody else holds it meanwhile.
struct Next<'c, 'a>(&'c RefCell<Reader<'a>>);

impl<'a> Next<'_, 'a> {
    fn take<T, E: serde::ser::Error>(
        &self,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, ReadError>,
    ) -> Result<T, E> {
        read(&mut self.0.borrow_mut()).map_err(E::custom)
    }
}

impl Serialize for Next<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut first = true;
        match self.take(Reader::kind)? {
            Kind::Null => {
                self.take(Reader::null)?;
                to.serialize_unit()
            }
            Kind::Boolean => to.serialize_bool(self.take(Reader::boolean)?.unwrap_or_default()),
            Kind::String => to.serialize_str(&self.take(Reader::string)?.unwrap_or_default()),
            Kind::Integer | Kind::Number => serialize_number(self.take(|r| r.number("a number"))?, to),
            Kind::Array => {
                self.take(Reader::array)?;
                let mut items = to.serialize_seq(None)?;
                while self.take(|r| r.item(&mut first))? {
                    items.serialize_element(self)?;
                }
                items.end()
            }
            Kind::Object => {
                self.take(Reader::object)?;
                let mut entries = to.serialize_map(None)?;
                while let Some(key) = self.take(|r| r.key(&mut first))? {
                    entries.serialize_entry(&*key, self)?;
                }
                entries.end()
            }
        }
    }
}

fn serialize_number<S: Serializer>(text: Option<&str>, to: S) -> Result<S::Ok, S::Error> {
    let text = text.unwrap_or_default();
    if let Ok(number) = text.parse() {
        return to.serialize_i64(number);
    }
    if let Ok(number) = text.parse() {
        return to.serialize_u64(number);
    }
    to.serialize_f64(text.parse().map_err(S::Error::custom)?)
}

/// Writes whatever the deserializer gives as JSON text.
struct Collect<'w>(&'w mut Writer);

impl<'de> DeserializeSeed<'de> for Collect<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Collect<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON has")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.0.raw(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.0.serialize(&value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.0.serialize(&value);
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.0.serialize(&value);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.0.string(value);
        Ok(())
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<(), E> {
        self.0.binary(value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.raw("null");
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.0.raw("null");
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.open(b'[');
        // The comma is written before it is known that an item follows, and taken back at the end.
        let mut length = self.0.len();
        while items.next_element_seed(Collect(self.0))?.is_some() {
            length = self.0.len();
            self.0.byte(b',');
        }
        self.0.truncate(length);
        self.0.byte(b']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.0.open(b'{');
        let mut length = self.0.len();
        while entries.next_key_seed(Collect(self.0))?.is_some() {
            self.0.byte(b':');
            entries.next_value_seed(Collect(self.0))?;
            length = self.0.len();
            self.0.byte(b',');
        }
        self.0.truncate(length);
        self.0.byte(b'}');
        Ok(())
    }
}

/// The two impls for one type.
macro_rules! serde_impls {
    ($name:ident) => {
        impl ::serde::Serialize for $name {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::runtime::json::bridge::serialize(self, to)
            }
        }
        impl<'de> ::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::json::bridge::deserialize(from)
            }
        }
    };
}
pub(crate) use serde_impls;
