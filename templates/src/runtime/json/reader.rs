//! A pull reader of JSON text (RFC 8259): tokens, strings, skipping, the depth limit; numbers are in `number`.
//!
//! Owns the two modes of reading, forgiving and strict, as far as they concern `null`; what fields a type has is the
//! business of `record`.

mod number;

use super::fault::{Path, ReadError, Step};
use super::scan;
use std::borrow::Cow;

/// Deepest nesting of arrays and objects: a document must not be able to exhaust the stack.
const MAX_DEPTH: u8 = 128;

/// Most notes of missing fields that are kept for one document.
const MAX_NOTES: usize = 100;

/// The kind of a JSON value. An integer is a number written without fraction and exponent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// a number without fraction and exponent
    Integer,
    /// any other number
    Number,
    /// a string
    String,
    /// an array
    Array,
    /// an object
    Object,
}

impl Kind {
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::Boolean => "a boolean",
            Kind::Integer | Kind::Number => "a number",
            Kind::String => "a string",
            Kind::Array => "an array",
            Kind::Object => "an object",
        }
    }
}

/// How much is taken for a value of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mode {
    /// `null` where the type has none, or a required field that is missing, leaves the value empty and is noted.
    Forgiving,
    /// Both are errors.
    Strict,
    /// So is what the description does not know: other keys, values of enums and members of unions, an integer written
    /// as `1.0`. Only unions ask for it, to see which member a value is most like.
    Exact,
}

/// Reads JSON text from a slice.
///
/// *Forgiving*: `null` where the type has none, or a required field that is missing, leaves the value empty and is
/// noted. *Strict*: both are errors.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u8,
    mode: Mode,
    /// The next record may hold values of an earlier key of the same name; see `record::read`.
    pub(crate) again: bool,
    notes: Vec<Path>,
    /// Where the last value begins that is no member of its union.
    pub(crate) unplaced: Option<usize>,
    /// Bytes read in vain by unions, which bounds the work a document can cause.
    pub(crate) wasted: usize,
}

/// A place to come back to; see `union`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    at: usize,
    depth: u8,
    mode: Mode,
}

impl Mark {
    pub(crate) fn mode(self) -> Mode {
        self.mode
    }

    pub(crate) fn offset(self) -> usize {
        self.at
    }
}

