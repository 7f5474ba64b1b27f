//! From an answer to what the operation returns.

use super::error::{DecodeError, DecodeProblem, Error};
use super::json::fault::ReadError;
use super::json::reader::Reader;
use super::json::record::Record;
use super::json::value::{Empty, Value};
use super::response::RawResponse;
use super::stream::{Download, Ends, Events, Lines};
use bytes::Bytes;
use http::HeaderMap;

/// A JSON body, read forgivingly.
///
/// # Errors
/// When the body is not JSON or does not fit the type.
#[inline]
pub fn json<T: Value + Empty>(response: RawResponse) -> Result<T, Error> {
    let mut value = T::empty();
    fill(&mut value, &response)?;
    Ok(value)
}

/// Fills a value from a JSON body, forgivingly.
pub(crate) fn fill(value: &mut dyn Value, response: &RawResponse) -> Result<(), DecodeError> {
    let read = |value: &mut dyn Value| {
        let mut from = Reader::forgiving(response.body())?;
        // An empty body is no JSON, even where null would do.
        from.kind()?;
        value.read(&mut from)?;
        from.finish()?;
        let missing = from.missing();
        // A field may be missing; an answer that is missing as a whole is none.
        if missing.iter().any(String::is_empty) {
            return Err(ReadError::new(0, "a value", "null"));
        }
        response.note_missing(missing);
        Ok(())
    };
    read(value).map_err(|e| DecodeError::new(response.clone(), DecodeProblem::Json(e)))
}

/// A body of text.
///
/// # Errors
/// When the body is not UTF-8.
pub fn text(response: RawResponse) -> Result<String, Error> {
    match std::str::from_utf8(response.body()) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err(DecodeError::new(response, DecodeProblem::Text).into()),
    }
}

/// A body of bytes.
///
/// # Errors
/// None.
pub fn bytes(response: RawResponse) -> Result<Bytes, Error> {
    Ok(response.body().clone())
}

/// The headers of an answer, as the fields of a record.
#[inline]
pub fn headers<T: Record + Empty>(headers: &HeaderMap) -> T {
    let mut record = T::empty();
    super::headers::fill(&mut record, headers);
    record
}

/// A body of bytes that is handed out as it comes.
///
/// # Errors
/// None.
pub fn download(response: RawResponse) -> Result<Download, Error> {
    Ok(Download::new(response))
}

/// Server-sent events whose data is JSON.
///
/// # Errors
/// When the answer is not of this media type.
pub fn events<T: Value + Empty>(response: RawResponse) -> Result<Events<T>, Error> {
    Ok(Events::new(streamed(response)?, json, Ends::WithDone))
}

/// Server-sent events whose data is text.
///
/// # Errors
/// When the answer is not of this media type.
pub fn text_events(response: RawResponse) -> Result<Events<String>, Error> {
    Ok(Events::new(streamed(response)?, text, Ends::Never))
}

/// JSON, a value on each line.
///
/// # Errors
/// When the answer is not of this media type.
pub fn lines<T: Value + Empty>(response: RawResponse) -> Result<Lines<T>, Error> {
    Ok(Lines::new(streamed(response)?, json))
}

/// An answer of another media type than was asked for has been read whole, for the error to keep it.
fn streamed(response: RawResponse) -> Result<RawResponse, Error> {
    match response.is_read() {
        false => Ok(response),
        true => Err(DecodeError::new(response, DecodeProblem::MediaType).into()),
    }
}

/// A body that says nothing.
///
/// # Errors
/// None: whatever the body is, it is not looked at.
pub fn empty(_: RawResponse) -> Result<(), Error> {
    Ok(())
}
