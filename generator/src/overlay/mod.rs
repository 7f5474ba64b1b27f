//! Overlays (OpenAPI Overlay Specification 1.0 and 1.1): what the user changes in the root document, before anything
//! else is made of it.
//!
//! [`read`](read::overlay) takes an overlay apart, [`change`] carries its actions out, one after the other. Which node
//! was written in which file is kept in the document's [`Authors`](crate::source::Authors), so that a message about what
//! an overlay has brought points into the overlay, and a relative reference in it starts there.

mod change;
mod read;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::pointer::Pointer;
use crate::source::{self, Document, Sources};

use read::Overlay;

/// Applies the overlays at `paths` to a root document, in this order. Each comes with the place that names it.
pub fn apply(
    document: &mut Document,
    paths: &[(PathBuf, Place)],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) {
    for (path, named) in paths {
        let Some(overlay) = source::read_for(path, named, sources, diagnostics) else { continue };
        let Some(overlay) = read::overlay(overlay, diagnostics) else { continue };
        check_target(&overlay, document, sources, diagnostics);
        for action in overlay.actions {
            change::apply(action, document, diagnostics);
        }
    }
}

/// An overlay may say which document it is for. A URL says nothing of where a copy is kept.
fn check_target(overlay: &Overlay, document: &Document, sources: &Sources, diagnostics: &mut Diagnostics) {
    let Some(extends) = overlay.extends.as_deref().filter(|extends| !extends.contains("://")) else { return };
    let path = sources.path(document.file);
    let named = sources.path(overlay.file).with_file_name(extends);
    if named.canonicalize().ok() != path.canonicalize().ok() {
        let place = Place::Authored(overlay.file, Pointer::root().child("extends"));
        let message =
            format!("this overlay is for `{extends}`, and is applied to `{}`", sources.shown_path(document.file));
        let help = "correct or remove `extends`, or apply the overlay to that document";
        diagnostics.push(Diagnostic::new(Code::OverlayTarget, place, message).help(help));
    }
}
