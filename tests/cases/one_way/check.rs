//! What only responses have is not sent, and what only requests have is not waited for.

use one_way::testing::{MockTransport, Reply};
use one_way::types::{Account, NewUser, User, UserMeta};
use one_way::users::{CreateParams, ReplaceParams};
use one_way::{Client, Error};
use serde_json::json;

#[tokio::test]
async fn fields_are_where_they_travel() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("users.replace", Reply::json(200, json!({ "id": "a", "name": "b", "meta": { "at": "c" } }).to_string()));
    mock.reply("users.create", Reply::json(200, json!({ "id": "a" }).to_string()));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;

    let mut user = User::new("b").id("a").password("p").meta(UserMeta::new());
    user = client.users().replace(ReplaceParams::new(user)).await?;
    assert_eq!((user.id.as_deref(), user.password.as_deref()), (Some("a"), None));
    // Sent back as it came, and kept as it came.
    client.users().replace(ReplaceParams::new(user.clone())).await?;
    assert_eq!(serde_json::to_value(&user).unwrap(), json!({ "id": "a", "name": "b", "meta": { "at": "c" } }));

    let account: Account = client.users().create(CreateParams::new(NewUser::new("b", "p"))).await?;
    let id: String = account.id;
    assert_eq!(id, "a");

    let sent: Vec<String> = mock.requests().iter().map(|request| request.text()).collect();
    assert_eq!(sent[0], json!({ "name": "b", "password": "p" }).to_string());
    assert_eq!(sent[1], json!({ "name": "b" }).to_string());
    assert_eq!(sent[2], r#"{"user":{"name":"b","password":"p"}}"#);
    Ok(())
}
