//! All limits that are not kept are told, with paths, and without the values.

use std::collections::BTreeMap;

use validate::Validate;
use validate::orders::PlaceParams;
use validate::types::{Card, Cash, Line, Mark, Payment, Transfer, TransferBank};

fn said(params: &PlaceParams) -> Vec<String> {
    match params.validate() {
        Ok(()) => Vec::new(),
        Err(violations) => violations.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn what_keeps_all_limits_is_good() {
    let line = Line::new(["A1", "Ä2"]).parts([Line::new(["B1"])]);
    let good = PlaceParams::new("abc", "größ", [line]).limit(100).rate(0.3);
    assert_eq!(said(&good), [""; 0]);
    assert_eq!(said(&good.rate(None)), [""; 0]);
}

#[test]
fn what_does_not_is_told_with_its_path() {
    let inner = Line::new(["C1", "secret", "C1"]);
    let notes = BTreeMap::from([("a", "short"), ("b", "too long")]);
    let bad = PlaceParams::new("A", "größer", [Line::new(["B1"]).parts([inner])]).limit(0).rate(-0.25).notes(notes);
    let expected = [
        "path.id: expected the pattern `^[a-z]+$`, found a string that is not",
        "limit: expected at least 1, found a number that is not",
        "id: expected a length of at most 4, found a string that is not",
        "lines[0].parts[0].codes: expected items that all differ, found an array that is not",
        r"lines[0].parts[0].codes[1]: expected the pattern `^\p{Lu}\d$`, found a string that is not",
        "notes: expected a length of at most 1, found an object that is not",
        "notes.b: expected a length of at most 5, found a string that is not",
        "rate: expected greater than 0, found a number that is not",
        "rate: expected a multiple of 0.1, found a number that is not",
    ];
    assert_eq!(said(&bad), expected);
    assert!(!format!("{:?}", bad.validate()).contains("secret"));
    assert_eq!(
        said(&PlaceParams::new("a", "ab", [])),
        ["lines: expected a length of at least 1, found an array that is not"]
    );
}

#[test]
fn a_union_keeps_the_limits_of_the_member_that_it_is() {
    let order = || PlaceParams::new("a", "ab", [Line::new(["A1"])]);
    let good = order().pay(Card::new(1).number("1234")).tips([Transfer::from("gift".to_owned())]);
    assert_eq!(said(&good), [""; 0]);
    let bank = Payment::from(Transfer::from(TransferBank::new("no")));
    let bad = order().pay(Cash::new(1)).tips([
        Payment::from(Card::new(0).number("secret")),
        bank,
        Payment::from(Cash::new(5)),
    ]);
    let expected = [
        "pay.amount: expected at least 5, found a number that is not",
        "tips[0].amount: expected at least 1, found a number that is not",
        "tips[0].number: expected a length of at most 4, found a string that is not",
        "tips[1].iban: expected a length of at least 3, found a string that is not",
    ];
    assert_eq!(said(&bad), expected);
}

#[test]
fn a_union_of_scalars_and_lists_keeps_the_limits_of_what_it_is() {
    let order = |marks: Vec<Mark>| PlaceParams::new("a", "ab", [Line::new(["A1"])]).marks(marks);
    let note = |text: &str| Mark::Note(Box::new(text.to_owned()));
    let words = |words: &[&str]| Mark::from(words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
    assert_eq!(said(&order(vec![note("short"), Mark::from(9), words(&["a", "b"])])), [""; 0]);
    let bad = order(vec![note("too long"), Mark::from(10), words(&["a", "too long"])]);
    let expected = [
        "marks[0]: expected a length of at most 5, found a string that is not",
        "marks[1]: expected at most 9, found a number that is not",
        "marks[2][1]: expected the pattern `^[a-z]$`, found a string that is not",
    ];
    assert_eq!(said(&bad), expected);
    let inner = order(Vec::new()).pay(Transfer::from("too long".to_owned()));
    assert_eq!(said(&inner), ["pay: expected a length of at most 5, found a string that is not"]);
}
