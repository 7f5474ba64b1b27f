//! One operation per style of parameter.
#![allow(missing_docs)]
use crate::client::Client;
use crate::runtime::*;
use std::collections::BTreeMap;

#[derive(Clone, PartialEq)]
pub struct Rgb {
    pub r: i64,
    pub g: i64,
    pub b: i64,
}
record! { Rgb { 0 "R" r, 1 "G" g, 2 "B" b, } }

macro_rules! styled {
    ($($name:ident $static:ident $path:literal $parameter:expr;)*) => { $(
        static $static: Operation = Operation::new(concat!("styles.", stringify!($name)), Method::GET, $path)
            .parameters(&[$parameter]);
        impl Client {
            pub fn $name(&self, color: Tint) -> Request<()> {
                Request::new(self.core(), &$static, &TintParams { color }, decode::empty)
            }
        }
    )* };
}

#[derive(Clone, PartialEq)]
pub enum Tint {
    Text(String),
    List(Vec<String>),
    Rgb(Rgb),
    Map(BTreeMap<String, serde_json::Value>),
    Number(f64),
    Flag(bool),
    Unknown(serde_json::Value),
}
union! { Tint {
    Text(String) if string,
    List(Vec<String>) if array,
    Rgb(Rgb) if object ["R", "G", "B"],
    Map(BTreeMap<String, serde_json::Value>) if object,
    Number(f64) if number,
    Flag(bool) if boolean,
} }

#[derive(Clone, PartialEq)]
pub struct TintParams {
    pub color: Tint,
}
record! { TintParams { 0 "color" color, } }

styled! {
    path_simple PATH_SIMPLE "/p/{color}/x" Parameter::path("color");
    path_simple_explode PATH_SIMPLE_EXPLODE "/p/{color}/x" Parameter::path("color").explode(true);
    path_label PATH_LABEL "/p/{color}/x" Parameter::path("color").style(Style::Label);
    path_label_explode PATH_LABEL_EXPLODE "/p/{color}/x" Parameter::path("color").style(Style::Label).explode(true);
    path_matrix PATH_MATRIX "/p/{color}/x" Parameter::path("color").style(Style::Matrix);
    path_matrix_explode PATH_MATRIX_EXPLODE "/p/{color}/x" Parameter::path("color").style(Style::Matrix).explode(true);
    path_reserved PATH_RESERVED "/p/{color}/x" Parameter::path("color").allow_reserved();
    path_json PATH_JSON "/p/{color}/x" Parameter::path("color").json();
    path_mixed PATH_MIXED "/p q/a{color}.json?fixed=1" Parameter::path("color");
    path_dots PATH_DOTS "/p/.{color}/x" Parameter::path("color");
    query_form QUERY_FORM "/q" Parameter::query("color").explode(false);
    query_form_explode QUERY_FORM_EXPLODE "/q" Parameter::query("color");
    query_space QUERY_SPACE "/q" Parameter::query("color").style(Style::SpaceDelimited);
    query_pipe QUERY_PIPE "/q" Parameter::query("color").style(Style::PipeDelimited);
    path_pipe PATH_PIPE "/p/{color}/x" Parameter::path("color").style(Style::PipeDelimited);
    path_tab_explode PATH_TAB_EXPLODE "/p/{color}/x" Parameter::path("color").style(Style::TabDelimited).explode(true);
    query_space_explode QUERY_SPACE_EXPLODE "/q" Parameter::query("color").style(Style::SpaceDelimited).explode(true);
    query_tab QUERY_TAB "/q" Parameter::query("color").style(Style::TabDelimited);
    query_whole QUERY_WHOLE "/q" Parameter::query("color").style(Style::Querystring);
    query_whole_encoded QUERY_WHOLE_ENCODED "/q" Parameter::query("color").style(Style::Querystring)
        .encodings(&[Parameter::query("list").explode(false)]);
    query_whole_json QUERY_WHOLE_JSON "/q" Parameter::query("color").style(Style::Querystring).json();
    query_deep QUERY_DEEP "/q" Parameter::query("color").style(Style::DeepObject).explode(true);
    query_reserved QUERY_RESERVED "/q" Parameter::query("color").allow_reserved();
    query_json QUERY_JSON "/q" Parameter::query("color").json();
    query_fixed QUERY_FIXED "/q?action=x" Parameter::query("color");
    header_simple HEADER_SIMPLE "/h" Parameter::header("X-Color");
    header_simple_explode HEADER_SIMPLE_EXPLODE "/h" Parameter::header("X-Color").explode(true);
    header_pipe HEADER_PIPE "/h" Parameter::header("X-Color").style(Style::PipeDelimited);
    header_space HEADER_SPACE "/h" Parameter::header("X-Color").style(Style::SpaceDelimited);
    header_json HEADER_JSON "/h" Parameter::header("X-Color").json();
    cookie_plain COOKIE_PLAIN "/c" Parameter::cookie("color").style(Style::Cookie).explode(false);
    cookie_plain_explode COOKIE_PLAIN_EXPLODE "/c" Parameter::cookie("color").style(Style::Cookie);
    cookie_json COOKIE_JSON "/c" Parameter::cookie("color").json();
    cookie_form COOKIE_FORM "/c" Parameter::cookie("color").explode(false);
    cookie_form_explode COOKIE_FORM_EXPLODE "/c" Parameter::cookie("color");
}
