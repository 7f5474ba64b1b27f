//! A download has its metadata before its bytes, and every representation is asked for by its media type.

use download::files::{ContentParams, ExistsParams};
use download::reports::{GetParams, MakeParams, MakeResponse};
use download::testing::{MockTransport, Reply};
use download::{Client, Error};

fn client(mock: &MockTransport) -> Result<Client, Error> {
    Client::builder().base_url("https://example.com").transport(mock.clone()).build()
}

#[tokio::test]
async fn a_download_is_read_in_pieces_or_at_once() -> Result<(), Error> {
    let mock = MockTransport::new();
    let disposition = "attachment; filename=\"../pet.png\"";
    mock.reply("files.content", Reply::bytes(200, "image/png", "png").header("Content-Disposition", disposition));
    mock.reply("files.exists", Reply::status(200));
    let client = client(&mock)?;
    let mut file = client.files().content(ContentParams::new("1")).await?;
    assert_eq!((file.content_type(), file.file_name().as_deref()), (Some("image/png"), Some("pet.png")));
    assert_eq!(file.next().await.transpose()?.as_deref(), Some(&b"png"[..]));
    assert!(file.next().await.is_none());
    let file = client.files().content(ContentParams::new("1")).with_metadata().await?;
    assert_eq!((file.status().as_u16(), file.attempts()), (200, 1));
    assert_eq!(&*file.into_body().bytes().await?, b"png");
    assert_eq!(mock.last_request().and_then(|request| request.header("accept").map(str::to_owned)), Some("*/*".into()));
    // The answer to HEAD has no body, whatever the description says of one.
    client.files().exists(ExistsParams::new("1")).await
}

#[tokio::test]
async fn a_representation_is_chosen_by_its_method() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("reports.get", Reply::json(200, r#"{"title":"t"}"#));
    mock.reply("reports.get", Reply::text(200, "text/csv", "title\nt\n"));
    mock.reply("reports.get", Reply::bytes(200, "application/pdf", "%PDF"));
    let reports = client(&mock)?;
    assert_eq!(reports.reports().get(GetParams::new("1")).await?.title, "t");
    assert_eq!(reports.reports().get_as_text(GetParams::new("1")).await?, "title\nt\n");
    assert_eq!(&*reports.reports().get_as_bytes(GetParams::new("1")).await?.bytes().await?, b"%PDF");
    let requests = mock.requests();
    let accepted: Vec<_> = requests.iter().map(|request| request.header("accept").unwrap_or_default()).collect();
    assert_eq!(accepted, ["application/json", "text/csv", "application/pdf"]);
    Ok(())
}

#[tokio::test]
async fn of_several_answers_each_is_read_before_it_is_known_which() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("reports.make", Reply::bytes(200, "application/pdf", "%PDF"));
    let made = client(&mock)?.reports().make(MakeParams::new("1")).await?;
    assert!(matches!(made, MakeResponse::Ok(bytes) if &*bytes == b"%PDF"));
    Ok(())
}
