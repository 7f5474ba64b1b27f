//! Plain code, laid out as `prettyplease` would, without a syntax tree.
//!
//! Nearly all that is generated is made of a few kinds of items and statements. They are read token by token ([`items`], [`code`]),
//! and their lines broken by the printer's rules ([`layout`]): many times as fast as to parse and print them. An item or
//! a member of an `impl` that is anything else, has comments inside, or might not be Rust, goes the long way, on its own.
//! That both ways give the same is checked by the tests.

mod code;
mod cursor;
mod expressions;
mod items;
mod kinds;
mod layout;

use super::{Formatted, scan};
use cursor::Tokens;
use items::Writer;

/// Lays out a file. `None` if its parts cannot be told apart, or one of them is not Rust.
pub fn file(source: &str) -> Option<Formatted> {
    let pieces = scan::pieces(source);
    let tokens = Tokens::new(source, &pieces)?;
    let mut writer = Writer::new(&tokens);
    writer.file()?;
    Some(Formatted { text: writer.text, moved: writer.moved })
}
