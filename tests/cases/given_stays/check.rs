//! What code for the version before did is done still, and what is new can be done too.

use given_stays::pets::{AddCardParams, BuyByStatusResponse, BuyParams, ListParams, ListRequestOptions, PutParams};
use given_stays::testing::{MockTransport, Reply};
use given_stays::types::{Card, Order, OrderKind, Owner, Payment, Pet};
use given_stays::{Client, Error};

fn client(mock: &MockTransport) -> Result<Client, Error> {
    Client::builder().base_url("https://example.com").transport(mock.clone()).build()
}

#[tokio::test]
async fn what_was_given_is_as_it_was() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("pets.list", Reply::text(200, "text/csv", "name\nRex"));
    mock.reply("pets.buy", Reply::json(200, r#"{"id":"1","owner":{"name":"Ann","best":{"id":"1"}}}"#));
    mock.reply("pets.add_card", Reply::status(204));
    let pets = client(&mock)?;
    let pets = pets.pets();
    let all: String = pets.list().await?;
    assert_eq!(all, "name\nRex");
    let pet: Pet = pets.buy(BuyParams::new(Order::new("0000"))).await?;
    let (id, note, owner): (String, Option<String>, Option<Owner>) = (pet.id, pet.note, pet.owner);
    assert_eq!((id.as_str(), note, owner.and_then(|owner| owner.name).as_deref()), ("1", None, Some("Ann")));
    pets.add_card(AddCardParams::new(Card::new("0000"))).await?;
    let sent: Vec<String> = mock.requests().iter().map(|request| request.text()).collect();
    let card = r#"{"kind":"card","pin":"0000"}"#;
    assert_eq!(sent, ["", r#"{"kind":"card","gift":false,"pin":"0000"}"#, card]);
    Ok(())
}

#[tokio::test]
async fn what_is_new_can_be_done_too() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("pets.list", Reply::json(200, r#"[{"id":"1"}]"#));
    mock.reply("pets.buy", Reply::status(202));
    mock.reply("pets.put", Reply::json(200, r#"{"kind":"card"}"#));
    let pets = client(&mock)?;
    let pets = pets.pets();
    let (params, options) = (ListParams::new().limit(1), ListRequestOptions::new().x_trace("t"));
    assert_eq!(pets.list_as_json(params.clone()).options(options.clone()).await?.len(), 1);
    assert_eq!(pets.list_with_options(params).options(options).await?, r#"[{"id":"1"}]"#);
    let order = Order::new("0000").kind(OrderKind::Bank).gift(true);
    assert_eq!(pets.buy_by_status(BuyParams::new(order)).await?, BuyByStatusResponse::Accepted);
    // What is only received is left out, and what is only sent is not missed.
    let paid = pets.put(PutParams::new(Pet::new().id("1").note("Good"))).await?;
    assert_eq!(paid, Payment::from(Card::new("")));
    let sent: Vec<(String, String)> =
        mock.requests().iter().map(|request| (request.path_and_query().to_owned(), request.text())).collect();
    assert_eq!((sent[0].0.as_str(), sent[1].0.as_str()), ("/pets?limit=1", "/pets?limit=1"));
    assert_eq!(sent[2].1, r#"{"kind":"bank","gift":true,"pin":"0000"}"#);
    assert_eq!(sent[3].1, r#"{"note":"Good"}"#);
    Ok(())
}
