//! What becomes of small documents of Swagger 2.0, and where their messages point.

use serde_json::{Value, json};

use crate::diagnostics::{Diagnostics, Place};
use crate::pins::Pins;
use crate::pointer::Pointer;
use crate::resolve::{Bundle, bundle};
use crate::source::{self, Sources};

/// The document rewritten, and what was said about it: codes, with the places that the author would look at.
fn rewritten(text: &str) -> (Bundle, Vec<String>) {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = sources.add("api.yaml", format!("swagger: '2.0'\n{text}"));
    let document = source::parse(file, &sources, &mut diagnostics).unwrap();
    let bundle = bundle(&document, &mut Pins::default(), &mut sources, &mut diagnostics).unwrap();
    diagnostics.trace(&bundle.origins);
    diagnostics.dedup();
    let said = diagnostics.iter().map(|diagnostic| match &diagnostic.place {
        Place::Authored(_, pointer) => format!("{} {pointer}", diagnostic.code.name()),
        place => format!("{} {place:?}", diagnostic.code.name()),
    });
    let said = said.collect();
    (bundle, said)
}

fn quietly(text: &str) -> Bundle {
    let (bundle, said) = rewritten(text);
    assert!(said.is_empty(), "{said:?}");
    bundle
}

fn at<'b>(bundle: &'b Bundle, pointer: &str) -> &'b Value {
    bundle.root.pointer(pointer).unwrap_or(&Value::Null)
}

fn author(bundle: &Bundle, pointer: &str) -> String {
    bundle.origins.author(&Pointer::parse(pointer)).1.to_string()
}

/// An operation that has these parameters, in YAML's flow style.
fn operation(parameters: &str, rest: &str) -> String {
    format!("{rest}\npaths: {{/a: {{post: {{parameters: [{parameters}]}}}}}}")
}

const OPERATION: &str = "/paths/~1a/post";

#[test]
fn servers_are_made_of_schemes_host_and_path() {
    for (text, expected) in [
        ("", vec![]),
        ("basePath: /v1", vec!["/v1"]),
        ("host: a.com", vec!["https://a.com"]),
        ("host: a.com:8080/\nbasePath: /\nschemes: [http]", vec!["http://a.com:8080"]),
        ("host: a.com\nbasePath: v1/\nschemes: https", vec!["https://a.com/v1"]),
        ("host: a.com\nschemes: [http, ws, HTTPS]", vec!["https://a.com", "http://a.com"]),
        ("host: a.com\nschemes: [wss]", vec!["https://a.com"]),
    ] {
        let bundle = quietly(text);
        let urls: Vec<_> =
            at(&bundle, "/servers").as_array().into_iter().flatten().map(|server| &server["url"]).collect();
        assert_eq!(urls, expected, "{text}");
    }
}

#[test]
fn a_host_that_is_more_than_one_is_understood() {
    for (text, key, expected) in [
        ("host: http://a.com", "host", "http://a.com"),
        ("host: http://a.com/v1/\nschemes: [https]", "host", "https://a.com/v1"),
        ("host: a.com/api\nbasePath: /v1", "host", "https://a.com/api/v1"),
        ("basePath: http://a.com/v1", "basePath", "http://a.com/v1"),
    ] {
        let (bundle, said) = rewritten(text);
        assert_eq!(at(&bundle, "/servers/0/url"), expected, "{text}");
        assert_eq!(said, [format!("repaired #/{key}")], "{text}");
    }
}

#[test]
fn an_operation_has_servers_where_it_is_not_served_by_the_first() {
    let text = "\
host: a.com
basePath: /v1
schemes: [https, http]
paths: {/a: {get: {schemes: [https]}, put: {schemes: [http]}, post: {schemes: [ws]}}}
";
    let bundle = quietly(text);
    for (method, expected) in
        [("get", Value::Null), ("put", json!([{ "url": "http://a.com/v1" }])), ("post", Value::Null)]
    {
        let servers = at(&bundle, &format!("/paths/~1a/{method}")).get("servers");
        assert_eq!(servers.unwrap_or(&Value::Null), &expected, "{method}");
    }
}

