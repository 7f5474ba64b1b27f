//! Methods: what they take, what they give, and how they are reached.

use super::{api, content, grows};

const LIMIT: &str = "{ name: limit, in: query, schema: { type: integer } }";
const AGE: &str = "{ name: age, in: query, schema: { type: integer } }";
const TRACE: &str = "{ name: X-Trace, in: header, schema: { type: string } }";

/// An operation that takes this and gives nothing.
fn taking(takes: &str) -> String {
    api(
        &format!(
            "/metrics: {{ post: {{ operationId: metrics.read, {takes} responses: {{ '204': {{ description: Done. }} }} }} }}"
        ),
        SCHEMAS,
    )
}

/// An operation that takes nothing and has these responses.
fn giving(responses: &str) -> String {
    api(&format!("/metrics: {{ get: {{ operationId: metrics.read, responses: {{ {responses} }} }} }}"), SCHEMAS)
}

const SCHEMAS: &str = "\
Pet: { type: object, properties: { name: { type: string } } }
Line: { type: object, properties: { at: { type: string } } }";

#[test]
fn a_method_without_params_stays_without() {
    let added = grows(&[&taking(""), &taking(&format!("parameters: [{LIMIT}],"))]);
    assert!(added.contains("fn read_with_params(&self,params:ReadParams)"), "{added}");
}

#[test]
fn each_form_of_a_method_stays() {
    let [first, second, third, last] = ["", LIMIT, &[LIMIT, TRACE].join(", "), &[AGE, LIMIT, TRACE].join(", ")]
        .map(|all| taking(&format!("parameters: [{all}],")));
    let added = grows(&[&first, &second, &third]);
    let form = "fn read_with_options(&self,params:ReadParams)->Request<(),ReadRequestOptions>";
    assert!(added.contains(form), "{added}");
    let added = grows(&[&first, &second, &third, &last]);
    assert!(!added.contains("fn read"), "{added}");
}

#[test]
fn a_request_without_options_stays_without() {
    let versions = [LIMIT, &[TRACE, LIMIT].join(", ")].map(|all| taking(&format!("parameters: [{all}],")));
    let added = grows(&[&versions[0], &versions[1]]);
    assert!(added.contains("fn read_with_options"), "{added}");
}

#[test]
fn an_optional_body_is_given_by_a_further_form() {
    let body = content("requestBody", "application/json", "{ type: object, properties: { note: { type: string } } }");
    assert!(grows(&[&taking(""), &taking(&format!("{body},"))]).contains("fn read_with_params"));
}

#[test]
fn an_answer_stays_of_its_media_type() {
    let text = "text/csv: { schema: { type: string } }";
    let json = "application/json: { schema: { $ref: '#/components/schemas/Pet' } }";
    let versions = [text.to_owned(), format!("{json}, {text}")]
        .map(|content| giving(&format!("'200': {{ description: Yes., content: {{ {content} }} }}")));
    let added = grows(&[&versions[0], &versions[1]]);
    assert!(added.contains("fn read_as_json(&self)->Request<crate::types::Pet>"), "{added}");
}

#[test]
fn a_form_of_an_answer_stays_of_its_media_type() {
    let lines = |media_type: &str, schema: &str| {
        format!("{media_type}: {{ schema: {{ $ref: '#/components/schemas/{schema}' }} }}")
    };
    let json = lines("application/json", "Pet");
    let versions = [
        format!("{json}, {}", lines("application/x-ndjson", "Line")),
        format!("{}, {}, {json}", lines("application/jsonl", "Pet"), lines("application/x-ndjson", "Line")),
    ];
    let versions = versions.map(|content| giving(&format!("'200': {{ description: Yes., content: {{ {content} }} }}")));
    grows(&[&versions[0], &versions[1]]);
}

#[test]
fn xml_stays_the_answer_when_there_is_a_better_one() {
    let xml = "application/xml: { schema: { $ref: '#/components/schemas/Pet' } }";
    let json = "application/json: { schema: { $ref: '#/components/schemas/Pet' } }";
    let versions = [xml.to_owned(), format!("{xml}, {json}")]
        .map(|content| giving(&format!("'200': {{ description: Yes., content: {{ {content} }} }}")));
    assert!(grows(&[&versions[0], &versions[1]]).contains("fn read_as_json"));
}

