//! What was left out is its default, what was said is what was said, and what is written says no more than that.

use defaults::feeds::{UpdateParams, UpdateResponseHeaders};
use defaults::runtime::Nullable;
use defaults::testing::{MockTransport, Reply};
use defaults::types::{Feed, FeedWeekday, Settings, Theme};
use defaults::{Client, Error};
use serde_json::json;

fn read<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(json)
}

#[test]
#[allow(deprecated)]
fn what_was_left_out_is_its_default() -> Result<(), serde_json::Error> {
    let feed: Feed = read(json!({ "id": "a" }))?;
    assert_eq!(feed.type_or_default(), "");
    assert!(feed.open_or_default2());
    assert_eq!(feed.page_or_default(), 20);
    assert_eq!(feed.rate_or_default(), -1.0);
    assert_eq!(*feed.theme_or_default(), Theme::Dark);
    assert_eq!(*feed.weekday_or_default(), FeedWeekday::_7);
    assert_eq!((feed.page, &feed.theme), (None, &None));
    assert_eq!(serde_json::to_value(&feed)?, json!({ "id": "a" }));
    Ok(())
}

#[test]
#[allow(deprecated)]
fn what_was_said_stays() -> Result<(), serde_json::Error> {
    let json = json!({
        "id": "a", "type": "b", "open": false, "page": 0, "rate": 0.5, "theme": "light", "weekday": 3, "open_or_default": "c",
    });
    let feed: Feed = read(json.clone())?;
    assert_eq!(feed.type_or_default(), "b");
    assert!(!feed.open_or_default2());
    assert_eq!(feed.page_or_default(), 0);
    assert_eq!(feed.rate_or_default(), 0.5);
    assert_eq!(*feed.theme_or_default(), Theme::Light);
    assert_eq!(*feed.weekday_or_default(), FeedWeekday::Unknown(3));
    assert_eq!(feed.open_or_default.as_deref(), Some("c"));
    assert_eq!(serde_json::to_value(&feed)?, json);
    Ok(())
}

#[test]
fn null_is_a_value_that_was_said() -> Result<(), serde_json::Error> {
    let seen = |settings: &Settings| {
        let theme = settings.theme_or_default().cloned();
        (settings.name_or_default().map(str::to_owned), settings.limit_or_default(), theme)
    };
    for (json, expected) in [
        (json!({}), (Some("untitled"), Some(3), Some(Theme::Dark))),
        (json!({ "name": null, "limit": null, "theme": null }), (None, None, None)),
        (json!({ "name": "a", "limit": 0, "theme": "light" }), (Some("a"), Some(0), Some(Theme::Light))),
    ] {
        let settings: Settings = read(json.clone())?;
        let (name, limit, theme) = expected;
        assert_eq!(seen(&settings), (name.map(str::to_owned), limit, theme), "{json}");
        assert_eq!(settings.level_or_default(), "low");
        assert_eq!(serde_json::to_value(&settings)?, json);
    }
    let settings = Settings::new().name(None).limit(None).theme(None);
    assert_eq!((&settings.name, seen(&settings)), (&Nullable::Null, (None, None, None)));
    Ok(())
}

#[tokio::test]
async fn nothing_is_sent_for_a_default() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("feeds.update", Reply::json(200, r#"{"id":"a"}"#).header("x-rest", "none"));
    let client = Client::builder().base_url("https://example.com").transport(mock.clone()).build()?;
    let feeds = client.feeds();
    let feed = feeds.update(UpdateParams::new("main", Settings::new())).with_metadata().await?;
    assert_eq!(UpdateResponseHeaders::from(feed.headers()).x_rest, None);
    assert_eq!(feed.body().page_or_default(), 20);
    let Some(sent) = mock.last_request() else { panic!("nothing was sent") };
    assert_eq!((sent.path_and_query(), sent.json()), ("/feeds/main", Some(json!({}))));
    assert_eq!((sent.header("x-trace"), sent.header("cookie")), (None, None));
    Ok(())
}
