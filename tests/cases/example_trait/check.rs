//! Code that takes the trait runs with the handle, and with a double.

use example_trait::pets::{ListParams, PetsApi};
use example_trait::testing::{MockTransport, Reply};
use example_trait::types::Pet;
use example_trait::{Client, Error};

/// The code that is tested: it takes whatever has the methods of the handle.
async fn oldest(pets: &impl PetsApi) -> Result<Option<Pet>, Error> {
    let found = pets.list(ListParams::new().limit(10)).await?;
    Ok(found.into_iter().max_by_key(|pet| pet.age))
}

/// A double: one pet, and no client.
struct OnlyRex;

impl PetsApi for OnlyRex {
    async fn list(&self, params: ListParams) -> Result<Vec<Pet>, Error> {
        assert_eq!(params.limit, Some(10));
        Ok(vec![pet("Rex", 7)])
    }

    async fn clear(&self) -> Result<(), Error> {
        unreachable!("`oldest` removes nothing")
    }
}

fn pet(name: &str, age: i32) -> Pet {
    Pet::new().name(name).age(age)
}

#[tokio::test]
async fn runs_with_a_double() -> Result<(), Error> {
    assert_eq!(oldest(&OnlyRex).await?, Some(pet("Rex", 7)));
    Ok(())
}

#[tokio::test]
async fn runs_with_the_handle() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.reply("pets.list", Reply::json(200, r#"[{"name":"Rex","age":7},{"name":"Ada","age":9}]"#));
    let client = Client::builder().transport(mock.clone()).build()?;
    assert_eq!(oldest(&client.pets()).await?, Some(pet("Ada", 9)));
    assert_eq!(mock.requests()[0].path_and_query(), "/pets?limit=10");
    Ok(())
}

/// The futures can move between threads, also where only the trait is known.
#[tokio::test]
async fn can_be_spawned() -> Result<(), Error> {
    fn clear(pets: impl PetsApi + Send + Sync + 'static) -> tokio::task::JoinHandle<Result<(), Error>> {
        tokio::spawn(async move { pets.clear().await })
    }
    let mock = MockTransport::new();
    mock.reply("pets.clear", Reply::status(204));
    let client: &'static Client = Box::leak(Box::new(Client::builder().transport(mock).build()?));
    clear(client.pets()).await.unwrap()
}
