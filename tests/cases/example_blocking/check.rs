//! Calls wait for their answer, wherever they are made.

use std::time::Duration;

use example_blocking::blocking::Client;
use example_blocking::pets::GetParams;
use example_blocking::testing::{MockTransport, Reply};
use example_blocking::{Error, RetryPolicy};

fn client(mock: &MockTransport) -> Result<Client, Error> {
    let client = example_blocking::Client::builder().transport(mock.clone()).retry(RetryPolicy::none());
    Client::new(client.build()?)
}

fn answering() -> MockTransport {
    let mock = MockTransport::new();
    mock.reply("pets.get", Reply::json(200, r#"{"name":"Rex"}"#).delay(Duration::from_millis(5)));
    mock.reply("pets.visits.clear", Reply::status(204));
    mock
}

#[test]
fn a_call_waits_for_its_answer() -> Result<(), Error> {
    let mock = answering();
    let client = client(&mock)?;
    assert_eq!(client.pets().get(GetParams::new("7"))?.name, "Rex");
    client.pets().visits().clear()?;
    assert_eq!(mock.requests().len(), 2);
    Ok(())
}

#[test]
fn errors_are_the_same() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("pets.get", Reply::status(404));
    let error = client(&mock)?.pets().get(GetParams::new("7")).unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    Ok(())
}

#[test]
fn a_call_with_options_of_its_own_waits_too() -> Result<(), Error> {
    let client = client(&answering())?;
    let pets = client.pets();
    let answer = client.wait(pets.handle.get(GetParams::new("7")).with_metadata())?;
    assert_eq!(answer.status().as_u16(), 200);
    let late = pets.handle.get(GetParams::new("7")).timeout(Duration::from_millis(1));
    assert!(client.wait(late).unwrap_err().is_timeout());
    Ok(())
}

#[test]
fn threads_share_a_client() -> Result<(), Error> {
    let client = client(&answering())?;
    std::thread::scope(|scope| {
        let call = || client.pets().get(GetParams::new("7"));
        let calls: Vec<_> = (0..4).map(|_| scope.spawn(call)).collect();
        calls.into_iter().try_for_each(|call| call.join().unwrap().map(drop))
    })
}

/// The client is made, used and dropped where `tokio` would panic if it had to block.
#[tokio::test]
async fn async_code_may_call_it() -> Result<(), Error> {
    let client = client(&answering())?;
    assert_eq!(client.pets().get(GetParams::new("7"))?.name, "Rex");
    Ok(())
}
