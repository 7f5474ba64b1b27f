//! What `oasmith diff` says of the step from 15.7.0 to 18.1.0 of the Stytch API: as it is told to people
//! (`upgrade/18.1.0.md`), and that it is what the facts of both versions say, no less and no more.
//!
//! `upgrade/15.7.0` is the description as it was. `BLESS=1 cargo test -p tests --test upgrade` takes over a new report.

#[path = "facts/expected.rs"]
mod expected;
#[path = "facts/mod.rs"]
#[allow(dead_code, reason = "other tests ask for more")]
mod facts;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use oasmith::diff::{self, Change, Kind, Level, Report, Step};
use oasmith::output::Lock;
use oasmith::{Config, Diagnostics, Sources, report};

/// What is known about an API, by what it is about.
type Lines = BTreeMap<String, String>;

static REPORT: LazyLock<Report> = LazyLock::new(compare);

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn compare() -> Report {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let surfaces = Config::read(&file("../oasmith.toml"), &mut sources, &mut diagnostics).and_then(|config| {
        let lock = Lock::load(&config.out_path(), &mut sources, &mut diagnostics)?;
        let before = Config { spec: file("upgrade/15.7.0/openapi.yaml"), ..config.clone() };
        let (old, lock) = oasmith::surface_of(&before, &lock, &mut sources, &mut diagnostics)?;
        let (new, _) = oasmith::surface_of(&config, &lock, &mut sources, &mut diagnostics)?;
        Some((old, new))
    });
    match surfaces {
        Some((old, new)) => diff::compare(&old, &new),
        None => panic!("{}", report::human(&diagnostics, &sources, false, false)),
    }
}

fn changes(kind: Kind) -> impl Iterator<Item = &'static Change> {
    REPORT.changes.iter().filter(move |change| change.kind == kind)
}

