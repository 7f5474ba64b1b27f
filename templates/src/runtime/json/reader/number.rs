//! Numbers: their grammar, and what becomes of them in Rust.

use super::Reader;
use crate::runtime::json::fault::ReadError;

impl<'a> Reader<'a> {
    /// The text of a number; `None` is a forgiven `null`.
    ///
    /// # Errors
    /// When it is something else.
    pub fn number(&mut self, expected: &'static str) -> Result<Option<&'a str>, ReadError> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => self.number_text().map(Some),
            _ => self.not(expected).map(|()| None),
        }
    }

    /// The grammar of RFC 8259, section 6.
    pub(super) fn number_text(&mut self) -> Result<&'a str, ReadError> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'-') {
                self.take(b'+');
            }
            self.digits()?;
        }
        if matches!(self.text.as_bytes().get(self.at), Some(b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E')) {
            return Err(ReadError::new(self.at, "a number", "something that is not JSON"));
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn take(&mut self, byte: u8) -> bool {
        let next = self.text.as_bytes().get(self.at) == Some(&byte);
        self.at += usize::from(next);
        next
    }

    fn digits(&mut self) -> Result<(), ReadError> {
        let count = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        self.at += count;
        if count == 0 { Err(ReadError::new(self.at, "a digit", "something else")) } else { Ok(()) }
    }

    /// An integer from `min` to `max`; `None` is a forgiven `null`. `1.0` and `1e3` are integers too: some servers
    /// hold all numbers as floats.
    ///
    /// # Errors
    /// When it is something else or out of range.
    pub fn integer(&mut self, min: i64, max: u64, expected: &'static str) -> Result<Option<i128>, ReadError> {
        self.skip_white();
        let start = self.at;
        let value = match self.short_integer() {
            Some(value) => i128::from(value),
            None => match self.number(expected)? {
                Some(text) => self.long_integer(start, text, expected)?,
                None => return Ok(None),
            },
        };
        if value < i128::from(min) || value > i128::from(max) {
            return Err(ReadError::new(start, expected, "a number out of range"));
        }
        Ok(Some(value))
    }

    /// An integer as nearly all are written: up to 18 digits, and nothing else.
    #[inline]
    fn short_integer(&mut self) -> Option<i64> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let digits = rest.strip_prefix(b"-").unwrap_or(rest);
        let (mut value, mut count) = (0, 0);
        while let Some(digit @ b'0'..=b'9') = digits.get(count) {
            if count == 18 {
                return None;
            }
            value = value * 10 + i64::from(digit - b'0');
            count += 1;
        }
        let goes_on = matches!(digits.get(count), Some(b'.' | b'e' | b'E' | b'+' | b'-'));
        if count == 0 || goes_on || (count > 1 && digits.first() == Some(&b'0')) {
            return None;
        }
        let is_negative = digits.len() < rest.len();
        self.at += usize::from(is_negative) + count;
        Some(if is_negative { -value } else { value })
    }

    fn long_integer(&self, start: usize, text: &str, expected: &'static str) -> Result<i128, ReadError> {
        match text.parse::<i128>() {
            Ok(value) => Ok(value),
            Err(_) if self.is_exact() => Err(ReadError::new(start, expected, "a number of another kind")),
            Err(_) => match text.parse::<f64>() {
                // Above 2^53 a float no longer says which integer is meant.
                Ok(float) if float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0 => Ok(float as i128),
                Ok(float) if float.fract() != 0.0 => Err(ReadError::new(start, expected, "a fraction")),
                _ => Err(ReadError::new(start, expected, "a number out of range")),
            },
        }
    }

    /// A finite number; `None` is a forgiven `null`.
    ///
    /// # Errors
    /// When it is something else or out of range.
    pub fn float(&mut self) -> Result<Option<f64>, ReadError> {
        self.skip_white();
        let start = self.at;
        let Some(text) = self.number("a number")? else { return Ok(None) };
        match text.parse::<f64>() {
            Ok(float) if float.is_finite() => Ok(Some(float)),
            _ => Err(ReadError::new(start, "a number", "a number out of range")),
        }
    }
}