#[test]
fn the_keys_of_a_schema_move_into_it() {
    let text = operation(
        "{name: q, in: Query, required: 'true', description: d, allowEmptyValue: true, type: integer, format: int32, \
          minimum: 1, default: 2, enum: [1, 2], x-nullable: true, x-a: 3, x-example: 4}",
        "",
    );
    let bundle = quietly(&text);
    let schema = json!({
        "type": "integer", "format": "int32", "minimum": 1, "default": 2, "enum": [1, 2], "nullable": true,
    });
    let expected = json!({
        "name": "q", "in": "query", "required": true, "description": "d", "allowEmptyValue": true, "x-a": 3,
        "example": 4, "schema": schema,
    });
    assert_eq!(at(&bundle, &format!("{OPERATION}/parameters/0")), &expected);
    let format = author(&bundle, &format!("{OPERATION}/parameters/0/schema/format"));
    assert_eq!(format, format!("#{OPERATION}/parameters/0/format"));
}

#[test]
fn lists_are_written_as_their_collection_format_says() {
    let private = |style: &str| json!({ "x-oasmith-style": style });
    for (location, format, expected) in [
        ("query", "csv", json!({ "explode": false })),
        ("query", "ssv", json!({ "explode": false, "style": "spaceDelimited" })),
        ("query", "pipes", json!({ "explode": false, "style": "pipeDelimited" })),
        ("query", "tsv", json!({ "explode": false, "x-oasmith-style": "tabDelimited" })),
        ("query", "multi", json!({ "explode": true })),
        ("header", "csv", json!({})),
        ("header", "ssv", private("spaceDelimited")),
        ("path", "pipes", private("pipeDelimited")),
        ("path", "tsv", private("tabDelimited")),
    ] {
        let parameter =
            format!("{{name: a, in: {location}, type: array, items: {{type: string}}, collectionFormat: {format}}}");
        let bundle = quietly(&operation(&parameter, ""));
        let mut parameter = at(&bundle, &format!("{OPERATION}/parameters/0")).clone();
        let map = parameter.as_object_mut().unwrap();
        map.retain(|key, _| !["name", "in", "schema"].contains(&key.as_str()));
        assert_eq!(parameter, expected, "{location} {format}");
    }
    let bundle = quietly(&operation("{name: a, in: query, type: string, collectionFormat: multi}", ""));
    assert_eq!(at(&bundle, &format!("{OPERATION}/parameters/0/explode")), &Value::Null);
}

#[test]
fn what_a_parameter_lacks_is_supplied_and_said() {
    let text = operation(
        "{name: a, in: query}, {name: b, in: path, type: array}, {name: c, in: header, type: array, items: {}, \
          collectionFormat: multi}, {name: d, in: query, schema: {type: boolean}}, {name: e, in: query, format: int64}, \
          {name: f, in: cookie, default: true}",
        "",
    );
    let (bundle, said) = rewritten(&text);
    let parameters = format!("#{OPERATION}/parameters");
    let expected = [
        format!("repaired {parameters}/0"),
        format!("repaired {parameters}/1"),
        format!("repaired {parameters}/2/collectionFormat"),
        format!("repaired {parameters}/4"),
        format!("repaired {parameters}/5"),
    ];
    assert_eq!(said, expected);
    let schemas = at(&bundle, OPERATION)["parameters"].as_array().unwrap().iter().map(|parameter| &parameter["schema"]);
    let string = json!({ "type": "string" });
    let list = |items: Value| json!({ "type": "array", "items": items });
    let number = json!({ "type": "integer", "format": "int64" });
    let flag = json!({ "type": "boolean", "default": true });
    let expected = [string.clone(), list(string), list(json!({})), json!({ "type": "boolean" }), number, flag];
    assert_eq!(schemas.cloned().collect::<Vec<_>>(), expected, "{said:?}");
}

#[test]
fn the_items_of_a_list_say_how_lists_in_it_are_written() {
    let parameter = |items: &str| format!("{{name: a, in: query, type: array, items: {{{items}}}}}");
    let said_at = |code: &str| format!("{code} #{OPERATION}/parameters/0/items/collectionFormat");
    let nested = parameter("type: array, collectionFormat: pipes, items: {type: string}");
    let (bundle, said) = rewritten(&operation(&nested, ""));
    assert_eq!(said, [said_at("unsupported-collection-format")]);
    assert_eq!(at(&bundle, &format!("{OPERATION}/parameters/0/explode")), false);
    let misplaced = parameter("type: string, collectionFormat: multi");
    let (bundle, said) = rewritten(&operation(&misplaced, ""));
    assert_eq!(said, [said_at("repaired")]);
    assert_eq!(at(&bundle, &format!("{OPERATION}/parameters/0/explode")), true);
}

