//! Nothing is nothing, whatever the server sends along.

use no_content::testing::{MockTransport, Reply};
use no_content::{Client, Error};

#[tokio::test]
async fn nothing_is_expected() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("things.delete", Reply::status(204));
    mock.reply("things.exists", Reply::status(200));
    mock.reply("things.replace", Reply::text(200, "text/html", "<p>Done.</p>"));
    mock.reply("things.make", Reply::json(404, "{}"));
    mock.reply("things.picture", Reply::bytes(200, "image/png", vec![1_u8, 2]));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let things = client.things();
    let () = things.delete().await?;
    let () = things.exists().await?;
    let () = things.replace().await?;
    let error = things.make().await.expect_err("404 is a failure");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert_eq!(things.picture().await?.bytes().await?.as_ref(), [1, 2]);
    Ok(())
}
