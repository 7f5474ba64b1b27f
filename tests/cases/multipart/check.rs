//! A part for each property: files with their names and types, scalars as text, objects as JSON.

use multipart::avatars::CreateParams;
use multipart::documents::{CreateAsMultipartParams, MixedParams};
use multipart::testing::{MockTransport, Recorded, Reply};
use multipart::types::Position;
use multipart::{Client, Error, Upload};

/// The parts of a body, each as it stands between the boundaries.
fn parts(sent: &Recorded) -> Vec<String> {
    let content_type = sent.header("content-type").unwrap_or_default();
    let boundary = content_type.split_once("; boundary=").map(|(_, boundary)| boundary).unwrap_or_default();
    let text = sent.text();
    let text = text.strip_suffix(&format!("\r\n--{boundary}--\r\n")).unwrap_or_default();
    let text = text.strip_prefix(&format!("--{boundary}\r\n")).unwrap_or_default();
    text.split(&format!("\r\n--{boundary}\r\n")).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_property_is_a_part() -> Result<(), Error> {
    let mock = MockTransport::new();
    for operation in ["avatars.create", "documents.create", "documents.mixed"] {
        mock.reply(operation, Reply::status(204));
    }
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let file = Upload::bytes("png").file_name("me \"x\".png").header("X-Hash", "1");
    let params = CreateParams::new("u", file)
        .thumbnails([Upload::from("a").content_type("image/gif"), "b".into()])
        .icon("ico")
        .size(3)
        .tags(["x", "y,z"])
        .labels(["1", "2"])
        .position(Position::new(1.5))
        .trail([Position::new(1.0), Position::new(2.0)])
        .route([Position::new(3.0)])
        .note("# é")
        .options("{\"a\":\"b\"}");
    assert!(!format!("{params:?}").contains("png"), "{params:?}");
    client.avatars().create(params).await?;
    let sent = &mock.requests()[0];
    let disposition = "Content-Disposition: form-data; name=";
    let expected = [
        "\"kind\"\r\n\r\navatar",
        "\"file\"; filename=\"me %22x%22.png\"\r\nContent-Type: image/png\r\nX-Hash: 1\r\n\r\npng",
        "\"thumbnails\"; filename=\"thumbnails\"\r\nContent-Type: image/gif\r\n\r\na",
        "\"thumbnails\"; filename=\"thumbnails\"\r\nContent-Type: application/octet-stream\r\n\r\nb",
        "\"icon\"; filename=\"icon\"\r\nContent-Type: image/x-icon\r\n\r\nico",
        "\"size\"\r\n\r\n3",
        "\"tags\"\r\n\r\nx",
        "\"tags\"\r\n\r\ny,z",
        "\"labels\"\r\n\r\n1,2",
        "\"position\"\r\nContent-Type: application/json\r\n\r\n{\"x\":1.5}",
        "\"trail\"\r\nContent-Type: application/json\r\n\r\n{\"x\":1.0}",
        "\"trail\"\r\nContent-Type: application/json\r\n\r\n{\"x\":2.0}",
        "\"route\"\r\nContent-Type: application/json\r\n\r\n[{\"x\":3.0}]",
        "\"note\"\r\nContent-Type: text/markdown\r\n\r\n# é",
        "\"options\"\r\nContent-Type: application/json\r\n\r\n{\"a\":\"b\"}",
    ];
    assert_eq!(parts(sent), expected.map(|part| format!("{disposition}{part}")));

    client.documents().create_as_multipart(CreateAsMultipartParams::new("n").content("c")).await?;
    let expected = [
        "\"name\"\r\n\r\nn",
        "\"content\"; filename=\"content\"\r\nContent-Type: application/octet-stream\r\n\r\nc",
    ];
    assert_eq!(parts(&mock.requests()[1]), expected.map(|part| format!("{disposition}{part}")));

    client.documents().mixed(MixedParams::new().body([("a", "1")])).await?;
    let sent = &mock.requests()[2];
    assert!(sent.header("content-type").is_some_and(|ty| ty.starts_with("multipart/mixed; boundary=")));
    let expected = ["Content-Disposition: attachment; filename=\"a\"\r\nContent-Type: application/octet-stream\r\n\r\n1"];
    assert_eq!(parts(sent), expected);
    // None of it set, and none of it required: no body.
    client.documents().mixed(MixedParams::new()).await?;
    assert!(mock.requests()[3].body.is_empty() && mock.requests()[3].header("content-type").is_none());
    Ok(())
}
