//! Parameters in every style, against the tables of OpenAPI 3.0.4 (which follows RFC 6570 where 3.0.3 erred), and bodies.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::type_complexity, missing_docs)]

use sample::Client;
use sample::runtime::{Error, Nullable, Request, RetryPolicy};
use sample::sessions::*;
use sample::styles::{Rgb, Tint};
use sample::testing::{MockTransport, Recorded, Reply};
use std::collections::BTreeMap;

fn block_on<F: Future>(future: impl IntoFuture<IntoFuture = F>) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future.into_future())
}

fn client() -> (Client, MockTransport) {
    let mock = MockTransport::new();
    let client = Client::builder()
        .base_url("http://localhost:1/base/")
        .project("id", "secret")
        .retry(RetryPolicy::none())
        .transport(mock.clone())
        .build()
        .unwrap();
    (client, mock)
}

fn sent(call: impl FnOnce(&Client) -> Request<()>) -> Result<Recorded, Error> {
    let (client, mock) = client();
    let request = call(&client);
    let id = format!("{request:?}").split('"').nth(1).unwrap().to_owned();
    mock.reply(id, Reply::status(204));
    block_on(request).map(|()| mock.last_request().unwrap())
}

type Call = fn(&Client, Tint) -> Request<()>;

fn target(call: Call, value: Tint) -> Result<String, Error> {
    sent(|c| call(c, value)).map(|r| r.path_and_query().strip_prefix("/base").unwrap().to_owned())
}

fn blue() -> Tint {
    Tint::Text("blue".into())
}
fn list() -> Tint {
    Tint::List(["blue", "black", "brown"].map(String::from).to_vec())
}
fn rgb() -> Tint {
    Tint::Rgb(Rgb { r: 100, g: 200, b: 150 })
}
fn text(value: &str) -> Tint {
    Tint::Text(value.into())
}