#[test]
fn a_body_has_the_media_types_that_are_consumed() {
    let body = "{name: pet, in: body, required: true, description: d, schema: {type: object}}";
    for (consumes, expected) in [
        ("", vec!["application/json"]),
        ("consumes: []", vec!["application/json"]),
        ("consumes: application/xml", vec!["application/xml"]),
        ("consumes: [text/plain, application/json]", vec!["text/plain", "application/json"]),
    ] {
        let bundle = quietly(&operation(body, consumes));
        let content = at(&bundle, &format!("{OPERATION}/requestBody/content")).as_object().unwrap();
        assert_eq!(content.keys().collect::<Vec<_>>(), expected, "{consumes}");
        assert!(content.values().all(|media| media == &json!({ "schema": { "type": "object" } })));
    }
    let bundle = quietly(&operation(
        &format!("{{name: q, in: query, type: string}}, {body}, {{name: r, in: query, type: string}}"),
        "",
    ));
    assert_eq!(at(&bundle, &format!("{OPERATION}/requestBody/description")), "d");
    assert_eq!(at(&bundle, &format!("{OPERATION}/parameters/1/name")), "r");
    for (new, old) in [
        ("requestBody", "parameters/1"),
        ("requestBody/content/application~1json/schema/type", "parameters/1/schema/type"),
        ("parameters/1/schema/type", "parameters/2/type"),
    ] {
        assert_eq!(author(&bundle, &format!("{OPERATION}/{new}")), format!("#{OPERATION}/{old}"));
    }
}

#[test]
fn a_form_is_an_object() {
    let fields = "{name: a, in: formData, type: string, required: true, description: d}, \
        {name: b, in: formData, type: array, items: {type: string}, collectionFormat: ssv}";
    let bundle = quietly(&operation(fields, "consumes: [application/json, application/x-www-form-urlencoded]"));
    let body = json!({
        "required": true,
        "content": { "application/x-www-form-urlencoded": {
            "schema": {
                "type": "object",
                "required": ["a"],
                "properties": {
                    "a": { "type": "string", "description": "d" },
                    "b": { "type": "array", "items": { "type": "string" } },
                },
            },
            "encoding": { "b": { "style": "spaceDelimited", "explode": false } },
        } },
    });
    assert_eq!(at(&bundle, &format!("{OPERATION}/requestBody")), &body);
    let field = format!("{OPERATION}/requestBody/content/application~1x-www-form-urlencoded/schema/properties/b/items");
    assert_eq!(author(&bundle, &field), format!("#{OPERATION}/parameters/1/items"));
}

#[test]
fn a_form_with_a_file_has_parts() {
    let fields = "{name: f, in: formData, type: file}, {name: g, in: formdata, type: array, items: {type: file}}";
    let bundle = quietly(&operation(fields, "consumes: [application/x-www-form-urlencoded]"));
    let file = json!({ "type": "string", "format": "binary" });
    let properties = json!({ "f": file, "g": { "type": "array", "items": file } });
    let schema = json!({ "type": "object", "required": [], "properties": properties });
    let content = json!({ "multipart/form-data": { "schema": schema, "encoding": {} } });
    assert_eq!(at(&bundle, &format!("{OPERATION}/requestBody")), &json!({ "required": false, "content": content }));
}

#[test]
fn bodies_are_shared_by_reference_and_by_path() {
    let text = "\
parameters:
  Pet: {name: pet, in: body, schema: {$ref: '#/definitions/Pet'}}
  Same: {$ref: '#/parameters/Pet'}
  Name: {name: name, in: formData, type: string}
  Page: {name: page, in: query, type: integer}
definitions: {Pet: {type: object}}
paths:
  /a: {post: {consumes: [a/b], parameters: [{$ref: '#/parameters/Same'}, {$ref: '#/parameters/Page'}]}}
  /b:
    parameters: [{$ref: '#/parameters/Pet'}, {$ref: '#/parameters/Page'}]
    get: {}
    put: {parameters: [{name: other, in: body, schema: {type: string}}]}
  /c:
    parameters: [{$ref: '#/parameters/Name'}]
    put: {parameters: [{name: name, in: formData, type: integer}, {name: age, in: formData, type: integer}]}
";
    let bundle = quietly(text);
    let pet = json!({ "schema": { "$ref": "#/components/schemas/Pet" } });
    let page = json!([{ "$ref": "#/components/parameters/Page" }]);
    let post = json!({ "parameters": page, "requestBody": { "content": { "a/b": pet } }, "responses": {} });
    assert_eq!(at(&bundle, OPERATION), &post);
    assert_eq!(at(&bundle, "/paths/~1b/parameters"), &page);
    assert_eq!(at(&bundle, "/paths/~1b/get/requestBody/content/application~1json"), &pet);
    let other = json!({ "schema": { "type": "string" } });
    assert_eq!(at(&bundle, "/paths/~1b/put/requestBody/content/application~1json"), &other);
    let form = "/paths/~1c/put/requestBody/content/application~1x-www-form-urlencoded/schema/properties";
    assert_eq!(at(&bundle, form), &json!({ "name": { "type": "integer" }, "age": { "type": "integer" } }));
    assert_eq!(at(&bundle, "/components/parameters").as_object().unwrap().keys().collect::<Vec<_>>(), ["Page"]);
    let schema = format!("{OPERATION}/requestBody/content/a~1b/schema/$ref");
    assert_eq!(author(&bundle, &schema), "#/parameters/Pet/schema/$ref");
}

