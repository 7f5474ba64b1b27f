//! What should arrive at the server: path parameters in the path alone, all else in the query of a GET or in the body
//! of a POST or PUT. Written against the facts, with no code of the SDK.

use serde_json::{Map, Value};

use crate::base::{BASIC, assert_same};
use crate::facts::{Operation, Place};
use crate::server::Received;

/// Method, target, headers and body are what they should be for these parameters, and there is nothing else.
#[track_caller]
pub fn assert_arrived(operation: &Operation, params: &Value, received: &Received) {
    let id = operation.id.as_str();
    assert_eq!((&received.method, &received.target), (&operation.method, &target(operation, params)), "{id}");
    let has_body = assert_body(operation, params, received);
    let mut headers = vec!["accept", "host", "user-agent"];
    headers.extend(operation.credentials.then_some("authorization"));
    headers.extend(has_body.is_some().then_some(["content-length", "content-type"]).into_iter().flatten());
    headers.sort_unstable();
    let mut names = received.header_names();
    names.sort();
    assert_eq!(names, headers, "{id}");
    assert_eq!(received.header("accept"), Some("application/json"), "{id}");
    assert_eq!(received.header("content-type"), has_body, "{id}");
    assert_eq!(received.header("authorization"), operation.credentials.then_some(BASIC), "{id}");
    assert_eq!(received.header("user-agent"), Some("stytch-sdk/18.1.0"), "{id}");
}

/// The body's type, where there should be a body.
#[track_caller]
fn assert_body(operation: &Operation, params: &Value, received: &Received) -> Option<&'static str> {
    let id = operation.id.as_str();
    if !matches!(operation.method.as_str(), "POST" | "PUT") {
        assert_eq!(received.body, b"", "{id}");
        return None;
    }
    if operation.request.iter().any(|(place, _)| *place == Place::Form) {
        assert_eq!(pairs(&received.body), form(operation, params), "{id}");
        return Some("application/x-www-form-urlencoded");
    }
    let body = given(operation, params, Place::Body).map(|(name, value)| (name.to_owned(), value.clone()));
    assert_same(id, &received.json(), &body.collect::<Map<_, _>>().into());
    Some("application/json")
}

/// What is given of one place, in order.
fn given<'a>(operation: &'a Operation, params: &'a Value, place: Place) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let of_place = operation.request.iter().filter(move |(at, _)| *at == place);
    of_place.filter_map(|(_, field)| Some((field.wire.as_str(), params.get(&field.wire)?)))
}

/// Path and query as they should arrive.
pub fn target(operation: &Operation, params: &Value) -> String {
    let mut target = operation.path.clone();
    for (name, value) in given(operation, params, Place::Path) {
        target = target.replace(&format!("{{{name}}}"), &escaped(&text(value)));
    }
    let query = given(operation, params, Place::Query);
    let query: Vec<String> = query.map(|(name, value)| format!("{name}={}", escaped(&text(value)))).collect();
    if query.is_empty() { target } else { format!("{target}?{}", query.join("&")) }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// All but the unreserved characters of RFC 3986 as `%…`.
fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

/// The pairs that a form should have: lists joined with spaces, and left out when they are empty.
fn form(operation: &Operation, params: &Value) -> Vec<(String, String)> {
    let pairs = given(operation, params, Place::Form).filter_map(|(name, value)| match value {
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => Some((name.to_owned(), items.iter().map(text).collect::<Vec<_>>().join(" "))),
        value => Some((name.to_owned(), text(value))),
    });
    pairs.collect()
}

/// The pairs of a form.
pub fn pairs(body: &[u8]) -> Vec<(String, String)> {
    let body = std::str::from_utf8(body).expect("a form is ASCII");
    let pairs = body.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').expect("a pair"))
        .map(|(name, value)| (unescaped(name), unescaped(value)))
        .collect()
}

fn unescaped(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut read = Vec::new();
    while let Some(byte) = bytes.next() {
        read.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [bytes.next().expect("a digit"), bytes.next().expect("a digit")];
                u8::from_str_radix(std::str::from_utf8(&digits).expect("ASCII"), 16).expect("two digits")
            }
            byte => byte,
        });
    }
    String::from_utf8(read).expect("UTF-8")
}
