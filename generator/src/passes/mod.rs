//! What completes the API after lowering: plain functions over the arenas, in one visible list.

mod all_of;
mod defaults;
mod fixed;
mod forms;
mod idents;
mod names;
mod one_way;
mod pagination;
mod patterns;
mod prune;
mod reach;
mod recursion;
mod settings;
mod twins;
mod unions;

use crate::config::Config;
use crate::diagnostics::Diagnostics;
use crate::ir::Api;
use crate::pins::Pins;

/// Runs every pass. `pins` is what earlier runs have given and this one keeps.
pub fn run(api: &mut Api, config: &Config, pins: &mut Pins, diagnostics: &mut Diagnostics) {
    all_of::merge(api, pins, diagnostics);
    unions::unite(api, pins);
    reach::mark(api);
    one_way::settle(api, pins);
    // What only fields have led to that were left out is reached no more.
    reach::mark(api);
    pagination::describe(api, config, pins, diagnostics);
    recursion::bound(api, pins, diagnostics);
    unions::tell_apart(api);
    prune::unused(api);
    one_way::note(api, pins);
    fixed::take_out(api, pins);
    defaults::assume(api);
    if config.package.validate {
        patterns::check(api, diagnostics);
    }
    forms::keep(api, pins);
    names::decide(api, pins);
    settings::apply(api, config, diagnostics);
    names::decide_members(api, &config.style.setter_prefix, pins);
    twins::find(api);
}