#[test]
fn a_request_has_one_body() {
    let (bundle, said) = rewritten(&operation(
        "{name: a, in: body, type: string, required: true}, {name: b, in: body, schema: {type: object}}",
        "",
    ));
    assert_eq!(said, [format!("repaired #{OPERATION}/parameters/1")]);
    let properties = json!({ "a": { "type": "string" }, "b": { "type": "object" } });
    let schema = json!({ "type": "object", "required": ["a"], "properties": properties });
    assert_eq!(at(&bundle, &format!("{OPERATION}/requestBody/content/application~1json/schema")), &schema);

    let (bundle, said) = rewritten(&operation("{name: a, in: body}, {name: b, in: formData, type: string}", ""));
    assert_eq!(said, [format!("invalid-element #{OPERATION}/parameters/0")]);
    let form = format!("{OPERATION}/requestBody/content/application~1x-www-form-urlencoded/schema/properties");
    assert_eq!(at(&bundle, &form), &json!({ "b": { "type": "string" } }));
}

#[test]
fn responses_have_content_and_headers() {
    let text = "\
produces: [application/json]
responses:
  Pet:
    description: A pet.
    schema: {$ref: '#/definitions/Pet'}
    headers: {X-Tags: {type: array, items: {type: string}, description: d}}
    examples: {application/json: {$ref: data}, other: 1}
definitions: {Pet: {type: object}}
paths:
  /a:
    get: {responses: {200: {$ref: '#/responses/Pet'}, 204: {description: Nothing.}}}
    put: {produces: [text/csv], responses: {200: {$ref: '#/responses/Pet'}}}
    post: {responses: {200: {description: A file., schema: {type: file}}, 400: {description: d, examples: {a/b: c}}}}
";
    let bundle = quietly(text);
    let reference = json!({ "$ref": "#/components/schemas/Pet" });
    let content = json!({ "application/json": { "schema": reference, "example": { "$ref": "data" } } });
    let schema = json!({ "type": "array", "items": { "type": "string" } });
    let headers = json!({ "X-Tags": { "description": "d", "schema": schema } });
    let shared = json!({ "description": "A pet.", "headers": headers, "content": content });
    assert_eq!(at(&bundle, "/components/responses/Pet"), &shared);
    let get = json!({ "200": { "$ref": "#/components/responses/Pet" }, "204": { "description": "Nothing." } });
    assert_eq!(at(&bundle, "/paths/~1a/get/responses"), &get);
    assert_eq!(at(&bundle, "/paths/~1a/put/responses/200/content"), &json!({ "text/csv": { "schema": reference } }));
    let file = json!({ "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } });
    assert_eq!(at(&bundle, "/paths/~1a/post/responses/200/content"), &file);
    assert_eq!(at(&bundle, "/paths/~1a/post/responses/400/content"), &json!({ "a/b": { "example": "c" } }));
    for (new, old) in [
        ("/paths/~1a/put/responses/200/content/text~1csv/schema/$ref", "/responses/Pet/schema/$ref"),
        ("/components/responses/Pet/content/application~1json/example", "/responses/Pet/examples/application~1json"),
        ("/components/responses/Pet/headers/X-Tags/schema/items", "/responses/Pet/headers/X-Tags/items"),
    ] {
        assert_eq!(author(&bundle, new), format!("#{old}"));
    }
}

#[test]
fn schemas_keep_what_2_0_has_no_key_for() {
    let text = "\
definitions:
  Pet:
    type: object
    discriminator: kind
    properties: {discriminator: {type: string}, kind: {type: string, x-nullable: true}, file: {type: file}, old: {x-deprecated: {since: 1}}}
    example: {$ref: '#/definitions/Pet', type: file}
  Cat: {allOf: [{$ref: '#/definitions/Pet'}, {oneOf: [{$ref: '#/definitions/Cat'}, {nullable: true}]}]}
  Dog: {discriminator: {propertyName: kind, mapping: {cat: '#/definitions/Cat'}}}
";
    let bundle = quietly(text);
    let properties = json!({
        "discriminator": { "type": "string" },
        "kind": { "type": "string", "nullable": true },
        "file": { "type": "string", "format": "binary" },
        "old": { "x-deprecated": { "since": 1 } },
    });
    let pet = json!({
        "type": "object", "discriminator": { "propertyName": "kind" }, "properties": properties,
        "example": { "$ref": "#/definitions/Pet", "type": "file" },
    });
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let schemas = json!({
        "Pet": pet,
        "Cat": { "allOf": [to("Pet"), { "oneOf": [to("Cat"), { "nullable": true }] }] },
        "Dog": { "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/Cat" } } },
    });
    assert_eq!(at(&bundle, "/components/schemas"), &schemas);
    assert_eq!(author(&bundle, "/components/schemas/Pet/properties/kind"), "#/definitions/Pet/properties/kind");
}

