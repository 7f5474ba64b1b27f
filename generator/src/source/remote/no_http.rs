//! In the place of `http`, where the tool is built without its feature `remote`.

use url::Url;

use super::Remote;

/// Why there is no document.
pub(super) fn get(_: &Url, _: &Remote) -> Result<Vec<u8>, String> {
    Err("this oasmith was built without its feature `remote`".to_owned())
}
