//! Bundling, on small trees of files.

use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::diagnostics::Place;
use crate::pointer::Pointer;

/// The bundle of files, the first of which is the root, and what was said: code and the author's file and pointer.
fn bundled(files: &[(&str, &str)]) -> (Bundle, Vec<String>) {
    let folder = tempfile::tempdir().ok();
    let folder = folder.as_ref().map(|folder| folder.path()).unwrap_or(Path::new("."));
    for (name, text) in files {
        let path = folder.join(name);
        let written =
            std::fs::create_dir_all(path.parent().unwrap_or(folder)).and_then(|()| std::fs::write(&path, text));
        assert!(written.is_ok(), "{name}");
    }
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let root = folder.join(files.first().map_or("", |(name, _)| name));
    let document = crate::source::read(&root, &mut sources, &mut diagnostics);
    let bundle = document.and_then(|document| bundle(&document, &mut Pins::default(), &mut sources, &mut diagnostics));
    diagnostics.dedup();
    let said = diagnostics.iter().map(|diagnostic| match &diagnostic.place {
        Place::Authored(file, pointer) => {
            let path = sources.path(*file).strip_prefix(folder).map(|path| path.display().to_string());
            format!("{} {}{pointer}", diagnostic.code.name(), path.unwrap_or_default())
        }
        place => format!("{} {place:?}", diagnostic.code.name()),
    });
    let said = said.collect();
    let empty = || Bundle { root: Value::Null, origins: Origins::new(crate::source::FileId(0)) };
    (bundle.unwrap_or_else(empty), said)
}

fn quietly(files: &[(&str, &str)]) -> Bundle {
    let (bundle, said) = bundled(files);
    assert_eq!(said, Vec::<String>::new());
    bundle
}

fn at<'a>(bundle: &'a Bundle, pointer: &str) -> &'a Value {
    bundle.root.pointer(pointer).unwrap_or(&Value::Null)
}

