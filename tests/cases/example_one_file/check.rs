//! Another layout changes no name and no path.

use example_one_file::books::loans::CreateParams;
use example_one_file::books::{ListParams, ListRequestSort};
use example_one_file::testing::{MockTransport, Reply};
use example_one_file::types::{Book, BookShelf, Loan};
use example_one_file::webhooks::{Verifier, Webhook};
use example_one_file::{Client, Error};

#[tokio::test]
async fn all_is_where_it_was() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("books.list", Reply::json(200, r#"[{"id": "1", "title": "Emma", "shelf": {"floor": 2}}]"#));
    mock.reply("books.loans.create", Reply::json(201, r#"{"book": {"id": "1", "title": "Emma"}, "until": "friday"}"#));
    let client = Client::builder().transport(mock).build()?;

    let books: Vec<Book> = client.books().list(ListParams::new().sort(ListRequestSort::Year)).await?;
    assert_eq!(books[0].shelf, Some(BookShelf::new().floor(2)));
    let loan: Loan = client.books().loans().create(CreateParams::new("1", "ann").days(7)).await?;
    assert_eq!(loan.until.as_deref(), Some("friday"));
    Ok(())
}

#[test]
fn webhooks_are_read() {
    let verifier = Verifier::new("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").expect("a secret");
    let body = br#"{"book": {"id": "1", "title": "Emma"}}"#;
    let headers = verifier.sign("1", std::time::SystemTime::now(), body);
    let headers = headers.into_iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
    assert!(matches!(verifier.receive(&headers, body), Ok(Webhook::BookReturned(loan)) if loan.book.title == "Emma"));
}