/// The names in code in what is said of a change.
fn names(change: &Change) -> BTreeSet<String> {
    change.what.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// What the facts of one version say and those of the other do not, of keys that begin so.
fn differences(start: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let [old, new] = [&facts::BEFORE, &facts::FACTS].map(|facts| expected::lines(facts));
    let only = |of: &Lines, not: &Lines| {
        let keys = of.keys().filter(|key| !not.contains_key(*key));
        keys.filter_map(|key| key.strip_prefix(start)).map(str::to_owned).collect()
    };
    (only(&new, &old), only(&old, &new))
}

#[test]
fn the_report_is_as_it_was_read() {
    let path = file("upgrade/18.1.0.md");
    let actual = diff::report::markdown(&REPORT);
    if tests::blesses() {
        std::fs::write(&path, &actual).expect("the report");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == actual, "{}", similar::TextDiff::from_lines(&expected, &actual).unified_diff());
}

#[test]
fn the_step_is_what_follows() {
    assert_eq!((REPORT.source(), REPORT.wire(), REPORT.step()), (Level::Breaking, Level::Breaking, Step::Major));
    assert_eq!((REPORT.old.version.as_str(), REPORT.version().as_deref()), ("15.7.0", Some("18.1.0")));
}

#[test]
fn operations_come_and_go_as_the_facts_say() {
    let is_whole = |key: &String| !key.contains(' ');
    let (came, gone) = differences("operation ");
    let of = |kind| changes(kind).filter_map(|change| change.operation.clone()).collect::<BTreeSet<_>>();
    // Written by hand for B2B, since one path cannot be described twice.
    let by_hand = BTreeSet::from(["b2b.idp.introspect_token_network".to_owned()]);
    assert_eq!(
        of(Kind::OperationAdded),
        came.into_iter().filter(is_whole).filter(|id| !by_hand.contains(id)).collect()
    );
    assert_eq!(of(Kind::OperationRemoved), gone.into_iter().filter(is_whole).collect());
    assert_eq!(of(Kind::OperationRemoved), BTreeSet::from(["b2b.passwords.email.delete".to_owned()]));
    let others = [Kind::OperationRenamed, Kind::EndpointChanged, Kind::ArgumentsChanged, Kind::AnswerChanged];
    assert_eq!(others.iter().flat_map(|kind| changes(*kind)).count(), 0);
}

const FRAUD: &str = "https://telemetry.stytch.com";

/// The types that both versions have.
fn kept() -> BTreeSet<String> {
    let types = |facts| {
        let lines = expected::lines(facts);
        lines.keys().filter_map(|key| key.strip_prefix("type ")).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    types(&facts::BEFORE).intersection(&types(&facts::FACTS)).cloned().collect()
}

#[test]
fn fields_come_as_the_facts_say_and_none_goes() {
    let kept = kept();
    let (came, _) = differences("field ");
    let of_kept = |key: &String| key.rsplit_once('.').is_some_and(|(ty, _)| kept.contains(ty));
    let reported =
        |change: &Change| format!("{}.{}", change.of.replace('.', "::"), change.part.as_deref().unwrap_or_default());
    let found: BTreeSet<String> = changes(Kind::FieldAdded).map(reported).collect();
    // The body of errors has another name here.
    let here = |key: String| key.replace("stytcherror::Error.", "types::ErrorResponse.");
    let expected = came.into_iter().filter(of_kept).map(here).collect();
    assert_eq!(found.symmetric_difference(&expected).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(changes(Kind::FieldRemoved).count() + changes(Kind::FieldRenamed).count(), 0);
}

#[test]
fn enums_gain_the_values_that_the_facts_say_and_lose_none() {
    let kept = kept();
    let (came, _) = differences("value ");
    let pairs = came.iter().filter_map(|key| key.split_once(' ')).filter(|(ty, _)| kept.contains(*ty));
    let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (ty, value) in pairs {
        expected.entry(ty.to_owned()).or_default().insert(value.to_owned());
    }
    // The host of fraud operations, which is a server here; and the kinds of errors, of which the facts say nothing.
    assert_eq!(expected.remove("config::BaseUri"), Some(BTreeSet::from([FRAUD.to_owned()])));
    let servers: Vec<_> = changes(Kind::ServerAdded).filter_map(|change| change.after.as_deref()).collect();
    assert_eq!(servers, [FRAUD]);
    let mut found: BTreeMap<String, BTreeSet<String>> =
        changes(Kind::ValuesAdded).map(|change| (change.of.replace('.', "::"), names(change))).collect();
    assert_eq!(found.remove("types::ErrorType").map(|kinds| kinds.len()), Some(10));
    assert_eq!(found.len(), 32);
    let types: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    let differ: Vec<_> = types.into_iter().filter(|ty| found.get(*ty) != expected.get(*ty)).collect();
    assert_eq!(differ, Vec::<&String>::new());
    assert_eq!(changes(Kind::ValuesRemoved).count(), 0);
}

#[test]
fn what_must_be_there_changes_where_the_facts_say() {
    let of = |kind| changes(kind).map(Change::subject).collect::<Vec<_>>();
    let optional = [
        "b2b.discovery.organizations.CreateParams.organization_name",
        "b2b.discovery.organizations.CreateParams.organization_slug",
        "b2b.sessions.ExchangeResponse.member_session",
    ];
    let required =
        ["b2b.discovery.organizations.CreateResponse.organization", "consumer.project.ProjectMetric.metric_type"];
    assert_eq!(of(Kind::FieldOptional), optional);
    assert_eq!(of(Kind::FieldRequired), required);
    let [old, new] = [&facts::BEFORE, &facts::FACTS].map(|facts| expected::lines(facts));
    let changed = old.iter().filter(|(key, value)| new.get(*key).is_some_and(|new| new != *value));
    let fields = changed.filter_map(|(key, _)| key.strip_prefix("field ")).map(|key| key.replace("::", "."));
    let both: BTreeSet<String> = optional.iter().chain(&required).map(|it| (*it).to_owned()).collect();
    assert_eq!(fields.collect::<BTreeSet<_>>(), both);
    // No request needs what it did not.
    assert!(!changes(Kind::FieldAdded).any(|change| change.level() == Level::Breaking));
}
