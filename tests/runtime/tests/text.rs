//! Strings and integers are read and written right wherever their characters stand: both are looked at in pieces.

use sample::runtime::{from_json, to_json};

/// Each kind of character: escaped, plain, and of several bytes.
const CHARACTERS: [char; 9] = ['"', '\\', '\n', '\u{1f}', ' ', '!', '\u{7f}', 'é', '😀'];

fn texts() -> impl Iterator<Item = String> {
    let places = (0..40).flat_map(|length| (0..=length).map(move |at| (length, at)));
    places.flat_map(|(length, at)| {
        CHARACTERS.iter().map(move |character| format!("{}{character}{}", "a".repeat(at), "b".repeat(length - at)))
    })
}

#[test]
fn strings_are_written_and_read_as_serde_json_does() {
    for text in texts() {
        let json = serde_json::to_string(&text).expect("JSON");
        assert_eq!(String::from_utf8_lossy(&to_json(&text)), json);
        assert_eq!(from_json::<String>(json.as_bytes()).expect("it fits"), text);
    }
}

#[test]
fn bare_control_characters_are_found() {
    for at in 0..40 {
        let json = format!("\"{}\u{1}{}\"", "a".repeat(at), "b".repeat(40 - at));
        let error = from_json::<String>(json.as_bytes()).expect_err("it is no JSON");
        assert_eq!((error.offset(), error.found()), (at + 1, "a bare control character"));
    }
}

#[test]
fn strings_without_an_end_are_refused() {
    for length in 0..40 {
        let error = from_json::<String>(format!("\"{}", "a".repeat(length)).as_bytes()).expect_err("it has no end");
        assert_eq!(error.offset(), length + 1);
    }
}

#[test]
fn integers_of_all_lengths_are_read() {
    for digits in 1..=18 {
        let number = 10_i64.pow(digits) - 1;
        assert_eq!(from_json::<i64>(number.to_string().as_bytes()).expect("it fits"), number);
        assert_eq!(from_json::<i64>((-number).to_string().as_bytes()).expect("it fits"), -number);
    }
    for number in [i64::MIN, i64::MIN + 1, -10_i64.pow(18), 0, 10_i64.pow(18), i64::MAX] {
        assert_eq!(from_json::<i64>(number.to_string().as_bytes()).expect("it fits"), number);
    }
    assert_eq!(from_json::<i64>(b"-0").expect("it fits"), 0);
    assert_eq!(from_json::<u64>(u64::MAX.to_string().as_bytes()).expect("it fits"), u64::MAX);
}

#[test]
fn what_is_no_integer_is_refused() {
    let others = ["", "-", "01", "-01", "00", "1-", "1+1", "1.", "1e", "--1", "+1", "9999999999999999999", "1.5", "1a"];
    for other in others {
        assert!(from_json::<i64>(other.as_bytes()).is_err(), "{other}");
    }
    assert!(from_json::<i64>(b"9223372036854775808").is_err());
    assert!(from_json::<i64>(b"-9223372036854775809").is_err());
    assert!(from_json::<u8>(b"-1").is_err());
    assert!(from_json::<u8>(b"256").is_err());
    assert_eq!(from_json::<Vec<i64>>(b"[1,20, 300 ]").expect("it fits"), [1, 20, 300]);
}