fn schemas(bundle: &Bundle) -> Vec<&str> {
    at(bundle, "/components/schemas").as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn files_that_refer_to_each_other_become_one() {
    let bundle = quietly(&[
        (
            "api.yaml",
            "\
openapi: 3.0.3
paths:
  /a: {$ref: 'paths/a.yaml#/paths/~1a'}
",
        ),
        (
            "paths/a.yaml",
            "\
paths:
  /a:
    get:
      responses:
        200:
          content:
            a/b: {schema: {$ref: '../user.yaml#/components/schemas/User'}}
",
        ),
        ("user.yaml", "components: {schemas: {User: {properties: {pets: {items: {$ref: pet.yaml}}}}}}"),
        (
            "pet.yaml",
            "properties: {owner: {$ref: 'user.yaml#/components/schemas/User'}, mother: {$ref: '#'}, \
             self: {$ref: './paths/../pet.yaml'}}",
        ),
    ]);
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    assert_eq!(at(&bundle, "/paths/~1a/get/responses/200/content/a~1b/schema"), &reference("User"));
    assert_eq!(schemas(&bundle), ["User", "pet"]);
    assert_eq!(at(&bundle, "/components/schemas/User/properties/pets/items"), &reference("pet"));
    for property in ["mother", "self"] {
        assert_eq!(at(&bundle, &format!("/components/schemas/pet/properties/{property}")), &reference("pet"));
    }
    let author = bundle.origins.author(&Pointer::parse("/components/schemas/pet/properties/owner"));
    assert_eq!(author.1, Pointer::parse("/properties/owner"));
    let author = bundle.origins.author(&Pointer::parse("/paths/~1a/get/responses"));
    assert_eq!(author.1, Pointer::parse("/paths/~1a/get/responses"));
    assert_ne!(author.0, bundle.origins.author(&Pointer::root()).0);
}

#[test]
fn names_and_pointers_are_percent_decoded() {
    let bundle = quietly(&[
        (
            "api.yaml",
            "\
openapi: 3.0.3
components: {schemas: {A: {items: {$ref: 'my%20pets.yaml#/a%25b/%7Bid%7D'}}}}",
        ),
        ("my pets.yaml", "'a%b': {'{id}': {type: string}}"),
    ]);
    assert_eq!(at(&bundle, "/components/schemas/a_b_id"), &json!({"type": "string"}));
}

#[test]
fn data_and_properties_of_that_name_are_no_references() {
    let text = "\
openapi: 3.0.3
x-a: {$ref: nowhere}
components:
  schemas:
    A:
      example: {$ref: nowhere}
      enum: [{$ref: nowhere}]
      default: {$ref: nowhere}
      properties:
        $ref: {type: string}
  examples:
    E: {value: {a: {$ref: nowhere}}}
";
    let bundle = quietly(&[("api.yaml", text)]);
    assert_eq!(at(&bundle, "/components/schemas/A/properties/$ref"), &json!({"type": "string"}));
    assert_eq!(at(&bundle, "/components/examples/E/value/a/$ref"), "nowhere");
}

#[test]
fn two_things_of_one_name_are_told_apart() {
    let (bundle, said) = bundled(&[
        (
            "api.yaml",
            "\
openapi: 3.0.3
components: {schemas: {Status: {type: string}, A: {oneOf: 
  [{$ref: 'a.yaml#/components/schemas/Status'}, {$ref: 'a.yaml#/components/schemas/Status'}]}}}",
        ),
        ("a.yaml", "components: {schemas: {Status: {type: integer}}}"),
    ]);
    assert_eq!(schemas(&bundle), ["Status", "A", "Status_a"]);
    assert_eq!(at(&bundle, "/components/schemas/Status_a"), &json!({"type": "integer", "x-oasmith-name": "Status"}));
    assert_eq!(said, ["renamed-import a.yaml#/components/schemas/Status"]);
}

#[test]
fn a_reference_that_is_renamed_still_has_the_name_of_its_author() {
    let (bundle, _) = bundled(&[
        (
            "api.yaml",
            "{openapi: 3.0.3, components: {schemas: {Cat: {type: string}, A: {items: {$ref: 'a.yaml#/components/schemas/Cat'}}}}}",
        ),
        ("a.yaml", "components: {schemas: {Cat: {$ref: '#/components/schemas/Feline'}, Feline: {type: integer}}}"),
    ]);
    let renamed = json!({"allOf": [{"$ref": "#/components/schemas/Feline"}], "x-oasmith-name": "Cat"});
    assert_eq!(at(&bundle, "/components/schemas/Cat_a"), &renamed);
}

#[test]
fn what_an_author_writes_under_a_private_key_is_left_out() {
    let text = "\
openapi: 3.0.3
components:
  schemas:
    A: {type: string, x-oasmith-name: B, x-own: 1}
    x-oasmith-C: {type: object, properties: {x-oasmith-name: {$ref: '#/components/schemas/A', x-oasmith-content-schema: {}}}}
";
    let (bundle, said) = bundled(&[("api.yaml", text)]);
    assert_eq!(at(&bundle, "/components/schemas/A"), &json!({"type": "string", "x-own": 1}));
    let property = at(&bundle, "/components/schemas/x-oasmith-C/properties/x-oasmith-name");
    assert_eq!(property, &json!({"$ref": "#/components/schemas/A"}));
    let at = ["A/x-oasmith-name", "x-oasmith-C/properties/x-oasmith-name/x-oasmith-content-schema"];
    assert_eq!(said, at.map(|at| format!("invalid-element api.yaml#/components/schemas/{at}")));
}

#[test]
fn a_component_that_is_only_a_reference_names_what_it_refers_to() {
    let bundle = quietly(&[
        (
            "api.yaml",
            "\
openapi: 3.0.3
components: {schemas: {Pet: {$ref: pet.yaml}, Cat: {$ref: '#/components/schemas/Pet'}}}",
        ),
        ("pet.yaml", "properties: {mother: {$ref: pet.yaml}}"),
    ]);
    assert_eq!(schemas(&bundle), ["Pet", "Cat"]);
    assert_eq!(at(&bundle, "/components/schemas/Pet/properties/mother/$ref"), "#/components/schemas/Pet");
    assert_eq!(at(&bundle, "/components/schemas/Cat/$ref"), "#/components/schemas/Pet");
    assert_eq!(bundle.origins.author(&Pointer::parse("/components/schemas/Pet/properties")).1.as_str(), "/properties");
}

#[test]
fn sections_may_stand_in_files_of_their_own() {
    let bundle = quietly(&[
        (
            "api.yaml",
            "openapi: 3.0.3\ncomponents: {schemas: {$ref: schemas/index.yaml}, parameters: {P: {$ref: 'p.yaml#/p'}}}",
        ),
        ("schemas/index.yaml", "Pet: {$ref: pet.yaml}\nDog: {$ref: '../api.yaml#/components/schemas/Pet'}"),
        ("schemas/pet.yaml", "properties: {a: {$ref: 'index.yaml#/Dog'}}"),
        ("p.yaml", "p: {name: p, in: query, schema: {$ref: 'schemas/pet.yaml'}}"),
    ]);
    assert_eq!(schemas(&bundle), ["Pet", "Dog"]);
    assert_eq!(at(&bundle, "/components/schemas/Pet/properties/a/$ref"), "#/components/schemas/Dog");
    assert_eq!(at(&bundle, "/components/schemas/Dog/$ref"), "#/components/schemas/Pet");
    assert_eq!(at(&bundle, "/components/parameters/P/schema/$ref"), "#/components/schemas/Pet");
}

#[test]
fn what_is_imported_comes_in_the_order_of_its_use() {
    let bundle = quietly(&[
        (
            "api.yaml",
            "\
openapi: 3.0.3
components: {schemas: {Z: {items: {$ref: f.yaml#/D}}, A: {}}}
paths:
  /a: {parameters: [{name: p, in: query, schema: {$ref: f.yaml#/C}}, {name: q, in: query, schema: {$ref: f.yaml#/A2}}]}
",
        ),
        ("f.yaml", "A2: {}\nB: {}\nC: {items: {$ref: '#/B'}}\nD: {}"),
    ]);
    assert_eq!(schemas(&bundle), ["Z", "A", "C", "B", "A2", "D"]);
}

#[test]
fn deep_trees_of_copies_are_refused() {
    let level = |n: usize| {
        let (open, close) = ("{items: ".repeat(100), "}".repeat(100));
        format!("  p{n}: {{a: {open}{{properties: {{$ref: '#/x-p/p{}'}}}}{close}}}\n", n + 1)
    };
    let levels: String = (0..40).map(level).collect();
    let start = "openapi: 3.0.3\ncomponents: {schemas: {A: {properties: {$ref: '#/x-p/p0'}}}}\n";
    let text = format!("{start}x-p:\n{levels}  p40: {{}}\n");
    let (_, said) = bundled(&[("api.yaml", &text)]);
    assert_eq!(said.len(), 1);
    assert!(said.iter().all(|said| said.starts_with("document-limit")), "{said:?}");
}

#[test]
fn copies_of_one_thing_are_one() {
    let bundle = quietly(&[
        ("api.yaml", "openapi: 3.0.3\ncomponents: {schemas: {A: {oneOf: [{$ref: b.yaml#/E}, {$ref: c.yaml#/E}]}}}"),
        ("b.yaml", "E: {type: string}"),
        ("c.yaml", "E: {type: string}"),
    ]);
    assert_eq!(schemas(&bundle), ["A", "E"]);
}

#[test]
fn pointers_to_anywhere_become_components() {
    let text = "\
openapi: 3.0.3
paths:
  /a/{id}:
    get:
      parameters: [{name: id, in: path, schema: {type: string}}]
      responses: {200: {content: {a/b: {schema: {type: object}}}}}
    put:
      parameters: [{$ref: '#/paths/~1a~1{id}/get/parameters/0'}]
      requestBody: {content: {a/b: {schema: {$ref: '#/paths/~1a~1%7Bid%7D/get/responses/200/content/a~1b/schema'}}}}
components:
  schemas:
    B: {properties: {c: {type: string}, d: {$ref: '#/components/schemas/B/properties/c'}}}
    E: {items: {$ref: '#/components/schemas/F/c'}}
    F: {$ref: '#/components/schemas/B/properties'}
";
    let (bundle, said) = bundled(&[("api.yaml", text)]);
    assert_eq!(said, ["misplaced-reference api.yaml#/components/schemas/F/$ref"]);
    assert_eq!(schemas(&bundle), ["B", "E", "F", "a_id_get_200", "B_c"]);
    assert_eq!(at(&bundle, "/paths/~1a~1{id}/put/parameters/0/$ref"), "#/components/parameters/a_id_get_id");
    assert_eq!(at(&bundle, "/components/schemas/E/items/$ref"), "#/components/schemas/B_c");
}

#[test]
fn a_reference_where_none_is_foreseen_is_replaced_by_its_target() {
    let bundle = quietly(&[
        (
            "api.yaml",
            "\
openapi: 3.0.3
info: {$ref: parts.yaml#/info}
paths: {/a: {get: {$ref: parts.yaml#/get}}}
components: {schemas: {A: {required: {$ref: parts.yaml#/required}, properties: {$ref: parts.yaml#/more}}}}",
        ),
        (
            "parts.yaml",
            "\
info: {title: T}
get: {operationId: a}
required: [a]
more: {a: {$ref: '#/b'}}
b: {type: string}",
        ),
    ]);
    assert_eq!(at(&bundle, "/info/title"), "T");
    assert_eq!(at(&bundle, "/paths/~1a/get/operationId"), "a");
    assert_eq!(at(&bundle, "/components/schemas/A/required"), &json!(["a"]));
    assert_eq!(at(&bundle, "/components/schemas/A/properties/a/$ref"), "#/components/schemas/b");
    assert_eq!(bundle.origins.author(&Pointer::parse("/paths/~1a/get/operationId")).1.as_str(), "/get/operationId");
}

#[test]
fn what_stands_beside_a_reference_counts_where_authors_mean_it() {
    let text = "\
openapi: 3.0.3
paths:
  /a:
    parameters:
      - {$ref: '#/components/parameters/P', description: d}
      - {$ref: '#/components/parameters/P', x-rust-name: q}
components:
  parameters: {P: {name: p, in: query, schema: {}}}
  schemas:
    A: {type: string}
    B: {$ref: '#/components/schemas/A', title: t, nullable: true, x-a: 1}
    C: {$ref: '#/components/schemas/A', required: [a], type: object}
";
    let (bundle, said) = bundled(&[("api.yaml", text)]);
    assert_eq!(said, ["ignored-sibling api.yaml#/components/schemas/C/required"]);
    let reference = json!({"$ref": "#/components/schemas/A"});
    assert_eq!(at(&bundle, "/components/schemas/B"), &json!({"allOf": [reference], "nullable": true, "x-a": 1}));
    assert_eq!(at(&bundle, "/components/schemas/C"), &reference);
    assert_eq!(at(&bundle, "/paths/~1a/parameters/0"), &json!({"$ref": "#/components/parameters/P"}));
    assert_eq!(
        at(&bundle, "/paths/~1a/parameters/1"),
        &json!({"name": "p", "in": "query", "schema": {}, "x-rust-name": "q"})
    );
    let author = bundle.origins.author(&Pointer::parse("/components/schemas/B/allOf/0/$ref")).1;
    assert_eq!(author.as_str(), "/components/schemas/B/$ref");
}

#[test]
fn references_to_another_kind_lead_to_the_schema() {
    let text = "\
openapi: 3.0.3
paths: {/a: {get: {responses: {404: {$ref: '#/components/schemas/E'}}}}}
components:
  schemas:
    A: {items: {$ref: '#/components/parameters/P'}}
    B: {items: {$ref: '#/components/responses/R'}}
    E: {type: object}
  parameters: {P: {name: p, in: query, schema: {type: string}}}
  responses: {R: {description: r, content: {text/plain: {schema: {}}, a/json: {schema: {$ref: '#/components/schemas/E'}}}}}
";
    let (bundle, said) = bundled(&[("api.yaml", text)]);
    let places =
        ["paths/~1a/get/responses/404/$ref", "components/schemas/A/items/$ref", "components/schemas/B/items/$ref"];
    assert_eq!(said, places.map(|place| format!("misplaced-reference api.yaml#/{place}")));
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    assert_eq!(at(&bundle, "/paths/~1a/get/responses/404/content/application~1json/schema"), &to("E"));
    assert_eq!(at(&bundle, "/components/schemas/A/items"), &to("P"));
    assert_eq!(at(&bundle, "/components/schemas/P"), &json!({"type": "string"}));
    assert_eq!(at(&bundle, "/components/schemas/B/items"), &to("E"));
}

#[test]
fn the_bare_name_of_a_schema_is_a_reference_to_it() {
    let root = "\
swagger: '2.0'
info: {title: T, version: '1'}
paths: {}
definitions:
  Pet: {type: object, properties: {toy: {$ref: Toy}, owner: {$ref: owner.json}, tag: {$ref: Tag}}}
  Toy: {type: string}
  Alias: {$ref: Pet}
  owner.json: {type: number}
";
    let (bundle, said) = bundled(&[("api.yaml", root), ("owner.json", "{\"type\": \"integer\"}")]);
    let properties = json!({
        "toy": { "$ref": "#/components/schemas/Toy" },
        // A file of that name comes first.
        "owner": { "$ref": "#/components/schemas/owner" },
        "tag": {},
    });
    assert_eq!(at(&bundle, "/components/schemas/Pet/properties"), &properties);
    assert_eq!(at(&bundle, "/components/schemas/Alias"), &json!({ "$ref": "#/components/schemas/Pet" }));
    let expected = [
        "repaired api.yaml#/definitions/Alias/$ref",
        "repaired api.yaml#/definitions/Pet/properties/toy/$ref",
        "unreadable-file api.yaml#/definitions/Pet/properties/tag/$ref",
    ];
    assert_eq!(said, expected);
}

#[test]
fn references_to_nothing_are_all_reported() {
    let text = "\
openapi: 3.0.3
paths: {/a: {$ref: 'https://example.com/a.yaml'}}
components:
  schemas:
    Pet: {items: {$ref: '#/components/schemas/Pett'}}
    A: {$ref: '#/components/schemas/B'}
    B: {$ref: '#/components/schemas/A'}
    C: {$ref: nowhere.yaml}
    D: {$ref: nowhere.yaml#/a}
    E: {$ref: '#/components/responses/R'}
    F: {$ref: '#Pet'}
  responses: {R: {description: r}}
";
    let (bundle, said) = bundled(&[("api.yaml", text)]);
    let expected = [
        "unreadable-file api.yaml#/components/schemas/C/$ref",
        "remote-reference api.yaml#/paths/~1a/$ref",
        "unresolved-reference api.yaml#/components/schemas/Pet/items/$ref",
        "reference-cycle api.yaml#/components/schemas/A/$ref",
        "reference-cycle api.yaml#/components/schemas/B/$ref",
        "misplaced-reference api.yaml#/components/schemas/E/$ref",
        "unresolved-reference api.yaml#/components/schemas/F/$ref",
    ];
    assert_eq!(said, expected);
    assert_eq!(at(&bundle, "/components/schemas/Pet/items"), &json!({}));
}

#[test]
fn copies_that_contain_themselves_are_refused() {
    let text = "\
openapi: 3.0.3
paths: {/a: {$ref: '#/x-a'}}
x-a: {get: {callbacks: {c: {u: {$ref: '#/x-a'}}}}}
";
    let (_, said) = bundled(&[("api.yaml", text)]);
    assert_eq!(said, ["reference-cycle api.yaml#/x-a/get/callbacks/c/u/$ref"]);
}

#[test]
fn the_mapping_of_a_discriminator_follows_its_schemas() {
    let bundle = quietly(&[
        (
            "api.yaml",
            "\
openapi: 3.0.3
components: {schemas: {A: {$ref: 'pets.yaml#/components/schemas/Pet'}}}",
        ),
        (
            "pets.yaml",
            "\
components:
  schemas:
    Pet:
      discriminator:
        propertyName: k
        mapping: {a: Cat, b: '#/components/schemas/Dog', c: dog.yaml, d: gone.yaml, e: Nobody}
    Cat: {}
    Dog: {}
",
        ),
        ("dog.yaml", "type: object"),
    ]);
    let mapping = at(&bundle, "/components/schemas/A/discriminator/mapping");
    let to = |name: &str| format!("#/components/schemas/{name}");
    assert_eq!(mapping, &json!({"a": to("Cat"), "b": to("Dog"), "c": to("dog"), "d": "gone.yaml", "e": "Nobody"}));
}

#[test]
fn schemas_are_found_by_the_names_they_give_themselves() {
    let text = "\
openapi: 3.1.0
components:
  schemas:
    Pet:
      $id: https://example.com/schemas/pet
      properties:
        toy: {$ref: toy}
        tag: {$ref: '#tag'}
        size: {$ref: '#/$defs/Size'}
      $defs: {Tag: {$anchor: tag, type: string}, Size: {type: integer}}
    Toy: {$id: https://example.com/schemas/toy, properties: {owner: {$ref: 'pet#tag'}}}
    Far: {items: {$ref: 'https://example.com/schemas/pet#/properties/toy'}}
    Near: {properties: {a: {$ref: '#/definitions/Inner'}}, definitions: {Inner: {type: boolean}}}
";
    let bundle = quietly(&[("api.yaml", text)]);
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let properties = json!({ "toy": to("Toy"), "tag": to("Pet_Tag"), "size": to("Pet_Size") });
    assert_eq!(at(&bundle, "/components/schemas/Pet"), &json!({ "properties": properties }));
    assert_eq!(at(&bundle, "/components/schemas/Toy/properties/owner"), &to("Pet_Tag"));
    assert_eq!(at(&bundle, "/components/schemas/Far/items"), &to("Toy"));
    assert_eq!(at(&bundle, "/components/schemas/Near/properties/a"), &to("Near_Inner"));
}

#[test]
fn dynamic_references_lead_to_what_is_bound_around_them() {
    let text = "\
openapi: 3.1.0
components:
  schemas:
    List:
      properties: {items: {type: array, items: {$dynamicRef: '#item'}}}
      $defs: {item: {$dynamicAnchor: item, not: {}}}
    Pets:
      $ref: '#/components/schemas/List'
      $defs: {item: {$dynamicAnchor: item, $ref: '#/components/schemas/Pet'}}
    Pet: {type: string}
    Tree: {$dynamicAnchor: node, properties: {children: {items: {$dynamicRef: '#node'}}}}
    StrictTree: {$dynamicAnchor: node, $ref: '#/components/schemas/Tree', title: Strict}
";
    let bundle = quietly(&[("api.yaml", text)]);
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    assert_eq!(at(&bundle, "/components/schemas/Pets/properties/items/items"), &to("Pet"));
    assert_eq!(at(&bundle, "/components/schemas/List/properties/items/items"), &to("List_item"));
    assert_eq!(at(&bundle, "/components/schemas/Tree/properties/children/items"), &to("Tree"));
    let strict = at(&bundle, "/components/schemas/StrictTree");
    assert_eq!(strict.pointer("/properties/children/items"), Some(&to("StrictTree")));
    let author = bundle.origins.author(&Pointer::parse("/components/schemas/Pets/properties/items/items")).1;
    assert_eq!(author.as_str(), "/components/schemas/List/properties/items/items");
}

#[test]
fn numbers_where_text_belongs_are_the_text_that_was_written() {
    let text = "\
openapi: 3.0
info: {title: 404, version: 1.10}
paths: {/a: {get: {tags: [2.0], operationId: on}}}
";
    let bundle = quietly(&[("api.yaml", text)]);
    assert_eq!(at(&bundle, "/info"), &json!({"title": "404", "version": "1.10"}));
    assert_eq!(at(&bundle, "/paths/~1a/get/tags"), &json!(["2.0"]));
    assert_eq!(at(&bundle, "/openapi"), "3.0.0");
}

#[test]
fn what_leads_back_to_itself_on_the_way_is_a_cycle() {
    let text = |reference: &str, schemas: &str| {
        format!(
            "\
openapi: 3.0.3
paths:
  /a:
    post:
      requestBody:
        content:
          application/json: {{schema: {{$ref: '{reference}'}}}}
          text/json: {{schema: {{$ref: '#/paths/~1a/post/requestBody/content/application~1json'}}}}
components: {{schemas: {schemas}}}"
        )
    };
    let here = "reference-cycle api.yaml#/paths/~1a/post/requestBody/content/application~1json/schema/$ref";
    let two = "{A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}";
    for (reference, schemas) in [
        ("#/components/schemas/A/properties/x", two),
        ("#/components/schemas/A/x", "{A: {$ref: '#/components/schemas/A'}}"),
        ("#/components/schemas/A/x", "{A: {$ref: '#/components/schemas/A/x'}}"),
        ("#/paths/~1a/post/requestBody/content/application~1json", "{}"),
        ("#/paths/~1a/post/requestBody/content/text~1json", "{}"),
    ] {
        let (_, said) = bundled(&[("api.yaml", &text(reference, schemas))]);
        assert!(said.iter().any(|said| said == here), "{reference} {schemas}: {said:?}");
    }
}
