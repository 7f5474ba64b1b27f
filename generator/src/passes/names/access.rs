//! Names of what the client is made with: its servers and its credentials.

use super::{Scope, TYPES, Taken, UNKNOWN, idents, name_in_order, unique_keys, variant, wish};
use crate::ir::{Api, Grant, SchemeId, SecurityScheme, Server};
use crate::pins::Pins;

/// Constants and types of the module `servers`: the API's own first, so that those of operations take no name from them.
pub fn servers(api: &mut Api, pins: &mut Pins) {
    let (mut constants, mut types) = (Scope::new("servers", &[]), Scope::new("server types", TYPES));
    let mut listed: Vec<&mut Server> = api.servers.iter_mut().collect();
    listed.sort_by_key(|server| !server.is_of_api);
    let listed = unique_keys(listed.into_iter().map(|server| (server.text(), server)));
    for (index, (key, server)) in constants.order(listed, pins).into_iter().enumerate() {
        let is_free = |words: &str| {
            constants.taken.is_free(&idents::shouty(words)) && types.taken.is_free(&idents::pascal(words))
        };
        let words = match wish(&server.name) {
            own if !own.is_empty() && (server.is_of_api || is_free(own)) => own.to_owned(),
            // One of the API's has a number, which stays: that of an operation's would change with the others.
            _ if server.is_of_api => {
                let given = pins.named(NUMBERED, &key, "server").and_then(|number| number.parse().ok());
                let free = || (index + 1..).find(|number| is_free(&format!("server {number}")));
                let number = given.or_else(free).unwrap_or(index + 1);
                pins.note_name(NUMBERED, &key, "server", &number.to_string());
                format!("server {number}")
            }
            _ => server.address(),
        };
        server.name.rust = constants.name(&key, [idents::shouty(&words)], pins);
        if server.variables.is_empty() {
            continue;
        }
        server.type_name.rust = types.name(&key, [idents::pascal(&words)], pins);
        let mut setters = Taken::new(&["new"]);
        for variable in &mut server.variables {
            variable.name.rust = setters.take([idents::snake(&variable.name.wire)]);
            if variable.values.is_empty() {
                continue;
            }
            let words = [words.as_str(), &variable.type_name.wire].join(" ");
            let of = format!("{key} {}", variable.name.wire);
            variable.type_name.rust = types.name(&of, [idents::pascal(&words)], pins);
            name_in_order(&of, variable.values.iter_mut(), variant, &[UNKNOWN], pins);
        }
    }
}

/// The servers of the API that are called by numbers.
const NUMBERED: &str = "server numbers";

/// The methods that every client's builder has.
const BUILDER: &[&str] = &[
    "base_url",
    "build",
    "builder",
    "connect_timeout",
    "default_header",
    "allow_http",
    "http_client",
    "max_response_bytes",
    "new",
    "retry",
    "timeout",
    "transport",
    "user_agent",
];

/// Methods of the client's builder, beside its own: of every scheme first, so that the others take no name from them.
pub fn schemes(api: &mut Api, pins: &mut Pins) {
    let mut listed: Vec<(String, (SchemeId, Option<usize>))> = Vec::new();
    for id in SecurityScheme::ids(api) {
        listed.push((api[id].name.wire.clone(), (id, None)));
    }
    for id in SecurityScheme::ids(api) {
        let SecurityScheme { name, grants, .. } = &api[id];
        let grants = grants.iter().enumerate();
        listed
            .extend(grants.map(|(index, (grant, _))| (format!("{} {}", name.wire, suffix(*grant)), (id, Some(index)))));
    }
    let mut scope = Scope::new("schemes", BUILDER);
    for (key, (id, grant)) in scope.order(unique_keys(listed.into_iter()), pins) {
        let scheme = &mut api[id];
        match grant.and_then(|index| scheme.grants.get_mut(index)) {
            Some((grant, name)) => {
                let own = format!("{}_{}", scheme.name.rust.trim_end_matches('_'), suffix(*grant));
                name.rust = scope.name(&key, [own], pins);
            }
            None => {
                let name = idents::snake(wish(&scheme.name));
                scheme.name.rust = scope.name(&key, [name.clone(), format!("{name}_credential")], pins);
            }
        }
    }
}

/// What the method of a grant adds to that of its scheme.
fn suffix(grant: Grant) -> &'static str {
    match grant {
        Grant::ClientCredentials => "client_credentials",
        Grant::RefreshToken => "refresh_token",
        Grant::Any => "grant",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Name, UrlPart};
    use crate::output::Lock;

    #[test]
    fn a_server_of_an_operation_takes_no_name_from_the_apis() {
        let named = |earlier: &[&str]| {
            let mut api = Api::default();
            for (url, description, is_of_api) in [
                ("https://files.example.com", "Main", false),
                ("https://api.example.com", "Main", true),
                ("https://eu.example.com", "Main", true),
                ("https://up.example.com/{area}", "", false),
            ] {
                let (name, type_name) = (Name::new(description), Name::new(description));
                let template = vec![UrlPart::Text(url.to_owned())];
                let (variables, description) = (Vec::new(), None);
                api.add_server(Server { template, variables, description, name, type_name, is_of_api });
            }
            let order = earlier.iter().map(|url| (*url).to_owned()).collect();
            let mut pins = Pins::new(&Lock { orders: [("servers".to_owned(), order)].into(), ..Lock::default() });
            servers(&mut api, &mut pins);
            let names: Vec<String> = api.servers.iter().map(|server| server.name.rust.clone()).collect();
            (names.join(" "), pins.into_orders().remove("servers").unwrap_or_default().len())
        };
        let fresh = "FILES_EXAMPLE_COM MAIN MAIN2 UP_EXAMPLE_COM_AREA";
        assert_eq!(named(&[]), (fresh.to_owned(), 4));
        // What was named first keeps its name.
        let kept = "MAIN MAIN2 MAIN3 UP_EXAMPLE_COM_AREA";
        assert_eq!(named(&["https://files.example.com"]), (kept.to_owned(), 4));
    }
}
