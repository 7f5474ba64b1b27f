//! Percent-encoding (RFC 3986, section 2.1): which characters stay as they are, by where the text goes.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// With the reserved characters that may stand in a query, without those that part it: `&`, `+` (a space to many
/// servers) and `#`.
const RESERVED_IN_QUERY: &AsciiSet = &UNRESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// With the reserved characters that may stand in a path, slashes among them.
const RESERVED_IN_PATH: &AsciiSet = &RESERVED_IN_QUERY.add(b'?').remove(b'&').remove(b'+');

/// What cannot stand in a URL at all; for the literal parts of a path's template, which are encoded already.
const NOT_IN_URL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What a host and its port may have: the unreserved characters, a colon, the brackets of IPv6.
const NOT_IN_HOST: &AsciiSet = &UNRESERVED.remove(b':').remove(b'[').remove(b']');

/// What becomes of text before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// All but unreserved characters encoded.
    All,
    /// Reserved characters kept in the query (`allowReserved`).
    ReservedInQuery,
    /// Reserved characters kept in the path.
    ReservedInPath,
    /// As `All`, a space as `+` (`application/x-www-form-urlencoded`).
    Form,
    /// As it is: headers and parts of a body are not URLs.
    Nothing,
}

impl Escape {
    /// What becomes of names beside such values. A name is never reserved text: it would part the query elsewhere.
    pub(crate) fn of_name(self) -> Self {
        match self {
            Escape::Form | Escape::Nothing => self,
            _ => Escape::All,
        }
    }

    pub(crate) fn push(self, text: &str, to: &mut String) {
        match self {
            Escape::All => to.extend(utf8_percent_encode(text, UNRESERVED)),
            Escape::ReservedInQuery => reserved(text, RESERVED_IN_QUERY, to),
            Escape::ReservedInPath => reserved(text, RESERVED_IN_PATH, to),
            Escape::Form => {
                for (i, word) in text.split(' ').enumerate() {
                    if i > 0 {
                        to.push('+');
                    }
                    to.extend(utf8_percent_encode(word, UNRESERVED));
                }
            }
            Escape::Nothing => to.push_str(text),
        }
    }

    pub(crate) fn text(self, text: &str) -> String {
        let mut to = String::with_capacity(text.len());
        self.push(text, &mut to);
        to
    }
}

/// Reserved expansion keeps triplets that are encoded already (RFC 6570, section 3.2.3).
fn reserved(text: &str, set: &'static AsciiSet, to: &mut String) {
    for (i, part) in text.split('%').enumerate() {
        if i > 0 {
            let triplet = part.get(..2).is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
            to.push_str(if triplet { "%" } else { "%25" });
        }
        to.extend(utf8_percent_encode(part, set));
    }
}

/// The literal part of a template.
pub(crate) fn literal(text: &str, to: &mut String) {
    to.extend(utf8_percent_encode(text, NOT_IN_URL));
}

/// The value of a variable that stands before the path of a server's URL. With anything encoded it is no host, and so no
/// client is built with it: a value must not lead to another host than the one that the URL ends in.
pub(crate) fn in_host(value: &str) -> String {
    utf8_percent_encode(value, NOT_IN_HOST).to_string()
}

/// The value of a variable in the path of a server's URL.
pub(crate) fn in_path(value: &str) -> String {
    Escape::ReservedInPath.text(value)
}

/// The value of a variable that the path of a server's URL begins with. Without the slash it would be part of the host.
pub(crate) fn whole_path(value: &str) -> String {
    let value = value.trim_start_matches('/');
    format!("/{}", in_path(value))
}
