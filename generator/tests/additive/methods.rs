//! Methods: what they take, what they give, and where they are.

use super::{api, grows};

/// An operation with this beside its responses.
fn metrics(takes: &str) -> String {
    api(
        &format!(
            "/metrics:\n  get: {{ operationId: metrics.read, {takes} responses: {{ '204': {{ description: Done. }} }} }}"
        ),
        "Id: { type: string }",
    )
}

const LIMIT: &str = "{ name: limit, in: query, schema: { type: integer } }";
const TRACE: &str = "{ name: X-Trace, in: header, schema: { type: string } }";
const AGE: &str = "{ name: age, in: query, schema: { type: integer } }";

#[test]
fn a_method_without_params_stays_without() {
    let added = grows(&[&metrics(""), &metrics(&format!("parameters: [{LIMIT}],"))]);
    assert!(added.contains("fn read_with_params(&self,params:ReadParams)"), "{added}");
}

#[test]
fn each_form_of_a_method_stays() {
    let versions = [
        String::new(),
        format!("parameters: [{LIMIT}],"),
        format!("parameters: [{LIMIT}, {TRACE}],"),
        format!("parameters: [{AGE}, {LIMIT}, {TRACE}],"),
    ];
    let versions: Vec<String> = versions.iter().map(|takes| metrics(takes)).collect();
    let versions: Vec<&str> = versions.iter().map(String::as_str).collect();
    let added = grows(&versions[..3]);
    let form = "fn read_with_options(&self,params:ReadParams)->Request<(),ReadRequestOptions>";
    assert!(added.contains(form), "{added}");
    assert!(!grows(&versions).contains("fn read"));
}

#[test]
fn a_request_without_options_stays_without() {
    let limit = metrics(&format!("parameters: [{LIMIT}],"));
    let added = grows(&[&limit, &metrics(&format!("parameters: [{TRACE}, {LIMIT}],"))]);
    assert!(added.contains("fn read_with_options"), "{added}");
}

#[test]
fn an_optional_body_is_given_by_a_further_form() {
    let body = "requestBody: { content: { application/json: { schema: { type: object, properties: { note: { type: string } } } } } },";
    assert!(grows(&[&metrics(""), &metrics(body)]).contains("fn read_with_params"));
}
