//! Where each operation goes, what a call that names a server changes, and that every server is reached.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use operation_servers::testing::{MockTransport, Reply};
use operation_servers::{Client, Error, servers};

fn mocked() -> (Client, MockTransport) {
    let mock = MockTransport::new();
    for operation in ["files.list", "files.put", "files.delete", "tenants.list", "beta.get", "relative.get"] {
        mock.reply(operation, Reply::status(204));
    }
    (Client::builder().transport(mock.clone()).build().expect("the API has a server"), mock)
}

fn urls(mock: &MockTransport) -> Vec<String> {
    mock.requests().into_iter().map(|request| request.url).collect()
}

/// A server on this machine: its port, and the first lines of the requests that come there.
fn serve() -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("its address").port();
    let (to, from) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let lines = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
            let head: Vec<String> = lines.collect();
            stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").expect("written");
            to.send(head[0].clone()).expect("somebody listens");
        }
    });
    (port, from)
}

#[tokio::test]
async fn an_operation_goes_to_the_first_of_its_servers_that_is_complete() -> Result<(), Error> {
    let (client, mock) = mocked();
    client.files().list().await?;
    client.files().put().await?;
    client.files().delete().await?;
    client.beta().get().await?;
    client.relative().get().await?;
    let expected = [
        format!("{}/files", servers::FILES_EXAMPLE_COM),
        format!("{}/files", servers::LOCALHOST_PORT_AREA),
        format!("{}/files", servers::MAIN),
        format!("{}/beta", servers::BETA),
        format!("{}/relative", servers::API_EXAMPLE_COM_VERSION),
    ];
    assert_eq!(urls(&mock), expected);
    assert_eq!((servers::MAIN, servers::BETA), ("https://api.example.com/v1", "https://beta.example.com/v1"));
    assert_eq!(servers::API_EXAMPLE_COM_VERSION, "https://api.example.com/v2");
    Ok(())
}

#[tokio::test]
async fn a_call_can_name_any_other() -> Result<(), Error> {
    let (client, mock) = mocked();
    client.files().list().server(servers::BETA).await?;
    client.relative().get().server(servers::ApiExampleComVersion::new().version("v3")).await?;
    client.relative().get().server(servers::API_EXAMPLE_COM_V1_NEXT).await?;
    let expected = [
        "https://beta.example.com/v1/files",
        "https://api.example.com/v3/relative",
        "https://api.example.com/v1/next/relative",
    ];
    assert_eq!(urls(&mock), expected);
    Ok(())
}

#[tokio::test]
async fn every_server_is_reached_with_its_variables() -> Result<(), Error> {
    let (port, requests) = serve();
    let client = Client::builder().base_url(format!("http://127.0.0.1:{port}/base")).build()?;
    let local = servers::LocalhostPortArea::new().port(port.to_string());
    client.files().list().server(local.clone()).await?;
    client.files().put().server(local.area(servers::LocalhostPortAreaArea::Archive)).await?;
    client.files().put().server(servers::LocalhostNumberAreaUp::new(port.to_string()).area("us west")).await?;
    client.tenants().create().server(format!("http://127.0.0.1:{port}")).await?;
    client.tenants().create().await?;
    let lines: Vec<String> = requests.iter().take(5).collect();
    let expected = [
        "GET /files/files HTTP/1.1",
        "PUT /archive/files HTTP/1.1",
        "PUT /us%20west/up/files HTTP/1.1",
        "POST /tenants HTTP/1.1",
        "POST /base/tenants HTTP/1.1",
    ];
    assert_eq!(lines, expected);
    Ok(())
}

#[tokio::test]
async fn a_server_without_a_value_must_be_named() -> Result<(), Error> {
    let (client, mock) = mocked();
    let error = client.tenants().list().await.expect_err("there is no tenant");
    assert!(error.is_invalid() && error.to_string().contains("https://{tenant}.example.com"), "{error}");
    assert!(mock.requests().is_empty());
    client.tenants().list().server(servers::TenantExampleCom::new("acme")).await?;
    assert_eq!(urls(&mock), ["https://acme.example.com/tenants"]);
    // A value leads to no other host.
    let error = client.tenants().list().server(servers::TenantExampleCom::new("evil.com/")).await;
    assert!(error.expect_err("it is no host").is_invalid());
    Ok(())
}
