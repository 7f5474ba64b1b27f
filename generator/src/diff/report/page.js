// Hides what was not asked for. What is asked for is what the form says, and the URL's fragment says the same.
"use strict";
const form = document.getElementById("filters");
const list = document.getElementById("changes");
const bar = form.querySelector(".bar");
const facets = ["source", "wire", "topic", "module"];
const changes = [];

const modules = [...list.querySelectorAll(".module")].map((element) => {
  const name = element.dataset.module;
  const groups = [...element.querySelectorAll(".group")].map((group) => {
    const operation = group.querySelector(".operation");
    const entries = [...group.querySelectorAll("li[data-topic]")].map((item) => {
      const { source, wire, topic } = item.dataset;
      const change = { item, operation, source, wire, topic, module: name, text: null };
      changes.push(change);
      return change;
    });
    return { element: group, entries };
  });
  return { element, groups, count: element.querySelector(".count") };
});

const choices = [...form.querySelectorAll("input[type=checkbox]")].map((box) => {
  return { name: box.name, value: box.value, count: box.parentElement.querySelector("b"), box };
});
const select = form.elements.module;
const options = new Map([...select.options].slice(1).map((option) => [option.value, option]));

// What a search looks through. It is read when it is needed first.
function text(change) {
  if (change.text === null) {
    const parts = [...change.item.querySelectorAll(".what, .why, pre > code"), change.operation];
    const texts = [change.item.dataset.subject, ...parts.map((part) => part?.textContent)];
    change.text = texts.join("\n").toLowerCase();
  }
  return change.text;
}

function counted(count) {
  return count + (count === 1 ? " change" : " changes");
}

function show() {
  const asked = new FormData(form);
  const chosen = Object.fromEntries(facets.map((facet) => [facet, asked.getAll(facet).filter(Boolean)]));
  const terms = asked.get("q").toLowerCase().split(/\s+/).filter(Boolean);
  const within = chosen.module[0];
  const fits = {
    source: (change) => chosen.source.includes(change.source),
    wire: (change) => chosen.wire.includes(change.wire),
    topic: (change) => chosen.topic.includes(change.topic),
    module: (change) => change.module === within || change.module.startsWith(within + "."),
  };
  const active = facets.filter((facet) => chosen[facet].length);
  // How many changes each choice would show, with all else as it is chosen now.
  const counts = Object.fromEntries(facets.map((facet) => [facet, new Map()]));
  const add = (facet, value) => counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
  let shown = 0;
  for (const change of changes) {
    change.shown = false;
    if (terms.length && !terms.every((term) => text(change).includes(term))) continue;
    const against = active.filter((facet) => !fits[facet](change));
    if (against.length === 0) {
      change.shown = true;
      shown += 1;
    }
    for (const facet of against.length === 0 ? facets : against.length === 1 ? against : []) {
      add(facet, change[facet]);
    }
  }
  for (const { name, value, count, box } of choices) {
    count.textContent = counts[name].get(value) ?? 0;
    box.parentElement.classList.toggle("empty", !counts[name].has(value));
  }
  showModules(counts.module);
  const filtered = active.length > 0 || terms.length > 0;
  document.getElementById("shown").textContent = filtered
    ? `${shown} of ${counted(changes.length)}`
    : counted(changes.length);
  document.getElementById("nothing").hidden = shown > 0 || changes.length === 0;
  bar.querySelector("button").disabled = !filtered;
}

function showModules(counts) {
  for (const { element, groups, count } of modules) {
    let here = 0;
    let all = 0;
    for (const group of groups) {
      const before = here;
      for (const { item, shown } of group.entries) {
        item.hidden = !shown;
        here += shown;
      }
      all += group.entries.length;
      group.element.hidden = here === before;
    }
    element.hidden = here === 0;
    count.textContent = here === all ? counted(all) : `${here} of ${counted(all)}`;
  }
  const within = new Map();
  for (const [module, count] of counts) {
    for (let path = module; path; path = path.slice(0, Math.max(path.lastIndexOf("."), 0))) {
      within.set(path, (within.get(path) ?? 0) + count);
    }
  }
  for (const [path, option] of options) option.text = `${path} (${within.get(path) ?? 0})`;
}

// A fragment without `=` is a place in the page, not a view.
function read() {
  const fragment = location.hash.slice(1);
  if (fragment && !fragment.includes("=")) return;
  const asked = new URLSearchParams(fragment);
  for (const { name, value, box } of choices) box.checked = asked.getAll(name).includes(value);
  form.elements.q.value = asked.get("q") ?? "";
  const module = asked.get("module") ?? "";
  select.value = options.has(module) ? module : "";
}

function write() {
  const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(null, "", asked.size ? "#" + asked : location.pathname + location.search);
}

let waiting = 0;
function changed() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => {
    show();
    write();
    // What is found should be in view, wherever the page was scrolled to.
    if (list.getBoundingClientRect().top < 0) list.scrollIntoView();
  });
}

form.addEventListener("input", changed);
form.addEventListener("reset", () => setTimeout(changed));
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", () => {
  read();
  show();
});
document.querySelector(".skip").addEventListener("click", (event) => {
  // The fragment is the view's.
  event.preventDefault();
  list.focus();
});
addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    form.elements.q.focus();
    form.elements.q.select();
  }
});

if (changes.length) {
  for (const fieldset of form.querySelectorAll("fieldset")) fieldset.disabled = false;
  bar.hidden = false;
  read();
  show();
}
