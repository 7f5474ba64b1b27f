//! JSON Pointer (RFC 6901): one value out of a document, without reading the rest into memory.

use super::fault::ReadError;
use super::reader::{Kind, Mode, Reader};

/// The scalar at `pointer`, as text; `None` when there is none, or when the document is not JSON up to there.
pub(crate) fn text(document: &[u8], pointer: &str) -> Option<String> {
    let json = raw(document, pointer)?;
    let mut from = Reader::new(json, Mode::Forgiving);
    match from.kind().ok()? {
        Kind::String => from.string().ok()?.map(|text| text.into_owned()),
        Kind::Integer | Kind::Number | Kind::Boolean => Some(json.to_owned()),
        _ => None,
    }
}

/// The JSON at `pointer`. `-` is the last item of a list, which RFC 6901 leaves without meaning for readers.
pub(crate) fn raw<'d>(document: &'d [u8], pointer: &str) -> Option<&'d str> {
    let mut from = Reader::forgiving(document).ok()?;
    walk(&mut from, pointer).ok().flatten()
}

/// The first pointer that finds a text that is not empty.
pub(crate) fn first(document: &[u8], pointers: &[&str]) -> Option<String> {
    pointers.iter().filter_map(|pointer| text(document, pointer)).find(|text| !text.is_empty())
}

fn walk<'d>(from: &mut Reader<'d>, pointer: &str) -> Result<Option<&'d str>, ReadError> {
    let mut first = true;
    let Some((token, rest)) = pointer.strip_prefix('/').map(|p| p.split_at(p.find('/').unwrap_or(p.len()))) else {
        return Ok(Some(from.raw()?));
    };
    match from.kind()? {
        Kind::Object => {
            let token = token.replace("~1", "/").replace("~0", "~");
            from.object()?;
            while let Some(key) = from.key(&mut first)? {
                if key == token {
                    return walk(from, rest);
                }
                from.skip()?;
            }
        }
        Kind::Array if token == "-" => {
            let mut last = None;
            from.array()?;
            while from.item(&mut first)? {
                last = Some(from.raw()?);
            }
            return last.map_or(Ok(None), |last| walk(&mut Reader::new(last, Mode::Forgiving), rest));
        }
        Kind::Array => {
            let Ok(mut index) = token.parse::<usize>() else { return Ok(None) };
            from.array()?;
            while from.item(&mut first)? {
                if index == 0 {
                    return walk(from, rest);
                }
                index -= 1;
                from.skip()?;
            }
        }
        _ => {}
    }
    Ok(None)
}
