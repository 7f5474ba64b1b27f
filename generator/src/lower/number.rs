//! Numbers: the Rust type that a format and limits ask for.

use serde_json::Number as JsonNumber;

use crate::ir::{Constraints, Integer, Number, Type};

/// An integer: as its format says, else without sign where none is allowed, else of 64 bits. Limits never make it
/// smaller than that: a server that raises one must not break who reads its answers.
pub fn integer(format: Option<&str>, limits: &Constraints) -> Type {
    let least = limits.minimum.as_ref().and_then(|(least, _)| least.as_f64());
    let most = limits.maximum.as_ref().and_then(|(most, _)| most.as_f64());
    let unsigned = || least.is_some_and(|least| least >= 0.0) || most.is_some_and(|most| most > i64::MAX as f64);
    let of_format = format.and_then(integer_format);
    Type::Integer(of_format.unwrap_or_else(|| if unsigned() { Integer::U64 } else { Integer::I64 }))
}

/// A number: an integer where its format is that of one, which would lose digits as a float. Else it has 64 bits, whatever
/// its format: servers send more digits than a `float` of 32 bits can hold.
pub fn float(format: Option<&str>) -> Type {
    format.and_then(integer_format).map_or(Type::Number(Number::F64), Type::Integer)
}

/// The formats of the OpenAPI Format Registry, and those that occur instead of them.
fn integer_format(format: &str) -> Option<Integer> {
    Some(match format.to_ascii_lowercase().as_str() {
        "int8" => Integer::I8,
        "int16" => Integer::I16,
        "int32" => Integer::I32,
        "int64" | "long" => Integer::I64,
        "uint8" => Integer::U8,
        "uint16" => Integer::U16,
        "uint32" => Integer::U32,
        "uint64" | "uint" => Integer::U64,
        _ => return None,
    })
}

/// A limit without fraction is written without one.
pub fn whole(value: f64) -> Option<JsonNumber> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        Some(JsonNumber::from(value as i64))
    } else {
        JsonNumber::from_f64(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(minimum: Option<f64>, maximum: Option<f64>) -> Constraints {
        let limit = |value: Option<f64>| value.and_then(whole).map(|value| (value, false));
        Constraints { minimum: limit(minimum), maximum: limit(maximum), ..Constraints::default() }
    }

    #[test]
    fn limits_choose_where_no_format_does() {
        let cases = [
            (None, None, None, Integer::I64),
            (None, Some(0.0), None, Integer::U64),
            (None, Some(1.0), Some(100.0), Integer::U64),
            (None, Some(-1.0), Some(100.0), Integer::I64),
            (None, None, Some(1.8e19), Integer::U64),
            (Some("int32"), Some(0.0), None, Integer::I32),
            (Some("Uint32"), None, None, Integer::U32),
            (Some("int8"), None, None, Integer::I8),
            (Some("timestamp"), None, None, Integer::I64),
        ];
        for (format, minimum, maximum, expected) in cases {
            let found = integer(format, &limits(minimum, maximum));
            assert_eq!(found, Type::Integer(expected), "{format:?} {minimum:?} {maximum:?}");
        }
    }

    #[test]
    fn a_number_with_the_format_of_an_integer_is_one() {
        assert_eq!(float(Some("int64")), Type::Integer(Integer::I64));
        assert_eq!(float(Some("float")), Type::Number(Number::F64));
        assert_eq!(float(Some("decimal")), Type::Number(Number::F64));
    }
}