#[test]
fn path_styles() {
    let table: &[(Call, &str, &str, &str)] = &[
        (Client::path_simple, "blue", "blue,black,brown", "R,100,G,200,B,150"),
        (Client::path_simple_explode, "blue", "blue,black,brown", "R=100,G=200,B=150"),
        (Client::path_label, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
        (Client::path_label_explode, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
        (Client::path_matrix, ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
        (Client::path_matrix_explode, ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
        (Client::path_pipe, "blue", "blue%7Cblack%7Cbrown", "R%7C100%7CG%7C200%7CB%7C150"),
        (Client::path_tab_explode, "blue", "blue%09black%09brown", "R=100%09G=200%09B=150"),
        (
            Client::path_json,
            "%22blue%22",
            "%5B%22blue%22%2C%22black%22%2C%22brown%22%5D",
            "%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D",
        ),
    ];
    for (call, scalar, array, object) in table {
        for (value, expected) in [(blue(), scalar), (list(), array), (rgb(), object)] {
            assert_eq!(target(*call, value).unwrap(), format!("/p/{expected}/x"));
        }
    }
}

#[test]
fn query_styles() {
    let table: &[(Call, &str, &str, &str)] = &[
        (Client::query_form, "?color=blue", "?color=blue,black,brown", "?color=R,100,G,200,B,150"),
        (Client::query_form_explode, "?color=blue", "?color=blue&color=black&color=brown", "?R=100&G=200&B=150"),
        (Client::query_space, "?color=blue", "?color=blue%20black%20brown", "?color=R%20100%20G%20200%20B%20150"),
        (Client::query_pipe, "?color=blue", "?color=blue%7Cblack%7Cbrown", "?color=R%7C100%7CG%7C200%7CB%7C150"),
        (Client::query_space_explode, "?color=blue", "?color=blue&color=black&color=brown", "?R=100&G=200&B=150"),
        (Client::query_tab, "?color=blue", "?color=blue%09black%09brown", "?color=R%09100%09G%09200%09B%09150"),
        (
            Client::query_deep,
            "?color=blue",
            "?color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown",
            "?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
        ),
        (
            Client::query_json,
            "?color=%22blue%22",
            "?color=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D",
            "?color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D",
        ),
    ];
    for (call, scalar, array, object) in table {
        for (value, expected) in [(blue(), scalar), (list(), array), (rgb(), object)] {
            assert_eq!(target(*call, value).unwrap(), format!("/q{expected}"));
        }
    }
}

#[test]
fn headers_and_cookies() {
    let header = |call: Call, value| sent(|c| call(c, value)).unwrap().header("x-color").map(str::to_owned);
    assert_eq!(header(Client::header_simple, blue()).unwrap(), "blue");
    assert_eq!(header(Client::header_simple, list()).unwrap(), "blue,black,brown");
    assert_eq!(header(Client::header_simple, rgb()).unwrap(), "R,100,G,200,B,150");
    assert_eq!(header(Client::header_simple_explode, rgb()).unwrap(), "R=100,G=200,B=150");
    assert_eq!(header(Client::header_pipe, list()).unwrap(), "blue|black|brown");
    assert_eq!(header(Client::header_space, rgb()).unwrap(), "R 100 G 200 B 150");
    assert_eq!(header(Client::header_json, rgb()).unwrap(), r#"{"R":100,"G":200,"B":150}"#);
    assert_eq!(header(Client::header_simple, Tint::List(vec![])), None, "nothing to say");
    // Headers are not URLs: nothing is encoded.
    assert_eq!(header(Client::header_simple, text("a b%/ü")).as_deref(), None, "not visible as ASCII");
    assert_eq!(header(Client::header_simple, text("a b%/")).unwrap(), "a b%/");
    for bad in ["a\r\nX-Evil: 1", "a\0", "\u{7f}"] {
        let e = sent(|c| c.header_simple(text(bad))).unwrap_err();
        assert!(e.is_invalid(), "{e}");
        assert_eq!(
            e.to_string(),
            "styles.header_simple: not sent: parameter `X-Color` has characters that a header cannot hold"
        );
    }
    let cookie = |call: Call, value| sent(|c| call(c, value)).unwrap().header("cookie").map(str::to_owned);
    assert_eq!(cookie(Client::cookie_form, blue()).unwrap(), "color=blue");
    assert_eq!(cookie(Client::cookie_form, list()).unwrap(), "color=blue,black,brown");
    assert_eq!(cookie(Client::cookie_form_explode, rgb()).unwrap(), "R=100; G=200; B=150");
    assert_eq!(cookie(Client::cookie_form, text("a; b=\r\n")).unwrap(), "color=a%3B%20b%3D%0D%0A");
    assert_eq!(cookie(Client::cookie_json, list()).unwrap(), "color=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D");
    assert_eq!(cookie(Client::cookie_form_explode, list()).unwrap(), "color=blue; color=black; color=brown");
    assert_eq!(cookie(Client::cookie_form, Tint::List(vec![])), None);
    // Style cookie encodes nothing, and so refuses what would part it elsewhere.
    assert_eq!(cookie(Client::cookie_plain, text("a b%/=\"")).unwrap(), "color=a b%/=\"");
    assert_eq!(cookie(Client::cookie_plain, list()).unwrap(), "color=blue,black,brown");
    assert_eq!(cookie(Client::cookie_plain_explode, list()).unwrap(), "color=blue; color=black; color=brown");
    assert_eq!(cookie(Client::cookie_plain_explode, rgb()).unwrap(), "R=100; G=200; B=150");
    for bad in ["a;b", "a\r\n"] {
        assert!(sent(|c| c.cookie_plain(text(bad))).unwrap_err().is_invalid(), "{bad:?}");
    }
}

#[test]
fn paths_stay_one_segment() {
    assert_eq!(target(Client::path_simple, text("a/b")).unwrap(), "/p/a%2Fb/x");
    assert_eq!(target(Client::path_simple, text("%2e%2e")).unwrap(), "/p/%252e%252e/x");
    assert_eq!(target(Client::path_simple, text("a?b#c ü\\{}")).unwrap(), "/p/a%3Fb%23c%20%C3%BC%5C%7B%7D/x");
    assert_eq!(target(Client::path_simple, text("...")).unwrap(), "/p/.../x");
    assert_eq!(target(Client::path_simple, Tint::Number(1.5)).unwrap(), "/p/1.5/x");
    assert_eq!(target(Client::path_simple, Tint::Flag(false)).unwrap(), "/p/false/x");
    assert_eq!(target(Client::path_reserved, text("a/b;c=%41%zz")).unwrap(), "/p/a/b;c=%41%25zz/x");
    assert_eq!(target(Client::path_mixed, text("b/")).unwrap(), "/p%20q/ab%2F.json?fixed=1");
    for (call, value) in [
        (Client::path_simple as Call, ""),
        (Client::path_simple, "."),
        (Client::path_simple, ".."),
        (Client::path_dots, "."),
        (Client::path_reserved, "a/../b"),
        (Client::path_reserved, "%2e%2E"),
        (Client::path_reserved, "a/."),
    ] {
        let e = target(call, text(value)).unwrap_err();
        assert!(e.is_invalid(), "{value}: {e}");
    }
    assert!(target(Client::path_simple, Tint::List(vec![])).unwrap_err().is_invalid());
    assert!(target(Client::path_simple, Tint::Unknown(serde_json::Value::Null)).unwrap_err().is_invalid());
}

#[test]
fn queries_stay_one_parameter() {
    assert_eq!(target(Client::query_form, text("a&b=c+d e#f/?")).unwrap(), "/q?color=a%26b%3Dc%2Bd%20e%23f%2F%3F");
    let list = Tint::List(vec!["a,b".into(), String::new()]);
    assert_eq!(target(Client::query_form, list).unwrap(), "/q?color=a%2Cb,");
    assert_eq!(target(Client::query_form, text("")).unwrap(), "/q?color=");
    assert_eq!(target(Client::query_form, Tint::List(vec![])).unwrap(), "/q");
    assert_eq!(target(Client::query_fixed, blue()).unwrap(), "/q?action=x&color=blue");
    assert_eq!(
        target(Client::query_reserved, text(":/?#[]@!$&'()*+,;= %41%")).unwrap(),
        "/q?color=:/?%23%5B%5D@!$%26'()*%2B,;=%20%41%25"
    );
    let deep: serde_json::Value = serde_json::json!({"a b": {"c": [1, {"d&": true}]}, "n": null});
    let deep: BTreeMap<String, serde_json::Value> = serde_json::from_value(deep).unwrap();
    assert_eq!(
        target(Client::query_deep, Tint::Map(deep.clone())).unwrap(),
        "/q?color%5Ba%20b%5D%5Bc%5D%5B0%5D=1&color%5Ba%20b%5D%5Bc%5D%5B1%5D%5Bd%26%5D=true"
    );
    assert_eq!(
        target(Client::query_form, Tint::Map(deep)).unwrap(),
        "/q?color=a%20b,%7B%22c%22%3A%5B1%2C%7B%22d%26%22%3Atrue%7D%5D%7D"
    );
}

#[test]
fn a_parameter_may_be_the_whole_query() {
    let value = serde_json::json!({"a b": "1&2", "list": ["x", "y"], "deep": {"k": 1}, "no": null});
    let value: BTreeMap<String, serde_json::Value> = serde_json::from_value(value).unwrap();
    assert_eq!(target(Client::query_whole, Tint::Map(value)).unwrap(), "/q?a+b=1%262&deep%5Bk%5D=1&list=x&list=y");
    assert_eq!(target(Client::query_whole, Tint::Map(BTreeMap::new())).unwrap(), "/q");
    let json = "/q?%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D";
    assert_eq!(target(Client::query_whole_json, rgb()).unwrap(), json);
    assert_eq!(target(Client::query_whole, text("$.a[1:1]")).unwrap(), "/q?%24.a%5B1%3A1%5D");
    assert!(target(Client::query_whole, list()).unwrap_err().is_invalid(), "only an object is a form");
    let value = BTreeMap::from([("list".to_owned(), serde_json::json!(["x", "y z"]))]);
    assert_eq!(target(Client::query_whole_encoded, Tint::Map(value)).unwrap(), "/q?list=x,y+z");
}

#[test]
fn only_what_is_set_is_sent() {
    let (client, mock) = client();
    mock.reply("sessions.get", Reply::json(200, r#"{"member":{"member_id":"m"},"score":1}"#));
    block_on(client.sessions().get(GetParams { organization_id: "o 1".into(), member_id: None })).unwrap();
    let request = mock.last_request().unwrap();
    assert_eq!(request.path_and_query(), "/base/v1/sessions?organization_id=o%201");
    assert!(request.body.is_empty() && request.header("content-type").is_none() && request.header("cookie").is_none());
    let list = sent(|c| c.sessions().list()).unwrap();
    assert_eq!(list.url, "http://localhost:1/base/v1/list");
    let delete = sent(|c| c.sessions().delete(JwksParams { project_id: "p".into() })).unwrap();
    assert!(delete.body.is_empty() && delete.header("content-type").is_none());
}

#[test]
fn json_bodies() {
    let (client, mock) = client();
    mock.reply("sessions.update", Reply::json(200, "{}"));
    mock.reply("sessions.revoke", Reply::json(200, "{}"));
    let mut params = UpdateParams {
        id: "7".into(),
        trace: Some("t".into()),
        theme: Some("dark; x".into()),
        name: Nullable::Absent,
        size: None,
        extra: BTreeMap::new(),
    };
    block_on(client.sessions().update(params.clone())).unwrap();
    let request = mock.last_request().unwrap();
    assert!(request.body.is_empty() && request.header("content-type").is_none());
    assert_eq!((request.header("x-trace"), request.header("cookie")), (Some("t"), Some("theme=dark%3B%20x")));
    params.name = Nullable::Null;
    params.extra.insert("k\"".into(), "v".into());
    block_on(client.sessions().update(params)).unwrap();
    let request = mock.last_request().unwrap();
    assert_eq!(request.text(), r#"{"name":null,"k\"":"v"}"#);
    assert_eq!(request.header("content-type"), Some("application/merge-patch+json"));
    // A body that is not optional is there even when nothing is set.
    block_on(client.sessions().revoke(RevokeParams { member_session_id: None, session_token: None })).unwrap();
    let request = mock.last_request().unwrap();
    assert_eq!((request.text().as_str(), request.header("content-type")), ("{}", Some("application/json")));
    let whole = sent(|c| c.sessions().whole(WholeParams { body: Some(vec![1, 2]) })).unwrap();
    assert_eq!(whole.text(), "[1,2]");
    let whole = sent(|c| c.sessions().whole(WholeParams { body: None })).unwrap();
    assert!(whole.body.is_empty() && whole.header("content-type").is_none());
}

#[test]
fn plain_bodies() {
    let upload = sent(|c| c.sessions().upload(UploadParams { body: vec![0, 255, 34].into() })).unwrap();
    assert_eq!(
        (&upload.body[..], upload.header("content-type")),
        (&[0, 255, 34][..], Some("application/octet-stream"))
    );
    let text = sent(|c| c.sessions().text(TextParams { body: "a \"b\"\né".into() })).unwrap();
    assert_eq!((text.text().as_str(), text.header("content-type")), ("a \"b\"\né", Some("text/plain; charset=utf-8")));
}

#[test]
fn form_bodies() {
    let form = |params| sent(|c| c.sessions().form(params)).unwrap();
    let mut params = FormParams {
        id: "i".into(),
        client_id: "a b&c=+é~".into(),
        scope: None,
        tags: vec!["x".into(), "y z".into()],
        list: vec!["1".into(), "2".into()],
        object: None,
    };
    let request = form(params.clone());
    assert_eq!(request.text(), "client_id=a+b%26c%3D%2B%C3%A9~&tags=x,y+z&list=1&list=2");
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    params.object = Some(serde_json::from_str(r#"{"role_id":"r","inner":{"member_id":"m"}}"#).unwrap());
    assert!(form(params).text().ends_with("&object%5Brole_id%5D=r&object%5Binner%5D%5Bmember_id%5D=m"));
}

#[test]
fn options_are_headers_of_the_call() {
    let (client, mock) = client();
    mock.reply("sessions.revoke", Reply::json(200, "{}"));
    let params = RevokeParams { member_session_id: Some("s".into()), session_token: None };
    let options = RevokeRequestOptions { session: None, jwt: Some("j".into()) };
    block_on(client.sessions().revoke(params.clone()).options(options).header("X-Extra", "1")).unwrap();
    let request = mock.last_request().unwrap();
    assert_eq!((request.header("x-member-sessionjwt"), request.header("x-member-session")), (Some("j"), None));
    assert_eq!((request.header("x-extra"), request.text().as_str()), (Some("1"), r#"{"member_session_id":"s"}"#));
    for (name, value) in [("bad name", "x"), ("X-A", "a\nb")] {
        let e = block_on(client.sessions().revoke(params.clone()).header(name, value)).unwrap_err();
        assert!(e.is_invalid() && !e.to_string().contains('\n'), "{e}");
    }
    assert_eq!(mock.requests().len(), 1);
}
