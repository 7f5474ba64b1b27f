//! Parameters against a real server: what its handlers parse is what was given.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::type_complexity, missing_docs)]

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use sample::Client;
use sample::runtime::Request;
use sample::styles::{Rgb, Tint};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

type Pairs = Vec<(String, String)>;

/// What the server read: the segment of the path, the pairs of the query, the headers.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<(String, Pairs, HeaderMap)>>);

async fn path(State(seen): State<Seen>, Path(segment): Path<String>) -> StatusCode {
    seen.0.lock().unwrap().0 = segment;
    StatusCode::NO_CONTENT
}

async fn query(State(seen): State<Seen>, Query(pairs): Query<Pairs>) -> StatusCode {
    seen.0.lock().unwrap().1 = pairs;
    StatusCode::NO_CONTENT
}

async fn headers(State(seen): State<Seen>, headers: HeaderMap) -> StatusCode {
    seen.0.lock().unwrap().2 = headers;
    StatusCode::NO_CONTENT
}

async fn serve(seen: Seen) -> Client {
    let router = Router::new()
        .route("/p/{color}/x", get(path))
        .route("/q", get(query))
        .route("/h", get(headers))
        .route("/c", get(headers))
        .with_state(seen);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Client::builder().project("i", "s").base_url(url).build().unwrap()
}

type Call = fn(&Client, Tint) -> Request<()>;

fn text(value: &str) -> Tint {
    Tint::Text(value.into())
}

fn list(items: &[&str]) -> Tint {
    Tint::List(items.iter().map(|item| (*item).to_owned()).collect())
}

fn map(value: serde_json::Value) -> Tint {
    Tint::Map(serde_json::from_value(value).unwrap())
}

/// What no style may let through as anything but text.
const NASTY: &str = "a/b?c=d&e#f%20 +;é\\{}|\"<>\u{1F600}";

#[tokio::test]
async fn a_segment_of_a_path_is_read_as_it_was_given() {
    let seen = Seen::default();
    let client = serve(seen.clone()).await;
    let rgb = || Tint::Rgb(Rgb { r: 1, g: 2, b: 3 });
    let table: Vec<(Call, Tint, &str)> = vec![
        (Client::path_simple, text(NASTY), NASTY),
        (Client::path_simple, Tint::Number(-1.5), "-1.5"),
        (Client::path_simple, Tint::Flag(true), "true"),
        (Client::path_simple, Tint::Unknown(json!(null)), ""),
        (Client::path_simple, list(&["a b", "c,d"]), "a b,c,d"),
        (Client::path_simple_explode, rgb(), "R=1,G=2,B=3"),
        (Client::path_label_explode, list(&["a", "b/c"]), ".a.b/c"),
        (Client::path_matrix_explode, list(&["a", "b;c"]), ";color=a;color=b;c"),
        (Client::path_matrix, rgb(), ";color=R,1,G,2,B,3"),
        (Client::path_pipe, list(&["a", "b c"]), "a|b c"),
        (Client::path_json, map(json!({"a": [1, {"b/": null}]})), r#"{"a":[1,{"b/":null}]}"#),
    ];
    for (call, value, expected) in table {
        let outcome = call(&client, value).await;
        if expected.is_empty() {
            assert!(outcome.unwrap_err().is_invalid(), "nothing can stand for null in a path");
            continue;
        }
        outcome.unwrap();
        assert_eq!(seen.0.lock().unwrap().0, expected);
    }
}

#[tokio::test]
async fn a_query_is_read_as_it_was_given() {
    let seen = Seen::default();
    let client = serve(seen.clone()).await;
    let deep = || map(json!({"a&": {"b": [1, {"c": true}]}, "d": "x y", "n": null, "o": {}, "l": []}));
    let table: Vec<(Call, Tint, &[(&str, &str)])> = vec![
        (Client::query_form, text(NASTY), &[("color", NASTY)]),
        (Client::query_form, text(""), &[("color", "")]),
        (Client::query_form, list(&["a", "b c"]), &[("color", "a,b c")]),
        (Client::query_form_explode, list(&["a&b", "", "c"]), &[("color", "a&b"), ("color", ""), ("color", "c")]),
        (Client::query_form_explode, map(json!({"a=": "b&", "n": null})), &[("a=", "b&")]),
        (Client::query_form_explode, list(&[]), &[]),
        (Client::query_space, list(&["a", "b+c"]), &[("color", "a b+c")]),
        (Client::query_pipe, list(&["a", "b"]), &[("color", "a|b")]),
        (Client::query_tab, list(&["a", "b"]), &[("color", "a\tb")]),
        (Client::query_deep, deep(), &[("color[a&][b][0]", "1"), ("color[a&][b][1][c]", "true"), ("color[d]", "x y")]),
        (Client::query_reserved, text("a:/?@!$'()*,;= é"), &[("color", "a:/?@!$'()*,;= é")]),
        (Client::query_reserved, text("a&b#c+d%20"), &[("color", "a&b#c+d ")]),
        (Client::query_json, map(json!({"a": ["&"]})), &[("color", r#"{"a":["&"]}"#)]),
        (
            Client::query_whole,
            map(json!({"x y": ["1", "2"], "o": {"k": "v"}})),
            &[("o[k]", "v"), ("x y", "1"), ("x y", "2")],
        ),
        (Client::query_whole_json, map(json!({"a": "&="})), &[(r#"{"a":"&="}"#, "")]),
        (Client::query_fixed, text("z"), &[("action", "x"), ("color", "z")]),
    ];
    for (call, value, expected) in table {
        call(&client, value).await.unwrap();
        let expected: Pairs = expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(seen.0.lock().unwrap().1, expected);
    }
}

#[tokio::test]
async fn headers_and_cookies_are_read_as_they_were_given() {
    let seen = Seen::default();
    let client = serve(seen.clone()).await;
    let ordered: BTreeMap<_, _> = [("a".to_owned(), json!("x")), ("b".to_owned(), json!(1))].into();
    let table: Vec<(Call, &str, Tint, Option<&str>)> = vec![
        (Client::header_simple, "x-color", text("a b; c=\"%\", d"), Some("a b; c=\"%\", d")),
        (Client::header_simple, "x-color", list(&["a", "b"]), Some("a,b")),
        (Client::header_simple_explode, "x-color", Tint::Map(ordered.clone()), Some("a=x,b=1")),
        (Client::header_space, "x-color", list(&["a", "b"]), Some("a b")),
        (Client::header_json, "x-color", Tint::Map(ordered.clone()), Some(r#"{"a":"x","b":1}"#)),
        (Client::header_simple, "x-color", text(""), None),
        (Client::cookie_form, "cookie", list(&["a b", "c"]), Some("color=a%20b,c")),
        (Client::cookie_form_explode, "cookie", Tint::Map(ordered), Some("a=x; b=1")),
        (Client::cookie_plain, "cookie", text("a/b=%"), Some("color=a/b=%")),
    ];
    for (call, name, value, expected) in table {
        call(&client, value).await.unwrap();
        let headers = seen.0.lock().unwrap().2.clone();
        assert_eq!(headers.get(name).map(|value| value.to_str().unwrap()), expected);
    }
}