#[test]
fn a_body_stays_of_its_media_type() {
    let schema = "{ schema: { type: object, required: [note], properties: { note: { type: string } } } }";
    let versions = ["", "application/json: { schema: { $ref: '#/components/schemas/Pet' } },"].map(|more| {
        taking(&format!("requestBody: {{ content: {{ {more} application/x-www-form-urlencoded: {schema} }} }},"))
    });
    assert!(grows(&[&versions[0], &versions[1]]).contains("fn read_as_json"));
}

#[test]
fn the_fields_of_a_body_stay_when_there_may_be_others() {
    let versions = ["", ", additionalProperties: { type: string }"].map(|more| {
        let schema = format!("{{ type: object, required: [note], properties: {{ note: {{ type: string }} }}{more} }}");
        taking(&format!("{},", content("requestBody", "application/json", &schema)))
    });
    grows(&[&versions[0], &versions[1]]);
}

#[test]
fn forms_that_would_be_called_alike_stay_apart() {
    let versions = ["", ", text/csv: { schema: { type: string } }"].map(|answer| {
        api(
            &format!("/metrics: {{ post: {{ operationId: metrics.read, requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Pet' }} }}, text/plain: {{ schema: {{ type: string }} }} }} }}, responses: {{ '200': {{ description: Yes., content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Pet' }} }}{answer} }} }} }} }} }}"),
            SCHEMAS,
        )
    });
    let added = grows(&[&versions[0], &versions[1]]);
    assert!(added.contains("fn read_as_text2(&self,params:ReadParams)->Request<String>"), "{added}");
}

#[test]
fn an_answer_stays_that_of_its_status() {
    let pet = content("'200'", "application/json", "{ $ref: '#/components/schemas/Pet' }");
    let accepted = "'202': { description: Later. }, ";
    let added = grows(&[&giving(&pet), &giving(&[accepted, &pet].concat())]);
    assert!(added.contains("fn read_by_status(&self)->Request<ReadByStatusResponse>"), "{added}");
    // Several answers become some more, and the same stays the same.
    let also = content("'201'", "application/json", "{ $ref: '#/components/schemas/Pet' }");
    let gone = "'205': { description: Gone. }, ";
    let versions = [pet.clone(), format!("{also}, {pet}"), [accepted, &also, ", ", &pet].concat()];
    let last = giving(&[gone, &versions[2]].concat());
    let versions = versions.map(|responses| giving(&responses));
    let added = grows(&[&versions[0], &versions[1], &versions[2], &last]);
    assert!(added.contains("ReadByStatusResponse::ResetContent") && !added.contains("fn "), "{added}");
}

#[test]
fn an_answer_that_stands_in_its_response_stays() {
    let own = content("'200'", "application/json", "{ type: object, properties: { name: { type: string } } }");
    grows(&[&giving(&own), &giving(&format!("'202': {{ description: Later. }}, {own}"))]);
}

#[test]
fn an_operation_takes_no_name_from_a_resource() {
    let operation = |path: &str, id: &str| {
        format!("{path}: {{ get: {{ operationId: {id}, responses: {{ '204': {{ description: Done. }} }} }} }}")
    };
    let versions = ["users.list", "users.admins.list", "users.admins"].map(|id| operation(&format!("/{id}"), id));
    let added = grows(&[&api(&versions[..2].join("\n"), SCHEMAS), &api(&versions.join("\n"), SCHEMAS)]);
    assert!(added.contains("fn users_admins(&self)"), "{added}");
    // Nor does one that is the first of its resource, whose feature goes on to compile what is below.
    let added = grows(&[&api(&versions[1..2].join("\n"), SCHEMAS), &api(&versions[1..].join("\n"), SCHEMAS)]);
    assert!(added.contains("fn users_admins(&self)"), "{added}");
}

#[test]
fn forms_go_on_to_share_params_or_not() {
    let (note, both) = ("note: { type: string }", "note: { type: string }, size: { type: integer }");
    let [same, more, other, alike] = [[note, note], [note, both], [note, both], [both, both]].map(|[json, form]| {
        let schema = |properties: &str| format!("{{ schema: {{ type: object, properties: {{ {properties} }} }} }}");
        let (json, form) = (schema(json), schema(form));
        let content = format!("application/json: {json}, application/x-www-form-urlencoded: {form}");
        taking(&format!("requestBody: {{ content: {{ {content} }} }},"))
    });
    grows(&[&same, &more]);
    grows(&[&other, &alike]);
}
