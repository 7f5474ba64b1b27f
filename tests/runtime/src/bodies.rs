//! One operation per kind of body.
#![allow(missing_docs)]
use crate::client::Client;
use crate::runtime::*;
use crate::styles::Rgb;
use std::collections::BTreeMap;

#[derive(Clone, PartialEq)]
pub struct PartsParams {
    pub id: String,
    pub title: Option<String>,
    pub size: Option<i64>,
    pub file: Option<Upload>,
    pub files: Vec<Upload>,
    pub color: Option<Rgb>,
    pub tags: Vec<String>,
    pub list: Vec<String>,
    pub extra: BTreeMap<String, serde_json::Value>,
}
record! { PartsParams {
    0 "id" id,
    1 "title" title,
    2 "size" size,
    3 "file" file,
    4 "files" files,
    5 "color" color,
    6 "tags" tags,
    7 "list" list,
    .. extra
} }

impl PartsParams {
    pub fn new() -> Self {
        Empty::empty()
    }
}

impl Default for PartsParams {
    fn default() -> Self {
        Self::new()
    }
}

#[derive(Clone, PartialEq)]
pub struct StreamParams {
    pub body: Upload,
}
record! { StreamParams { 0 "body" body, } }

#[derive(Clone, PartialEq)]
pub struct AnyParams {
    pub body: serde_json::Value,
}
record! { AnyParams { 0 "body" body, } }

static PARTS: Operation = Operation::new("bodies.parts", Method::POST, "/parts/{id}")
    .parameters(&[Parameter::path("id")])
    .body(Body::MULTIPART.optional().encodings(&[
        Parameter::query("color").json().content_type("application/vnd.rgb+json"),
        Parameter::query("list").style(Style::PipeDelimited).explode(false),
        Parameter::query("file").content_type("image/png"),
    ]));
static PUT_PARTS: Operation = Operation::new("bodies.put_parts", Method::PUT, "/parts/{id}")
    .parameters(&[Parameter::path("id")])
    .body(Body::MULTIPART);
static PUT: Operation = Operation::new("bodies.put", Method::PUT, "/bytes").body(Body::BYTES);
static FORM: Operation = Operation::new("bodies.form", Method::POST, "/form").body(Body::FORM.whole());
static JSON: Operation = Operation::new("bodies.json", Method::POST, "/json").body(Body::JSON.whole());
static MIXED: Operation = Operation::new("bodies.mixed", Method::POST, "/mixed")
    .body(Body::MULTIPART.content_type("multipart/mixed").whole());
static RELATED: Operation = Operation::new("bodies.related", Method::POST, "/mixed")
    .body(Body::MULTIPART.content_type("multipart/related; start=\"<a;b>\"; Boundary=x").whole());
static TYPED: Operation = Operation::new("bodies.typed", Method::POST, "/mixed")
    .body(Body::MULTIPART.content_type("multipart/related; type=\"text/xml\"").whole());

impl Client {
    pub fn parts(&self, params: PartsParams) -> Request<String> {
        Request::new(self.core(), &PARTS, &params, decode::text)
    }
    pub fn put_parts(&self, params: PartsParams) -> Request<String> {
        Request::new(self.core(), &PUT_PARTS, &params, decode::text)
    }
    pub fn put(&self, body: Upload) -> Request<String> {
        Request::new(self.core(), &PUT, &StreamParams { body }, decode::text)
    }
    pub fn form(&self, body: serde_json::Value) -> Request<String> {
        Request::new(self.core(), &FORM, &AnyParams { body }, decode::text)
    }
    pub fn json(&self, body: serde_json::Value) -> Request<String> {
        Request::new(self.core(), &JSON, &AnyParams { body }, decode::text)
    }
    pub fn related(&self, body: serde_json::Value) -> Request<String> {
        Request::new(self.core(), &RELATED, &AnyParams { body }, decode::text)
    }
    pub fn typed(&self, body: serde_json::Value) -> Request<String> {
        Request::new(self.core(), &TYPED, &AnyParams { body }, decode::text)
    }
    pub fn mixed(&self, body: serde_json::Value) -> Request<String> {
        Request::new(self.core(), &MIXED, &AnyParams { body }, decode::text)
    }
}
