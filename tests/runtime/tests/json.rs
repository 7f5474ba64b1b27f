//! Reading and writing JSON through `record!`, the enums and the built-in types.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::type_complexity, missing_docs)]

use sample::runtime::{Base64, Empty, Nullable, Reader, Value, from_json, to_json};
use sample::types::{All, Color, Member, Nothing, Outer, Priority, Role};

const ALL: &str = r#"{"text":"a\"\\\n\u0001é😀","flag":true,"small":-2147483648,"big":9007199254740993,"unsigned":4294967295,"huge":18446744073709551615,"single":0.1,"double":1.7976931348623157e+308,"any":{"b":[1,2.5,null],"c":"x"},"list":[{"role_id":"r","note":null}],"map":{"x":1,"y":-2},"three":null,"bytes":"AAEC/w==","when":"2024-01-02T03:04:05Z","day":"2024-02-29","color":"pt-br","type":-2}"#;

fn text(value: &dyn Value) -> String {
    String::from_utf8(to_json(value)).unwrap()
}

fn strict<T: Value + Empty>(json: &str) -> Result<T, String> {
    from_json(json.as_bytes()).map_err(|e| e.to_string())
}

fn forgiving<T: Value + Empty>(json: &str) -> Result<(T, Vec<String>), String> {
    let mut value = T::empty();
    let mut reader = Reader::forgiving(json.as_bytes()).map_err(|e| e.to_string())?;
    value.read(&mut reader).and_then(|()| reader.finish()).map_err(|e| e.to_string())?;
    Ok((value, reader.missing()))
}

fn error<T: Value + Empty>(json: &str) -> String {
    strict::<T>(json).err().unwrap_or_else(|| panic!("no error for {json}"))
}

