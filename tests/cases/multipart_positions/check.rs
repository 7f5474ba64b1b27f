//! Parts travel in their order, without names, each with the media type of its position.

use multipart_positions::batches::{RunParams, RunRequestPartsItem, SayParams};
use multipart_positions::reports::{CreateParams, CreateRequestPart1};
use multipart_positions::scans::AddParams;
use multipart_positions::testing::{MockTransport, Recorded, Reply};
use multipart_positions::{Client, Error, Upload};

/// The parts of a body, each as it stands between the boundaries.
fn parts(sent: &Recorded) -> Vec<String> {
    let content_type = sent.header("content-type").unwrap_or_default();
    let boundary = content_type.rsplit_once("; boundary=").map(|(_, boundary)| boundary).unwrap_or_default();
    let text = sent.text();
    let text = text.strip_suffix(&format!("\r\n--{boundary}--\r\n")).unwrap_or_default();
    let text = text.strip_prefix(&format!("--{boundary}\r\n")).unwrap_or_default();
    text.split(&format!("\r\n--{boundary}\r\n")).map(str::to_owned).collect()
}

#[tokio::test]
async fn parts_travel_by_position() -> Result<(), Error> {
    let mock = MockTransport::new();
    for operation in ["reports.create", "batches.run", "scans.add", "batches.say"] {
        mock.reply(operation, Reply::status(204));
    }
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let picture = Upload::bytes("png").file_name("a.png").header("X-Hash", "1");
    client.reports().create(CreateParams::new(CreateRequestPart1::new("A"), picture).parts(["# 1", "# 2"])).await?;
    client.batches().run(RunParams::new().parts([1, 2].map(|step| RunRequestPartsItem::new().step(step)))).await?;
    client.scans().add(AddParams::new(["one", "two"])).await?;
    client.batches().say(SayParams::new(["{\"a\":\"b\"}"])).await?;
    let sent = mock.requests();
    let report = [
        "Content-Type: application/json\r\n\r\n{\"author\":\"A\"}",
        "Content-Disposition: attachment; filename=\"a.png\"\r\nContent-Type: image/png\r\nX-Hash: 1\r\n\r\npng",
        "Content-Type: text/markdown\r\n\r\n# 1",
        "Content-Type: text/markdown\r\n\r\n# 2",
    ];
    assert_eq!(parts(&sent[0]), report);
    assert_eq!(parts(&sent[1]), [1, 2].map(|step| format!("Content-Type: application/vnd.step+json\r\n\r\n{{\"step\":{step}}}")));
    let scan = |text| format!("Content-Disposition: attachment; filename=\"parts\"\r\nContent-Type: image/tiff\r\n\r\n{text}");
    assert_eq!(parts(&sent[2]), ["one", "two"].map(scan));
    assert!(sent[2].header("content-type").is_some_and(|own| own.starts_with("multipart/related; type=\"image/tiff\"; ")));
    assert_eq!(parts(&sent[3]), ["Content-Type: application/json\r\n\r\n{\"a\":\"b\"}"]);
    Ok(())
}
