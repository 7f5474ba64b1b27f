//! Bytes travel as they are, with the media type that the description or the upload has.

use binary_body::files::{AnyParams, ImageParams, MessageParams, PutParams};
use binary_body::testing::{MockTransport, Reply};
use binary_body::{Client, Error, Upload};

#[tokio::test]
async fn bytes_travel_as_they_are() -> Result<(), Error> {
    let mock = MockTransport::new();
    for operation in ["files.put", "files.image", "files.any", "files.message"] {
        mock.reply(operation, Reply::status(204));
    }
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let files = client.files();
    files.put(PutParams::new("a", vec![0_u8, 255])).await?;
    files.image(ImageParams::new().body(&b"png"[..])).await?;
    files.image(ImageParams::new().body(Upload::bytes("jpeg").content_type("image/jpeg"))).await?;
    files.image(ImageParams::new().body("gif")).header("content-type", "image/gif").await?;
    files.image(ImageParams::new()).await?;
    files.any(AnyParams::new("video")).await?;
    files.message(MessageParams::new(String::from("message"))).await?;
    let sent: Vec<_> =
        mock.requests().iter().map(|r| (r.body.to_vec(), r.header("content-type").map(str::to_owned))).collect();
    let expected: [(&[u8], Option<&str>); 7] = [
        (&[0, 255], Some("application/octet-stream")),
        (b"png", Some("image/png")),
        (b"jpeg", Some("image/jpeg")),
        (b"gif", Some("image/gif")),
        (b"", None),
        (b"video", Some("application/octet-stream")),
        (b"message", Some("application/x-protobuf")),
    ];
    assert_eq!(sent, expected.map(|(body, ty)| (body.to_vec(), ty.map(str::to_owned))));
    Ok(())
}
