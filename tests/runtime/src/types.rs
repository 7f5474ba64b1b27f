//! Sample types.
#![allow(missing_docs)]
use crate::runtime::*;
use std::collections::BTreeMap;

/// Everything.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct All {
    pub text: String,
    pub flag: bool,
    pub small: i32,
    pub big: i64,
    pub unsigned: u32,
    pub huge: u64,
    pub single: f32,
    pub double: f64,
    pub any: serde_json::Value,
    pub list: Vec<Role>,
    pub map: BTreeMap<String, i64>,
    pub boxed: Option<Box<All>>,
    pub three: Nullable<String>,
    pub bytes: Base64,
    pub when: chrono::DateTime<chrono::Utc>,
    pub day: Option<chrono::NaiveDate>,
    pub color: Color,
    pub r#type: Option<Priority>,
}
record! { All {
    0 "text" text,
    1 "flag" flag,
    2 "small" small,
    3 "big" big,
    4 "unsigned" unsigned,
    5 "huge" huge,
    6 "single" single,
    7 "double" double,
    8 "any" any,
    9 "list" list,
    10 "map" map,
    11 "boxed" boxed,
    12 "three" three,
    13 "bytes" bytes,
    14 "when" when,
    15 "day" day,
    16 "color" color,
    17 "type" r#type,
} }

#[derive(Clone, PartialEq)]
pub struct Role {
    pub role_id: String,
    pub secret: Option<String>,
    pub note: Option<String>,
    pub inner: Option<Member>,
}
record! { Role {
    0 "role_id" role_id,
    1 "secret" secret sensitive,
    2 "note" note null,
    3 "inner" inner,
} }

#[derive(Clone, PartialEq)]
pub struct Member {
    pub member_id: String,
    pub roles: Vec<Role>,
    pub extra: BTreeMap<String, serde_json::Value>,
}
record! { Member {
    0 "member_id" member_id,
    1 "roles" roles,
    .. extra
} }

#[derive(Clone, PartialEq)]
pub struct Outer {
    pub member: Member,
    pub score: i64,
}
record! { Outer { 0 "member" member, 1 "score" score, } }

#[derive(Clone, PartialEq)]
pub struct Nothing {}
record! { Nothing {} }

#[derive(Clone, PartialEq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Color {
    Red,
    PtBr,
    Unknown(String),
}
string_enum! { Color { Red = "red", PtBr = "pt-br" } }

#[derive(Clone, Copy, PartialEq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Priority {
    One,
    Two,
    Unknown(i64),
}
integer_enum! { Priority { One = 1, Two = -2 } }

#[derive(Clone, PartialEq)]
pub struct Cat {
    pub pet_type: String,
    pub lives: i32,
}
record! { Cat { 0 "petType" pet_type, 1 "lives" lives, } }
#[derive(Clone, PartialEq)]
pub struct Dog {
    pub pet_type: String,
    pub friend: Option<Pet>,
}
record! { Dog { 0 "petType" pet_type, 1 "friend" friend, } }
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Pet {
    Cat(Cat),
    Dog(Box<Dog>),
    Unknown(serde_json::Value),
}
union! { Pet by "petType" { Cat(Cat) = "cat" | "Cat", Dog(Box<Dog>) = "dog" } }

#[derive(Clone, PartialEq)]
pub struct Circle {
    pub radius: f64,
}
record! { Circle { 0 "radius" radius, } }
#[derive(Clone, PartialEq)]
pub struct Square {
    pub kind: String,
    pub side: f64,
    pub within: Option<Box<Shape>>,
}
record! { Square { 0 "kind" kind, 1 "side" side, 2 "within" within, } }
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Shape {
    Circle(Circle),
    Square(Square),
    Other(BTreeMap<String, i64>),
    Name(String),
    Count(i64),
    Ratio(f64),
    Flag(bool),
    Many(Vec<Shape>),
    Nothing(()),
    Unknown(serde_json::Value),
}
union! { Shape {
    Circle(Circle) if object ["radius"],
    Square(Square) if object ["side", "kind" = "square"],
    Other(BTreeMap<String, i64>) if object,
    Name(String) if string,
    Count(i64) if integer,
    Ratio(f64) if number,
    Flag(bool) if boolean,
    Many(Vec<Shape>) if array,
    Nothing(()) if null,
} }

/// Recursive, all required, both members fit by key: the worst for trials.
#[derive(Clone, PartialEq)]
pub enum Tree {
    Left(Box<Left>),
    Right(Box<Right>),
    Unknown(serde_json::Value),
}
union! { Tree { Left(Box<Left>) if object ["next"], Right(Box<Right>) if object ["next"] } }
#[derive(Clone, PartialEq)]
pub struct Left {
    pub next: Option<Tree>,
    pub left: String,
}
record! { Left { 0 "next" next, 1 "left" left, } }
#[derive(Clone, PartialEq)]
pub struct Right {
    pub next: Option<Tree>,
    pub right: String,
}
record! { Right { 0 "next" next, 1 "right" right, } }
