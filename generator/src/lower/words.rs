//! Words of names: which resource an operation belongs to, and what is left for its method.

use heck::ToSnakeCase;

/// `snake_case`, by which tags and resources are compared.
pub fn snake(name: &str) -> String {
    name.to_snake_case()
}

/// The resource path and the last part of a dotted name, when every part of it could be an identifier: `android-7.0`
/// is no path.
pub fn dotted(name: &str) -> Option<(&str, &str)> {
    let (resource, last) = name.rsplit_once('.')?;
    let plain = |part: &str| {
        begins_as_identifier(part) && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    };
    name.split('.').all(plain).then_some((resource, last))
}

/// What a schema is called within its module: what follows the last dot, unless the dot is that of a number.
pub fn short(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| if begins_as_identifier(last) { last } else { name })
}

fn begins_as_identifier(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// The method's name without the words that repeat the resource: `listPets` of `pets` is `list`.
///
/// If nothing would be left, nothing is dropped.
pub fn without_resource(id: &str, resource: &str) -> String {
    let words: Vec<String> = words(id);
    let repeated = words_of(resource);
    let left: Vec<&str> = words.iter().filter(|word| !repeated.contains(&singular(word))).map(String::as_str).collect();
    let dangling = ["by", "for", "of", "in", "to", "and", "with", "from"];
    let starts_well = left.first().is_some_and(|first| !dangling.contains(first));
    if starts_well { left.join("_") } else { words.join("_") }
}

/// An id made from method and path, for an operation without one: `get /pets/{id}` is `get_pets_by_id`.
pub fn id_of(method: &str, path: &str) -> String {
    let mut id = method.to_owned();
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    for segment in segments.enumerate().filter(|(at, segment)| *at > 0 || !is_version(segment)).map(|(_, s)| s) {
        let variable = segment.starts_with('{');
        id.push_str(if variable { "_by_" } else { "_" });
        id.push_str(&snake(segment));
    }
    id
}

/// The first literal segment of a path.
pub fn first_literal(path: &str) -> Option<String> {
    let literals = || path.split('/').filter(|segment| !segment.is_empty() && !segment.contains('{'));
    literals().find(|segment| !is_version(segment)).or_else(|| literals().next()).map(snake)
}

/// `v1`, `v2.0`: not what an operation is about.
fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn words(name: &str) -> Vec<String> {
    snake(name).split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn words_of(resource: &str) -> Vec<String> {
    words(resource).iter().map(|word| singular(word)).collect()
}

fn singular(word: &str) -> String {
    let stem = match word {
        word if word.ends_with("ies") && word.len() > 4 => return format!("{}y", word.trim_end_matches("ies")),
        word if word.ends_with("ss") => word,
        word => word.strip_suffix('s').unwrap_or(word),
    };
    stem.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_repeat_the_resource_are_dropped() {
        assert_eq!(without_resource("listPets", "pets"), "list");
        assert_eq!(without_resource("showPetById", "pets"), "show_by_id");
        assert_eq!(without_resource("repos/list-for-org", "repos"), "list_for_org");
        assert_eq!(without_resource("pets", "pets"), "pets");
        assert_eq!(without_resource("petsByTag", "pets"), "pets_by_tag");
    }

    #[test]
    fn an_operation_without_an_id_gets_one() {
        assert_eq!(id_of("get", "/pets/{petId}/toys"), "get_pets_by_pet_id_toys");
        assert_eq!(id_of("get", "/v1/pets"), "get_pets");
        assert_eq!(first_literal("/v2/{org}/pets").as_deref(), Some("pets"));
        assert_eq!(first_literal("/v2/{org}").as_deref(), Some("v2"));
    }

    #[test]
    fn a_dotted_id_is_a_path() {
        assert_eq!(dotted("b2b.sessions.get"), Some(("b2b.sessions", "get")));
        assert_eq!(dotted("Rate 1.5x"), None);
        assert_eq!(dotted("android-7.0"), None);
        assert_eq!(dotted("list"), None);
    }

    #[test]
    fn a_schema_is_called_by_the_last_part_of_its_name() {
        assert_eq!(short("b2b.sessions.Member"), "Member");
        assert_eq!(short("com.example.List[Pet]"), "List[Pet]");
        assert_eq!(short("android-7.0"), "android-7.0");
        assert_eq!(short("Pet."), "Pet.");
    }
}
