//! The name of a file in `Content-Disposition` (RFC 6266), made safe to be used as one.

/// The file name that a header gives, without anything that would lead to another directory.
pub(crate) fn file_name(header: &[u8]) -> Option<String> {
    let header = String::from_utf8_lossy(header);
    let (mut plain, mut extended) = (None, None);
    for parameter in parameters(&header).skip(1) {
        let Some((name, value)) = parameter.split_once('=') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "filename" => plain = plain.or_else(|| Some(unquoted(value.trim()))),
            "filename*" => extended = extended.or_else(|| decoded(value.trim())),
            _ => {}
        }
    }
    // The extended form is the preferred one (RFC 6266, section 4.3).
    extended.as_deref().and_then(safe).or_else(|| plain.as_deref().and_then(safe))
}

/// What stands between semicolons that are not in quotes.
fn parameters(header: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    header.split(move |c: char| {
        let ends = c == ';' && !quoted;
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
        ends
    })
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else { return value.to_owned() };
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut escaped = false;
    let keep = |c: &char| {
        escaped = *c == '\\' && !escaped;
        !escaped
    };
    inner.chars().filter(keep).collect()
}

/// `UTF-8''na%C3%AFve.txt` (RFC 8187).
fn decoded(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, text) = rest.split_once('\'')?;
    let bytes = percent_encoding::percent_decode_str(text);
    match charset.to_ascii_lowercase().as_str() {
        "utf-8" => bytes.decode_utf8().ok().map(|text| text.into_owned()),
        "iso-8859-1" => Some(bytes.map(char::from).collect()),
        _ => None,
    }
}

/// The last part of what may be a path on any system, if it can be a file's name.
fn safe(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\', ':']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).collect();
    let name = name.trim();
    let only_dots = name.chars().all(|c| c == '.');
    (!only_dots).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_is_found_and_leads_nowhere_else() {
        for (header, name) in [
            ("attachment; filename=report.pdf", Some("report.pdf")),
            ("attachment; filename=\"a; b \\\"c\\\".txt\"; size=3", Some("a; b \"c\".txt")),
            ("attachment; filename=\"e.txt\"; filename*=UTF-8''%E2%82%AC%20rates.txt", Some("€ rates.txt")),
            ("attachment; FileName*=iso-8859-1'en'%A3.txt", Some("£.txt")),
            ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
            ("attachment; filename*=UTF-8''..%5C..%5Cboot.ini", Some("boot.ini")),
            ("attachment; filename=\"C:evil.exe\"", Some("evil.exe")),
            ("attachment; filename=\"..\"", None),
            ("attachment; filename=\"a/\"", None),
            ("inline", None),
            ("attachment; filename*=UTF-8''%FF; filename=plain", Some("plain")),
        ] {
            assert_eq!(file_name(header.as_bytes()).as_deref(), name, "{header}");
        }
    }
}