#[test]
fn security_schemes_have_their_flows() {
    let text = "\
securityDefinitions:
  basic: {type: basic, description: d}
  key: {type: apiKey, name: k, in: query, x-a: 1}
  implicit: {type: oauth2, flow: implicit, authorizationUrl: u, scopes: {a: b}, description: d}
  password: {type: oauth2, flow: password, tokenUrl: t}
  application: {type: oauth2, flow: application, tokenUrl: t, scopes: {}}
  code: {type: oauth2, flow: accessCode, authorizationUrl: u, tokenUrl: t, scopes: {}}
  bare: {type: oauth2, flow: implicit}
";
    let bundle = quietly(text);
    let flow = |name: &str, flow: Value| json!({ "type": "oauth2", "flows": { name: flow } });
    let mut implicit = flow("implicit", json!({ "authorizationUrl": "u", "scopes": { "a": "b" } }));
    implicit["description"] = "d".into();
    let expected = json!({
        "basic": { "type": "http", "scheme": "basic", "description": "d" },
        "key": { "type": "apiKey", "name": "k", "in": "query", "x-a": 1 },
        "implicit": implicit,
        "password": flow("password", json!({ "tokenUrl": "t", "scopes": {} })),
        "application": flow("clientCredentials", json!({ "tokenUrl": "t", "scopes": {} })),
        "code": flow("authorizationCode", json!({ "authorizationUrl": "u", "tokenUrl": "t", "scopes": {} })),
        "bare": { "type": "oauth2", "flows": {} },
    });
    assert_eq!(at(&bundle, "/components/securitySchemes"), &expected);
}

#[test]
fn what_is_written_as_in_3_0_is_let_through() {
    let text = "\
components: {schemas: {B: {type: string}}, securitySchemes: {bearer: {type: http, scheme: bearer}}}
definitions: {A: {items: {$ref: '#/components/schemas/B'}}}
paths: {/a: {post: {requestBody: {content: {a/b: {schema: {$ref: '#/definitions/A'}}}}}}}
";
    let bundle = quietly(text);
    assert_eq!(at(&bundle, "/components/schemas/A/items/$ref"), "#/components/schemas/B");
    assert_eq!(at(&bundle, "/components/schemas/B"), &json!({ "type": "string" }));
    assert_eq!(at(&bundle, "/components/securitySchemes/bearer/scheme"), "bearer");
    assert_eq!(at(&bundle, &format!("{OPERATION}/requestBody/content/a~1b/schema/$ref")), "#/components/schemas/A");
}

#[test]
fn nonsense_is_left_to_its_reader() {
    for text in [
        "paths: [1]\ndefinitions: 2\nparameters: 3\nresponses: null\nsecurityDefinitions: [4]\nhost: 5\nschemes: {}",
        "paths: {/a: null, /b: {get: 1, put: {parameters: {}, responses: [], consumes: 1, schemes: 2}}}",
        "paths: {/a: {get: {parameters: [null, 1, {}, {in: body}, {in: formData}, {in: 1}, {in: moon, name: a}]}}}",
        "parameters: {A: {$ref: 1}}\nresponses: {A: 1, B: {schema: 1, examples: 2, headers: {a: 1}}}",
        "definitions: {A: {discriminator: 1, properties: {type: file}}, B: 1}\nsecurityDefinitions: {a: {type: 1}, b: 2}",
    ] {
        let (bundle, _) = rewritten(text);
        assert_eq!(at(&bundle, "/openapi"), "3.0.3", "{text}");
    }
}
