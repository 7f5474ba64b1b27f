//! Oasmith reads an OpenAPI description and writes a Rust SDK crate.
//!
//! The stages, in the order of [`generate`]:
//!
//! ```text
//! source → overlay → resolve → dialect → filter → lower → passes → render → format → output
//! ```
//!
//! # Example
//!
//! ```no_run
//! use oasmith::{Config, Diagnostics, Sources};
//!
//! let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
//! let config = Config::read("oasmith.toml".as_ref(), &mut sources, &mut diagnostics);
//! let generation = config.and_then(|config| oasmith::generate(&config, &mut sources, &mut diagnostics));
//! match generation {
//!     Some(generation) => println!("{} files", generation.tree.files.len()),
//!     None => eprintln!("{}", oasmith::report::human(&diagnostics, &sources, false, false)),
//! }
//! ```

// Modules tell their contributors about each other, private ones too.
#![allow(rustdoc::private_intra_doc_links)]

pub mod build;
pub mod config;
pub mod diagnostics;
mod dialect;
pub mod diff;
mod filter;
pub mod format;
pub mod globs;
pub mod grammar;
pub mod ir;
mod lower;
pub mod media_type;
mod nearest;
pub mod output;
mod overlay;
mod passes;
mod pins;
pub mod pointer;
pub mod release;
pub mod render;
pub mod report;
pub mod resolve;
mod rules;
pub mod source;
pub mod surface;

pub use config::Config;
pub use diagnostics::Diagnostics;
pub use nearest::of as nearest;
pub use pins::Pins;
pub use source::Sources;

use std::collections::BTreeMap;

use output::{Lock, Plan, Tree};
use render::templates::Templates;
use surface::Surface;

/// The tool and its version, as generated files and the lock name it.
pub const GENERATOR: &str = concat!("oasmith ", env!("CARGO_PKG_VERSION"));

/// What a run makes, before anything is written.
#[derive(Debug)]
pub struct Generation {
    /// The files of the crate.
    pub tree: Tree,
    /// The API that they are for.
    pub api: ir::Api,
    /// What the crate remembers of the runs before.
    pub before: Lock,
    /// What it will remember of this one.
    pub lock: Lock,
    /// What users see of it.
    pub surface: Surface,
}

/// Makes the crate that a configuration describes. Writes nothing.
///
/// `None` if there are errors, all of which are in `diagnostics`. Warnings do not stop it.
pub fn generate(config: &Config, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Generation> {
    config.check_name(diagnostics);
    let before = Lock::load(&config.out_path(), sources, diagnostics);
    config.templates_path().iter().for_each(|templates| sources.depend_on(templates));
    let skip = config.patterns(&config.output.skip, ["output", "skip"]);
    let templates = Templates::load(config.templates_path().as_deref(), skip, sources, diagnostics);
    let understood = understand(config, before.as_ref(), sources, diagnostics);
    let ((api, orders), before, templates) = (understood?, before?, templates?);
    if diagnostics.has_errors() {
        return None;
    }
    let render = || {
        let mut tree = render::files(&api, config, &templates, diagnostics);
        diagnostics.drop_foreseen();
        format::tree(&mut tree, diagnostics);
        tree
    };
    let surface = || {
        let surface = render::surface(&api, config);
        let file = config.output.surface.then(|| output::File::copied(surface::text(&surface)));
        (surface, file)
    };
    let (mut tree, (surface, file)) = rayon::join(render, surface);
    tree.files.extend(file.map(|file| (surface::SURFACE.to_owned(), file)));
    let remote = sources.remote().pins().clone();
    let lock = Lock { generator: GENERATOR.to_owned(), orders, remote, ..Lock::default() };
    (!diagnostics.has_errors()).then_some(Generation { tree, api, before, lock, surface })
}

/// Reads the description, as far as the API that the SDK will have, with all its names, and the orders in which these
/// were given.
pub fn understand(
    config: &Config,
    before: Option<&Lock>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<(ir::Api, BTreeMap<String, Vec<String>>)> {
    sources.set_remote(source::Remote::new(config, before.map(|lock| lock.remote.clone()).unwrap_or_default()));
    let mut document = source::read(&config.spec_path(), sources, diagnostics)?;
    overlay::apply(&mut document, &config.overlay_paths(), sources, diagnostics);
    let mut pins = Pins::new(before.unwrap_or(&Lock::default()));
    let mut bundle = resolve::bundle(&document, &mut pins, sources, diagnostics)?;
    // It is large, made of many pieces, and needed no more.
    rayon::spawn(|| drop(document));
    filter::apply(&mut bundle, config, diagnostics);
    let mut api = lower::api(bundle.root, config, &mut pins, diagnostics);
    passes::run(&mut api, config, &mut pins, diagnostics);
    diagnostics.trace(&bundle.origins);
    diagnostics.drop_follow_ups();
    diagnostics.dedup();
    Some((api, pins.into_orders()))
}

/// What users would see of the crate, and what it would remember, if it were generated over one that remembers `before`.
/// Nothing is rendered.
pub fn surface_of(
    config: &Config,
    before: &Lock,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<(Surface, Lock)> {
    let (api, orders) = understand(config, Some(before), sources, diagnostics)?;
    let surface = render::surface(&api, config);
    (!diagnostics.has_errors()).then(|| (surface, Lock { orders, ..before.clone() }))
}

impl Generation {
    /// What writing the crate would change on disk. `force`: what was edited by hand or written by others may go.
    ///
    /// [`output::Claim::write`] carries it out, unless `diagnostics` has errors by then.
    pub fn plan(&self, config: &Config, force: bool, diagnostics: &mut Diagnostics) -> Plan {
        let keep = config.patterns(&config.output.keep, ["output", "keep"]);
        let options = output::Options { keep, force };
        output::plan(&self.tree, &self.before, self.lock.clone(), &config.out_path(), &options, diagnostics)
    }
}
