//! Bodies that are one value: each with its media type, an optional one only when it is set.

use body_whole::bodies::{BytesParams, ListParams, MapParams, NamedParams, OptionalParams, PatchParams, TextParams};
use body_whole::testing::{MockTransport, Reply};
use body_whole::types::Item;
use body_whole::{Client, Error};
use serde_json::json;

#[tokio::test]
async fn bodies_travel_whole() -> Result<(), Error> {
    let mock = MockTransport::new();
    for empty in ["list", "named", "optional", "patch", "map"] {
        mock.reply(format!("bodies.{empty}"), Reply::status(204));
    }
    mock.reply("bodies.text", Reply::text(200, "text/plain; charset=utf-8", "größer"));
    mock.reply("bodies.bytes", Reply::bytes(200, "application/octet-stream", vec![0_u8, 255]));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let bodies = client.bodies();
    bodies.list(ListParams::new([1, 2])).await?;
    assert_eq!(bodies.text(TextParams::new("größer")).await?, "größer");
    assert_eq!(bodies.bytes(BytesParams::new("a", vec![0_u8, 255])).await?.bytes().await?.as_ref(), [0, 255]);
    bodies.named(NamedParams::new(Item::new("a"))).await?;
    bodies.optional(OptionalParams::new()).await?;
    bodies.patch(PatchParams::new().size(3)).await?;
    bodies.map(MapParams::new([("a", "b")])).await?;
    let sent: Vec<_> =
        mock.requests().iter().map(|r| (r.text(), r.header("content-type").map(str::to_owned))).collect();
    let of = |index: usize| (sent[index].0.as_str(), sent[index].1.as_deref());
    assert_eq!(of(0), ("[1,2]", Some("application/json")));
    assert_eq!(of(1).0, "größer");
    assert!(of(1).1.is_some_and(|ty| ty.starts_with("text/plain")), "{:?}", of(1));
    assert_eq!(of(2).1, Some("application/octet-stream"));
    assert_eq!(of(3), (json!({ "name": "a" }).to_string().as_str(), Some("application/json")));
    assert_eq!(of(4), ("", None));
    assert_eq!(of(5), (r#"{"size":3}"#, Some("application/merge-patch+json")));
    assert_eq!(of(6), (r#"{"a":"b"}"#, Some("application/json")));
    Ok(())
}
