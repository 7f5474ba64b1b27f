//! Types: their fields, how they are made, and what they become when they travel another way.

use super::{answer, api, content, grows, surface_of};

const NONE: &str = "'204': { description: Done. }";

fn operation(id: &str, takes: &str, responses: &str) -> String {
    format!("/{id}: {{ post: {{ operationId: {id}, {takes} responses: {{ {responses} }} }} }}")
}

fn sends(id: &str, schema: &str) -> String {
    let body = content("requestBody", "application/json", &format!("{{ $ref: '#/components/schemas/{schema}' }}"));
    operation(id, &format!("{body},"), NONE)
}

fn receives(id: &str, schema: &str) -> String {
    operation(id, "", &answer(&format!("{{ $ref: '#/components/schemas/{schema}' }}")))
}

const PET: &str = "\
Pet:
  type: object
  required: [id, name, secret]
  properties:
    id: { type: string, readOnly: true }
    name: { type: string }
    note: { type: string, nullable: true, default: none }
    secret: { type: string, writeOnly: true }";

#[test]
fn what_was_received_stays_so_when_it_is_sent_too() {
    let pet = receives("pets.get", "Pet");
    let added = grows(&[&api(&pet, PET), &api(&[sends("pets.put", "Pet"), pet].join("\n"), PET)]);
    assert!(added.contains("Pet.secret: Option<String>"), "{added}");
}

#[test]
fn what_was_sent_stays_so_when_it_is_received_too() {
    let pet = sends("pets.put", "Pet");
    let added = grows(&[&api(&pet, PET), &api(&[receives("pets.get", "Pet"), pet].join("\n"), PET)]);
    assert!(added.contains("Pet.id: Option<String>"), "{added}");
}

#[test]
fn what_nobody_used_stays_when_it_is_used() {
    let other = operation("pets.count", "", NONE);
    for user in [receives("pets.get", "Pet"), sends("pets.put", "Pet")] {
        grows(&[&api(&other, PET), &api(&[user, other.clone()].join("\n"), PET)]);
    }
}

#[test]
fn a_field_that_comes_later_goes_by_the_ways_of_then() {
    let more = "    nick: { type: string, nullable: true }";
    let (pet, both) = (receives("pets.get", "Pet"), [sends("pets.put", "Pet"), receives("pets.get", "Pet")].join("\n"));
    let added = grows(&[&api(&pet, PET), &api(&both, PET), &api(&both, &[PET, more].join("\n"))]);
    assert!(added.contains("Pet.nick: crate::runtime::Nullable<String>"), "{added}");
}

#[test]
fn a_field_that_closes_a_cycle_is_the_one_in_a_box() {
    let shelf = "Shelf: { type: object, properties: { best: { $ref: '#/components/schemas/Book' } } }";
    let book = |more: &str| format!("Book: {{ type: object, properties: {{ {more} title: {{ type: string }} }} }}");
    let page = "Page: { type: object, properties: { of: { $ref: '#/components/schemas/Book' } } }";
    let versions = [
        ["", shelf, &book("")].join("\n"),
        ["", &book("shelf: { $ref: '#/components/schemas/Shelf' },"), shelf].join("\n"),
        [
            page,
            &book("page: { $ref: '#/components/schemas/Page' }, shelf: { $ref: '#/components/schemas/Shelf' },"),
            shelf,
        ]
        .join("\n"),
    ];
    let versions = versions.map(|schemas| api(&receives("shelves.get", "Shelf"), &schemas));
    let added = grows(&[&versions[0], &versions[1]]);
    assert!(added.contains("Book.shelf: Option<Box<crate::types::Shelf>>"), "{added}");
    grows(&[&versions[0], &versions[1], &versions[2]]);
}

#[test]
fn a_member_that_closes_a_cycle_puts_no_field_in_a_box() {
    let node = "Node: { type: object, properties: { value: { $ref: '#/components/schemas/Value' } } }";
    let versions = ["", "{ $ref: '#/components/schemas/Node' },"].map(|more| {
        let value = format!("Value: {{ oneOf: [{more} {{ type: string }}, {{ type: integer }}] }}");
        api(&receives("nodes.get", "Node"), &[node, &value].join("\n"))
    });
    grows(&[&versions[0], &versions[1]]);
}

#[test]
fn the_error_body_stays() {
    let fails = |id: &str, schema: &str| {
        let error = content("'400'", "application/json", &format!("{{ $ref: '#/components/schemas/{schema}' }}"));
        operation(id, "", &[NONE, ", ", &error].concat())
    };
    let schemas = "\
Failure: { type: object, properties: { code: { type: string } } }
Problem: { type: object, properties: { title: { type: string } } }";
    let all = [fails("a.get", "Failure"), fails("b.get", "Problem"), fails("c.get", "Problem")];
    grows(&[&api(&all[0], schemas), &api(&all.join("\n"), schemas)]);
}

#[test]
fn of_members_that_are_the_same_the_first_that_was_given_stays() {
    let versions = ["", "{ type: string, format: id, title: Id },"].map(|more| {
        let value = format!("Value: {{ oneOf: [{more} {{ type: string, title: Text }}, {{ type: integer }}] }}");
        api(&sends("values.put", "Value"), &value)
    });
    grows(&[&versions[0], &versions[1]]);
}