#[test]
fn everything_round_trips() {
    let all: All = strict(ALL).unwrap();
    assert_eq!(all.text, "a\"\\\n\u{1}é😀");
    assert_eq!(all.huge, u64::MAX);
    assert_eq!(all.big, 9_007_199_254_740_993);
    assert_eq!(all.double, f64::MAX);
    assert_eq!(all.single, 0.1f32);
    assert_eq!(all.bytes, Base64(vec![0, 1, 2, 255]));
    assert_eq!(all.color, Color::PtBr);
    assert_eq!(all.r#type, Some(Priority::Two));
    assert_eq!(all.three, Nullable::Null);
    assert_eq!(text(&all), ALL);
    // And through serde, with any format; fields keep their order.
    assert_eq!(serde_json::to_string(&all).unwrap(), ALL);
    assert_eq!(serde_json::from_str::<All>(ALL).unwrap(), all);
    let tree = serde_json::to_value(&all).unwrap();
    assert_eq!(serde_json::from_value::<All>(tree).unwrap(), all);
}

#[test]
fn only_what_is_set_is_written() {
    let role = Role { role_id: "r".into(), secret: None, note: None, inner: None };
    // `note` is required and nullable.
    assert_eq!(text(&role), r#"{"role_id":"r","note":null}"#);
    assert_eq!(text(&Nothing {}), "{}");
}

#[test]
fn three_values_are_told_apart() {
    let mut all: All = strict(ALL).unwrap();
    all.three = Nullable::Absent;
    assert!(!text(&all).contains("three"));
    all.three = "x".to_owned().into();
    assert!(text(&all).contains(r#""three":"x""#));
    assert_eq!(all.three.value().map(String::as_str), Some("x"));
    all.three = None.into();
    assert!(all.three.is_null() && text(&all).contains(r#""three":null"#));
    let absent = ALL.replace(r#""three":null,"#, "");
    assert!(strict::<All>(&absent).unwrap().three.is_absent());
}

#[test]
fn strings() {
    assert_eq!(strict::<String>(r#""\u00e9\/\b\f\n\r\t\ud83d\ude00""#).unwrap(), "é/\u{8}\u{c}\n\r\t😀");
    assert_eq!(strict::<String>("\u{feff} \"bom\" ").unwrap(), "bom");
    for bad in [
        r#""\ud83d""#,
        r#""\ude00""#,
        r#""\ud83d\ud83d""#,
        r#""\ud83dx""#,
        r#""\u12""#,
        r#""\u+123""#,
        r#""\x""#,
        r#""a"#,
        r#"""#,
        r#""\"#,
        "\"\u{1}\"",
        "\"a\nb\"",
    ] {
        error::<String>(bad);
        error::<serde_json::Value>(bad);
        error::<()>(bad);
    }
    assert!(from_json::<String>(b"\"\xff\"").unwrap_err().to_string().contains("UTF-8"));
    for c in (0..0x20u8).chain([0x7f]) {
        let one = char::from(c).to_string();
        assert_eq!(strict::<String>(&text(&one)).unwrap(), one);
        assert_eq!(
            text(&one),
            if c == 8 {
                "\"\\u0008\"".into()
            } else if c == 12 {
                "\"\\u000c\"".into()
            } else {
                serde_json::to_string(&one).unwrap()
            }
        );
    }
}

#[test]
fn numbers() {
    assert_eq!(strict::<i32>("1.0").unwrap(), 1);
    assert_eq!(strict::<i64>("1e3").unwrap(), 1000);
    assert_eq!(strict::<i64>("-9223372036854775808").unwrap(), i64::MIN);
    assert_eq!(error::<i32>("2147483648"), "expected a 32-bit integer, found a number out of range (byte 0)");
    assert_eq!(error::<u32>("-1"), "expected an unsigned 32-bit integer, found a number out of range (byte 0)");
    assert_eq!(error::<i64>("1.5"), "expected a 64-bit integer, found a fraction (byte 0)");
    error::<i64>("9223372036854775808");
    error::<u64>("18446744073709551616");
    error::<i64>("1e19");
    error::<i64>(r#""1""#);
    error::<f64>("1e999");
    error::<f32>("1e39");
    for bad in ["01", "1.", ".5", "+1", "-", "1e", "1e+", "--1", "0x1", "1_0", "NaN", "Infinity", "1.2.3", "00", "-01"]
    {
        error::<f64>(bad);
        error::<i64>(bad);
        error::<serde_json::Value>(bad);
        error::<()>(bad);
    }
    for float in [0.1, 1.0, -0.0, 5e-324, 2.2250738585072014e-308, 123456789012345680.0, f64::MAX, 1e21, 0.3] {
        let back: f64 = strict(&text(&float)).unwrap();
        assert_eq!(back.to_bits(), float.to_bits(), "{}", text(&float));
        let back: serde_json::Value = strict(&text(&float)).unwrap();
        assert_eq!(back.as_f64().unwrap().to_bits(), float.to_bits());
    }
    assert_eq!(text(&f64::NAN), "null");
    assert_eq!(text(&f64::NEG_INFINITY), "null");
    assert_eq!(strict::<f32>("16777217").unwrap(), 16_777_216.0);
}

#[test]
fn what_is_not_json_is_refused() {
    for bad in [
        "",
        " ",
        "nul",
        "nulll",
        "tru",
        "True",
        "{",
        "}",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "1 2",
        "[] []",
        "{\"a\":1}}",
        "[1}",
        "{\"a\":1]",
        "<html>",
        "//x\n1",
    ] {
        error::<serde_json::Value>(bad);
        error::<()>(bad);
    }
    assert_eq!(
        strict::<serde_json::Value>(" { \"a\" : [ 1 , true , { } , [ ] ] }\r\n\t").unwrap().to_string(),
        r#"{"a":[1,true,{},[]]}"#
    );
}

#[test]
fn depth_is_bounded() {
    let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
    assert!(strict::<serde_json::Value>(&nested(128)).is_ok());
    assert!(error::<serde_json::Value>(&nested(129)).contains("at most 128 levels"));
    error::<serde_json::Value>(&"[".repeat(1_000_000));
    error::<()>(&"{\"a\":".repeat(1_000_000));
    let deep = r#"{"role_id":"","inner":{"member_id":"","roles":["#.repeat(1000);
    assert!(error::<Role>(&deep).contains("at most 128 levels"));
}

#[test]
fn errors_say_where() {
    let json = r#"{"member":{"member_id":"m","roles":[{"role_id":"a"},{"role_id":7}]},"score":1}"#;
    assert_eq!(error::<Outer>(json), "member.roles[1].role_id: expected a string, found a number (byte 63)");
    let e = from_json::<Outer>(json.as_bytes()).unwrap_err();
    assert_eq!(
        (e.path().as_str(), e.expected(), e.found(), e.offset()),
        ("member.roles[1].role_id", "a string", "a number", 63)
    );
    assert_eq!(error::<Outer>(r#"{"member":{"member_id":"m"}}"#), "score: expected a value, found nothing (byte 28)");
    assert_eq!(error::<Member>(r#"{"member_id":"m","x y":[tru]}"#).split(':').next().unwrap(), "[\"x y\"][0]");
    assert_eq!(
        error::<std::collections::BTreeMap<String, bool>>(r#"{"k":1}"#),
        "k: expected a boolean, found a number (byte 5)"
    );
    // Values are never repeated: they may be secret.
    assert!(!error::<All>(&ALL.replace("2024-01-02T03:04:05Z", "hunter2")).contains("hunter2"));
    assert!(error::<All>(&ALL.replace("2024-01-02T03:04:05Z", "hunter2")).starts_with("when: expected a chrono"));
    assert!(error::<All>(&ALL.replace("AAEC/w==", "!!")).starts_with("bytes: expected base64"));
}

#[test]
fn forgiving_leaves_empty_and_notes() {
    let (outer, missing) =
        forgiving::<Outer>(r#"{"member":{"roles":[{"role_id":"a"},{},{"role_id":null}],"member_id":null}}"#).unwrap();
    assert_eq!(outer.member.roles.len(), 3);
    assert_eq!(outer.score, 0);
    assert_eq!(missing, ["member.roles[1].role_id", "member.roles[2].role_id", "member.member_id", "score"]);
    let (outer, missing) = forgiving::<Outer>(r#"{"member":null,"score":2}"#).unwrap();
    assert_eq!((outer.member.member_id.as_str(), missing), ("", vec!["member".to_owned()]));
    // Types are not forgiven.
    assert!(
        forgiving::<Outer>(r#"{"member":[],"score":2}"#).unwrap_err().contains("expected an object, found an array")
    );
    let (all, missing) =
        forgiving::<All>(r#"{"when":"","day":"","color":null,"list":null,"type":null,"any":null}"#).unwrap();
    assert_eq!((all.day, all.when), (None, chrono::DateTime::UNIX_EPOCH));
    assert_eq!(
        missing,
        ["when", "color", "text", "flag", "small", "big", "unsigned", "huge", "single", "double", "bytes"]
    );
    assert!(error::<All>(&ALL.replace("2024-02-29", "")).starts_with("day: "));
    let many = format!(r#"{{"member_id":"m","roles":[{}]}}"#, vec!["{}"; 5000].join(","));
    assert_eq!(forgiving::<Member>(&many).unwrap().1.len(), 100);
}

#[test]
fn lists_and_maps_may_be_null_or_missing() {
    for json in [r#"{"member_id":"m"}"#, r#"{"member_id":"m","roles":null}"#, r#"{"member_id":"m","roles":[]}"#] {
        assert!(strict::<Member>(json).unwrap().roles.is_empty());
    }
}

#[test]
fn unknown_keys_are_ignored_or_kept() {
    strict::<Role>(r#"{"role_id":"r","new":{"deep":[1,{"a":"\u0041"}]}}"#).unwrap();
    let member: Member = strict(r#"{"z":1,"member_id":"m","a":{"b":null}}"#).unwrap();
    assert_eq!(text(&member), r#"{"member_id":"m","roles":[],"a":{"b":null},"z":1}"#);
    assert_eq!(serde_json::from_str::<Member>(r#"{"member_id":"m","q":[]}"#).unwrap().extra.len(), 1);
}

#[test]
fn the_last_of_duplicate_keys_wins() {
    let outer: Outer = strict(r#"{"score":1,"member":{"member_id":"a","x":1,"roles":[{"role_id":"r"}]},"member":{"member_id":"b"},"score":2}"#).unwrap();
    assert_eq!(text(&outer), r#"{"member":{"member_id":"b","roles":[]},"score":2}"#);
    let role: Role = strict(
        r#"{"role_id":"a","secret":"s","role_id":"b","inner":{"member_id":"x","k":1},"inner":null,"secret":null}"#,
    )
    .unwrap();
    assert_eq!(text(&role), r#"{"role_id":"b","note":null}"#);
    assert_eq!(strict::<serde_json::Value>(r#"{"a":1,"a":2}"#).unwrap().to_string(), r#"{"a":2}"#);
}

#[test]
fn string_enums() {
    assert_eq!(Color::from("pt-br"), Color::PtBr);
    assert_eq!("red".parse::<Color>().unwrap(), Color::Red);
    let unknown: Color = strict(r#""blue""#).unwrap();
    assert_eq!(unknown, Color::Unknown("blue".into()));
    assert_eq!((text(&unknown).as_str(), unknown.as_str()), (r#""blue""#, "blue"));
    assert_eq!(
        format!("{} {:?} {:?} {:>6}", Color::PtBr, Color::PtBr, unknown, Color::Red),
        r#"pt-br "pt-br" Unknown("blue")    red"#
    );
    assert_eq!(Color::KNOWN, ["red", "pt-br"]);
    assert_eq!(Color::from("red".to_owned()).as_ref(), "red");
    error::<Color>("1");
}

#[test]
fn integer_enums() {
    let unknown: Priority = strict("7").unwrap();
    assert_eq!((strict::<Priority>("-2").unwrap(), unknown), (Priority::Two, Priority::Unknown(7)));
    assert_eq!((text(&Priority::One), text(&unknown), i64::from(unknown)), ("1".into(), "7".into(), 7));
    assert_eq!(format!("{} {:?} {:?}", Priority::One, Priority::One, unknown), "1 1 Unknown(7)");
    error::<Priority>(r#""1""#);
}

#[test]
fn base64_is_lenient_in_reading() {
    for json in [r#""+/8=""#, r#""+/8""#, r#""-_8""#, r#""-_8=""#] {
        assert_eq!(strict::<Base64>(json).unwrap(), Base64(vec![251, 255]));
    }
    assert_eq!(text(&Base64(vec![251, 255])), r#""+/8=""#);
}

#[test]
fn debug_redacts_at_any_depth() {
    let role: Role = strict(
        r#"{"role_id":"r","secret":"hunter2","inner":{"member_id":"m","roles":[{"role_id":"s","secret":"hunter3"}]}}"#,
    )
    .unwrap();
    assert_eq!(
        format!("{role:?}"),
        r#"Role { role_id: "r", secret: [redacted], inner: Some(Member { member_id: "m", roles: [Role { role_id: "s", secret: [redacted], .. }], ..: {} }), .. }"#
    );
    assert!(format!("{role:#?}").contains("    secret: [redacted],\n"));
    let all: All = strict(ALL).unwrap();
    assert!(format!("{all:?}").contains("type: Some(-2)"));
}

#[test]
fn serde_is_strict() {
    assert!(
        serde_json::from_str::<Outer>(r#"{"score":1}"#)
            .unwrap_err()
            .to_string()
            .contains("member: expected a value, found nothing")
    );
    assert!(serde_json::from_str::<Color>("1").is_err());
    let colors: Vec<Color> = serde_json::from_str(r#"["red","x"]"#).unwrap();
    assert_eq!(serde_json::to_string(&colors).unwrap(), r#"["red","x"]"#);
}

/// Whatever the bytes, reading neither panics nor takes what serde_json refuses, and the other way round.
#[test]
fn mutated_documents_are_judged_as_serde_json_judges_them() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % n as u64) as usize
    };
    const BYTES: &[u8] = b"{}[],:\"\\ue0159.-+ntf \n\x00\x80\xff\xc3\xa9aD8";
    for _ in 0..30_000 {
        // At the limit of range serde_json rounds otherwise.
        let mut bytes = ALL.replace("1.7976931348623157e+308", "-2.5e+3").into_bytes();
        let (start, end) = (random(bytes.len()), random(bytes.len()));
        if random(3) == 0 && start < end {
            bytes = bytes[start..end].to_vec();
        }
        for _ in 0..=random(3) {
            let at = random(bytes.len());
            match random(3) {
                0 => bytes[at] = BYTES[random(BYTES.len())],
                1 => bytes.insert(at, BYTES[random(BYTES.len())]),
                _ if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => {}
            }
        }
        let ours = from_json::<serde_json::Value>(&bytes);
        let theirs = serde_json::from_slice::<serde_json::Value>(&bytes);
        assert_eq!(ours.is_ok(), theirs.is_ok(), "{}: {ours:?} {theirs:?}", String::from_utf8_lossy(&bytes));
        let _ = from_json::<All>(&bytes);
    }
}
