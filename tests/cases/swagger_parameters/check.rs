//! Lists travel as their `collectionFormat` says.

use swagger_parameters::items::{ListParams, ListRequestMultiItem, ListRequestOptions};
use swagger_parameters::testing::{MockTransport, Reply};
use swagger_parameters::{Client, Error};

#[tokio::test]
async fn lists_are_joined() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("items.list", Reply::status(204));
    let client = Client::builder().transport(mock.clone()).build()?;
    let two = || ["x", "y"];
    let params = ListParams::new([1, 2], ["a", "b/c"], 5)
        .page(2)
        .plain(two())
        .csv(two())
        .ssv(two())
        .pipes(two())
        .tsv([1, 2])
        .multi([ListRequestMultiItem::A, ListRequestMultiItem::B]);
    client.items().list(params).options(ListRequestOptions::new().x_flags(two()).x_words(two())).await?;
    let sent = &mock.requests()[0];
    assert_eq!(
        sent.url,
        "https://lists.example.com/items/1,2/a%7Cb%2Fc?page=2&plain=x,y&csv=x,y&ssv=x%20y&pipes=x%7Cy&tsv=1%092&multi=a&multi=b"
    );
    let headers = ["x-flags", "x-words", "x-limit"].map(|name| sent.header(name));
    assert_eq!(headers, [Some("x,y"), Some("x y"), Some("5")]);
    Ok(())
}