#[test]
fn a_webhook_is_one_of_several() {
    let webhook = |name: &str| {
        let body = content("requestBody", "application/json", "{ type: object, properties: { id: { type: string } } }");
        format!("  {name}: {{ post: {{ {body}, responses: {{ {NONE} }} }} }}\n")
    };
    let described = api(&operation("pets.count", "", NONE), PET);
    let added = |webhooks: &str| surface_of(&format!("{described}x-webhooks:\n{webhooks}"));
    let (one, two) = (added(&webhook("born")), added(&[webhook("died"), webhook("born")].concat()));
    assert!(one.is_subset(&two), "{:#?}", one.difference(&two).collect::<Vec<_>>());
}

#[test]
fn what_had_one_value_need_not_be_given_when_it_has_more() {
    let payment = |kinds: &str, live: &str| {
        format!(
            "Payment: {{ type: object, required: [kind, size, live, amount], properties: {{ kind: {{ type: string, enum: [{kinds}] }}, size: {{ type: integer, enum: [1] }}, live: {{ type: boolean, enum: [{live}] }}, amount: {{ type: integer }} }} }}"
        )
    };
    let [before, after] = [payment("card", "true"), payment("bank, card", "false, true")];
    let only_sent = [&before, &after].map(|schemas| api(&sends("payments.make", "Payment"), schemas));
    let added = grows(&[&only_sent[0], &only_sent[1]]);
    assert!(added.contains("Payment: fn kind(mut self,kind:impl Into<PaymentKind>)->Self"), "{added}");
    let both = [&before, &after].map(|schemas| {
        api(&[sends("payments.make", "Payment"), receives("payments.get", "Payment")].join("\n"), schemas)
    });
    grows(&[&both[0], &both[1]]);
    // What had no field since it was only sent, gets one when it is received.
    let added = grows(&[&only_sent[0], &both[0], &both[1]]);
    assert!(added.contains("PaymentKind::Bank"), "{added}");
}

#[test]
fn a_property_of_several_parts_stays_of_the_type_that_was_made_for_it() {
    let part = |name: &str, field: &str| {
        format!(
            "{name}: {{ type: object, properties: {{ at: {{ type: object, properties: {{ {field}: {{ type: string }} }} }} }} }}"
        )
    };
    let whole = |name: &str| {
        format!(
            "{name}: {{ allOf: [{{ $ref: '#/components/schemas/Where' }}, {{ $ref: '#/components/schemas/When' }}] }}"
        )
    };
    let parts = [part("Where", "city"), part("When", "day")].join("\n");
    let versions = [whole("Visit"), [whole("Meeting"), whole("Visit")].join("\n")];
    let versions = versions.map(|wholes| api(&receives("visits.get", "Visit"), &[wholes, parts.clone()].join("\n")));
    grows(&[&versions[0], &versions[1]]);
}

#[test]
fn a_member_stays_of_its_type_when_what_all_share_gets_a_property() {
    let versions = ["", ", tag: { type: string }"].map(|more| {
        let shared = format!("{{ type: object, properties: {{ id: {{ type: string }}{more} }} }}");
        let members = "{ oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }] }";
        let schemas = format!(
            "Pet: {{ allOf: [{shared}, {members}] }}
Cat: {{ type: object, required: [lives], properties: {{ id: {{ type: string }}, lives: {{ type: integer }} }} }}
Dog: {{ type: object, required: [tricks], properties: {{ id: {{ type: string }}, tricks: {{ type: integer }} }} }}"
        );
        api(&receives("pets.get", "Pet"), &schemas)
    });
    grows(&[&versions[0], &versions[1]]);
}

#[test]
fn a_schema_of_another_file_takes_no_name_away() {
    let gets = |name: &str| {
        operation(&format!("{name}.get"), "", &answer(&format!("{{ $ref: '{name}.yaml#/components/schemas/Item' }}")))
    };
    let file = |name: &str| {
        format!(
            "# file {name}.yaml\ncomponents: {{ schemas: {{ Item: {{ type: object, properties: {{ {name}: {{ type: string }} }} }} }} }}\n"
        )
    };
    let versions = [
        [api(&gets("shops"), "Id: { type: string }"), file("shops")].concat(),
        [api(&[gets("carts"), gets("shops")].join("\n"), "Id: { type: string }"), file("carts"), file("shops")]
            .concat(),
    ];
    let added = grows(&[&versions[0], &versions[1]]);
    assert!(added.contains("struct ItemCarts"), "{added}");
}

#[test]
fn a_member_without_a_name_keeps_that_of_its_place() {
    let member = |kind: &str, more: &str| {
        format!(
            "{{ type: object, required: [kind], properties: {{ kind: {{ type: string, enum: [{kind}] }}{more} }} }}"
        )
    };
    let versions = [
        [member("cat", ""), member("dog", "")].join(", "),
        [member("cow", ""), member("cat", ""), member("dog", ", tricks: { type: integer }")].join(", "),
    ];
    let versions = versions.map(|all| api(&receives("pets.get", "Pet"), &format!("Pet: {{ oneOf: [{all}] }}")));
    let added = grows(&[&versions[0], &versions[1]]);
    assert!(added.contains("PetVariant2.tricks") && added.contains("PetVariant3Kind::Cow"), "{added}");
}

#[test]
fn a_page_stays_one_of_its_list() {
    let versions = ["", "more: { type: array, items: { type: integer } }, "].map(|more| {
        let list =
            format!("{{ type: object, properties: {{ {more}all: {{ type: array, items: {{ type: string }} }} }} }}");
        let page = "{ name: page, in: query, schema: { type: integer } }";
        let takes = format!("parameters: [{page}], x-pagination: {{ style: page, parameter: page }},");
        api(&operation("pets.list", &takes, &answer(&list)), PET)
    });
    grows(&[&versions[0], &versions[1]]);
}
