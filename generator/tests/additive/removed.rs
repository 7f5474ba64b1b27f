//! What a description loses takes nothing away but that.

use super::{generate, surface};

/// Everything comes in pairs that would have the same name in Rust.
const PAIRS: &str = "\
openapi: 3.0.3
info: { title: Pairs, version: '1' }
servers:
  - { url: 'https://a.example.com', description: Main }              # of the first
  - { url: 'https://b.example.com', description: Main }
  - { url: 'https://c.example.com' }                                 # of the first
  - { url: 'https://d.example.com' }
security: [{ apiKey: [] }]
paths:
  /a: { get: { operationId: pets.by_name, responses: {} } }          # of the first
  /b: { get: { operationId: pets.byName, responses: {} } }
  /c: { get: { operationId: dog-houses.list, responses: {} } }       # of the first
  /d:
    get:
      operationId: dog_houses.list
      parameters:
        - { name: page-size, in: query, schema: { type: string } }   # of the first
        - { name: page_size, in: query, schema: { type: string } }
      responses:
        '200': { description: Yes., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
components:
  securitySchemes:
    api_key: { type: apiKey, in: header, name: a }                   # of the first
    apiKey: { type: apiKey, in: header, name: b }
  schemas:
    pet: { type: object, properties: { a: { type: string } } }       # of the first
    Pet:
      type: object
      properties:
        is_good: { type: string }                                    # of the first
        isGood: { type: string, default: 'yes' }
        size: { $ref: '#/components/schemas/Size' }
    Size:
      type: string
      enum:
        - very-big                                                   # of the first
        - very_big
";

#[test]
fn what_is_left_keeps_its_name_when_the_other_goes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let without: String =
        PAIRS.lines().filter(|line| !line.ends_with("# of the first")).flat_map(|line| [line, "\n"]).collect();
    let of = |generation: &oasmith::Generation| surface::of(&generation.tree);
    let before = generate(folder.path(), PAIRS, "");
    let after = generate(folder.path(), &without, &before.lock.text());
    let again = generate(folder.path(), &without, &after.lock.text());
    let renamed: Vec<String> = of(&after).difference(&of(&before)).cloned().collect();
    assert!(renamed.is_empty(), "{renamed:#?}");
    assert_eq!(of(&after), of(&again));
    let fresh = generate(folder.path(), &without, "");
    let renamed: Vec<String> = of(&fresh).difference(&of(&before)).cloned().collect();
    assert!(renamed.len() > 8, "without the lock, only these have other names: {renamed:#?}");
}
