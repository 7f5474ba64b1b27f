//! A report as one page that needs nothing else: to search, to filter, and with before and after side by side.

use super::Report;

/// The page. All of it is in the text: no script, style or font comes from elsewhere.
pub fn html(report: &Report) -> String {
    // `<` would end the element that holds the data; in JSON strings it can be written otherwise.
    let data = super::json(report).to_string().replace('<', "\\u003c");
    include_str!("page.html").replace("{{report}}", &data)
}