impl<'a> Reader<'a> {
    /// A forgiving reader; a byte order mark at the start is skipped.
    ///
    /// # Errors
    /// When the bytes are not UTF-8.
    pub fn forgiving(bytes: &'a [u8]) -> Result<Self, ReadError> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(text, Mode::Forgiving)),
            Err(e) => Err(ReadError::new(e.valid_up_to(), "UTF-8", "other bytes")),
        }
    }

    /// A strict reader; a byte order mark at the start is skipped.
    ///
    /// # Errors
    /// When the bytes are not UTF-8.
    pub fn strict(bytes: &'a [u8]) -> Result<Self, ReadError> {
        Self::forgiving(bytes).map(|reader| Self { mode: Mode::Strict, ..reader })
    }

    pub(crate) fn new(text: &'a str, mode: Mode) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at, depth: 0, mode, again: false, notes: Vec::new(), unplaced: None, wasted: 0 }
    }

    /// Whether a missing required field is an error.
    pub fn is_strict(&self) -> bool {
        self.mode >= Mode::Strict
    }

    /// Whether what the description does not know is an error.
    pub(crate) fn is_exact(&self) -> bool {
        self.mode == Mode::Exact
    }

    /// Length of the whole document in bytes.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn mark(&mut self) -> Mark {
        self.skip_white();
        Mark { at: self.at, depth: self.depth, mode: self.mode }
    }

    pub(crate) fn return_to(&mut self, mark: Mark) {
        self.at = mark.at;
        self.depth = mark.depth;
        self.mode = mark.mode;
    }

    pub(crate) fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
    }

    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Ends reading: nothing but white space may follow.
    ///
    /// # Errors
    /// When something follows.
    pub fn finish(&mut self) -> Result<(), ReadError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.unexpected("the end of the document")),
        }
    }

    // ---- notes

    /// Paths of required fields that were missing or null, outermost first.
    pub fn missing(&self) -> Vec<String> {
        self.notes.iter().map(Path::to_string).collect()
    }

    pub(crate) fn notes(&self) -> usize {
        self.notes.len()
    }

    #[cold]
    pub(crate) fn note(&mut self, path: Path) {
        if self.notes.len() < MAX_NOTES {
            self.notes.push(path);
        }
    }

    /// Drops the notes made since there were `from` of them.
    pub(crate) fn forget_notes(&mut self, from: usize) {
        self.notes.truncate(from);
    }

    /// Notes made since there were `from` of them lie inside `step`.
    #[inline]
    pub(crate) fn notes_inside(&mut self, from: usize, step: impl Fn() -> Step) {
        if self.notes.len() > from {
            self.notes.iter_mut().skip(from).for_each(|path| path.push_outer(step()));
        }
    }

    // ---- tokens

    #[inline]
    fn skip_white(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
            at += 1;
        }
        self.at = at;
    }

    /// The first byte of what comes next, white space skipped.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        self.skip_white();
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn since(&self, mark: Mark) -> &'a str {
        self.text.get(mark.at..self.at).unwrap_or_default()
    }

    /// The error "expected this, found what comes next".
    #[cold]
    pub fn unexpected(&mut self, expected: &'static str) -> ReadError {
        let found = match self.peek() {
            None => "the end of the document",
            Some(b'"') => "a string",
            Some(b'{') => "an object",
            Some(b'[') => "an array",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            Some(b'-' | b'0'..=b'9') => "a number",
            Some(b'}' | b']' | b',' | b':') => "punctuation",
            Some(_) => "something that is not JSON",
        };
        ReadError::new(self.at, expected, found)
    }

    /// The value is not of the expected kind. `null` is forgiven and noted: then `Ok`, and the caller leaves its value.
    #[cold]
    fn not(&mut self, expected: &'static str) -> Result<(), ReadError> {
        if self.is_strict() || !self.null()? {
            return Err(self.unexpected(expected));
        }
        self.note(Path::default());
        Ok(())
    }

    /// What comes next.
    ///
    /// # Errors
    /// When that is not a JSON value.
    pub fn kind(&mut self) -> Result<Kind, ReadError> {
        Ok(match self.peek() {
            Some(b'n') => Kind::Null,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'"') => Kind::String,
            Some(b'[') => Kind::Array,
            Some(b'{') => Kind::Object,
            Some(b'-' | b'0'..=b'9') => {
                let start = self.at;
                let text = self.number_text()?;
                self.at = start;
                if text.contains(['.', 'e', 'E']) { Kind::Number } else { Kind::Integer }
            }
            _ => return Err(self.unexpected("a JSON value")),
        })
    }

    fn literal(&mut self, word: &'static str) -> Result<(), ReadError> {
        if self.rest().starts_with(word) {
            self.at += word.len();
            return Ok(());
        }
        Err(ReadError::new(self.at, "a JSON value", "something that is not JSON"))
    }

    /// Takes `null` if it comes next.
    ///
    /// # Errors
    /// When what comes next begins like `null` but is not.
    #[inline]
    pub fn null(&mut self) -> Result<bool, ReadError> {
        if self.peek() != Some(b'n') {
            return Ok(false);
        }
        self.literal("null").map(|()| true)
    }

    /// Takes an empty string if it comes next.
    pub(crate) fn blank(&mut self) -> bool {
        self.skip_white();
        let blank = self.rest().starts_with("\"\"");
        if blank {
            self.at += 2;
        }
        blank
    }

    /// A boolean; `None` is a forgiven `null`.
    ///
    /// # Errors
    /// When it is something else.
    pub fn boolean(&mut self) -> Result<Option<bool>, ReadError> {
        match self.peek() {
            Some(b't') => self.literal("true").map(|()| Some(true)),
            Some(b'f') => self.literal("false").map(|()| Some(false)),
            _ => self.not("a boolean").map(|()| None),
        }
    }

    /// A string; `None` is a forgiven `null`.
    ///
    /// # Errors
    /// When it is something else, or has an escape that does not exist, a lone surrogate, a bare control character.
    pub fn string(&mut self) -> Result<Option<Cow<'a, str>>, ReadError> {
        if self.peek() != Some(b'"') {
            return self.not("a string").map(|()| None);
        }
        self.quoted().map(Some)
    }

    /// A string whose quote is known to come next.
    fn quoted(&mut self) -> Result<Cow<'a, str>, ReadError> {
        self.at += 1;
        let run = self.run()?;
        if self.text.as_bytes().get(self.at) == Some(&b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(run));
        }
        let mut whole = run.to_owned();
        loop {
            // `run` stops at a quote or a backslash only.
            let stop = self.text.as_bytes().get(self.at).copied();
            self.at += 1;
            if stop == Some(b'"') {
                return Ok(Cow::Owned(whole));
            }
            whole.push(self.escape()?);
            whole.push_str(self.run()?);
        }
    }

    /// Text up to the next quote or backslash.
    #[inline]
    fn run(&mut self) -> Result<&'a str, ReadError> {
        let rest = self.rest();
        let length = scan::plain(rest.as_bytes());
        match rest.as_bytes().get(length) {
            Some(b'"' | b'\\') => {
                self.at += length;
                Ok(rest.get(..length).unwrap_or_default())
            }
            Some(_) => Err(ReadError::new(self.at + length, "a character of a string", "a bare control character")),
            None => Err(ReadError::new(self.len(), "the end of a string", "the end of the document")),
        }
    }

    /// The character after a backslash.
    fn escape(&mut self) -> Result<char, ReadError> {
        let start = self.at;
        let byte = self.text.as_bytes().get(self.at).copied();
        self.at += 1;
        Ok(match byte {
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(c),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let unit = self.hex()?;
                let low = if (0xd800..0xdc00).contains(&unit) && self.rest().starts_with("\\u") {
                    self.at += 2;
                    Some(self.hex()?)
                } else {
                    None
                };
                let mut decoded = char::decode_utf16([unit].into_iter().chain(low));
                match (decoded.next(), decoded.next()) {
                    (Some(Ok(c)), None) => c,
                    _ => return Err(ReadError::new(start, "an escape", "half of a surrogate pair")),
                }
            }
            _ => return Err(ReadError::new(start, "an escape", "one that JSON does not have")),
        })
    }

    fn hex(&mut self) -> Result<u16, ReadError> {
        // `from_str_radix` alone would take a sign.
        match self.rest().get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit())) {
            Some(digits) => {
                self.at += 4;
                Ok(u16::from_str_radix(digits, 16).unwrap_or_default())
            }
            None => Err(ReadError::new(self.at, "four hexadecimal digits", "something else")),
        }
    }

    // ---- arrays and objects

    fn open(&mut self, bracket: u8, expected: &'static str) -> Result<bool, ReadError> {
        if self.peek() != Some(bracket) {
            return self.not(expected).map(|()| false);
        }
        if self.depth >= MAX_DEPTH {
            return Err(ReadError::new(self.at, "at most 128 levels", "more"));
        }
        self.depth += 1;
        self.at += 1;
        Ok(true)
    }

    /// Opens an array; `false` is a forgiven `null`.
    ///
    /// # Errors
    /// When it is something else, or nested too deep.
    pub fn array(&mut self) -> Result<bool, ReadError> {
        self.open(b'[', "an array")
    }

    /// Opens an object; `false` is a forgiven `null`.
    ///
    /// # Errors
    /// When it is something else, or nested too deep.
    pub fn object(&mut self) -> Result<bool, ReadError> {
        self.open(b'{', "an object")
    }

    /// After `array()`: whether an item comes next. `first` starts as true.
    ///
    /// # Errors
    /// When neither an item nor the end comes.
    pub fn item(&mut self, first: &mut bool) -> Result<bool, ReadError> {
        self.step(first, b']', "`,` or `]`")
    }

    /// After `object()`: the next key. `first` starts as true.
    ///
    /// # Errors
    /// When neither a key nor the end comes.
    pub fn key(&mut self, first: &mut bool) -> Result<Option<Cow<'a, str>>, ReadError> {
        if !self.step(first, b'}', "`,` or `}`")? {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a key"));
        }
        let key = self.quoted()?;
        if self.peek() != Some(b':') {
            return Err(self.unexpected("`:`"));
        }
        self.at += 1;
        Ok(Some(key))
    }

    #[inline]
    fn step(&mut self, first: &mut bool, close: u8, expected: &'static str) -> Result<bool, ReadError> {
        let is_first = std::mem::replace(first, false);
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                self.depth = self.depth.saturating_sub(1);
                Ok(false)
            }
            Some(b',') if !is_first => {
                self.at += 1;
                if self.peek() == Some(close) {
                    return Err(self.unexpected("a value after `,`"));
                }
                Ok(true)
            }
            Some(_) if is_first => Ok(true),
            _ => Err(self.unexpected(expected)),
        }
    }

    /// Skips one value, checking that it is JSON.
    ///
    /// # Errors
    /// When it is not.
    pub fn skip(&mut self) -> Result<(), ReadError> {
        let mut first = true;
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(b'{') => {
                self.object()?;
                while self.key(&mut first)?.is_some() {
                    self.skip()?;
                }
                Ok(())
            }
            Some(b'[') => {
                self.array()?;
                while self.item(&mut first)? {
                    self.skip()?;
                }
                Ok(())
            }
            Some(b'n') => self.literal("null"),
            Some(b't') => self.literal("true"),
            Some(b'f') => self.literal("false"),
            Some(b'-' | b'0'..=b'9') => self.number_text().map(drop),
            _ => Err(self.unexpected("a JSON value")),
        }
    }

    /// As `quoted`, keeping nothing.
    fn skip_string(&mut self) -> Result<(), ReadError> {
        self.at += 1;
        loop {
            self.run()?;
            let stop = self.text.as_bytes().get(self.at).copied();
            self.at += 1;
            if stop == Some(b'"') {
                return Ok(());
            }
            self.escape()?;
        }
    }

    /// The text of one value.
    ///
    /// # Errors
    /// When what comes next is not JSON.
    pub fn raw(&mut self) -> Result<&'a str, ReadError> {
        let mark = self.mark();
        self.skip()?;
        Ok(self.since(mark))
    }
}
