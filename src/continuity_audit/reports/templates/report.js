"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll(".row")];
  let all;
  const details = () => (all ??= JSON.parse(byId("details").textContent));

  // Text only ever becomes text: nothing here reads markup.
  const el = (tag, name, ...children) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  };
  const badge = (outcome) => el("span", "badge is-" + outcome, el("i", "icon"), outcome);
  const nameOf = (number) => rows[number].querySelector(".name b").textContent;
  const rowLink = (number) => {
    const link = el("a", "to-row", nameOf(number));
    link.href = "#c-" + number;
    return link;
  };
  const page = (address) => {
    const link = el("a", "source", "documented");
    link.href = address;
    link.rel = "noreferrer";
    return link;
  };
  const list = (items, separator) => items.flatMap((item, at) => (at ? [separator, item] : [item]));
  const code = (line) => {
    const block = el("pre", "", el("code", "", line));
    block.tabIndex = 0;
    return block;
  };

  const ticked = (text) => {
    const parts = text.split("`");
    return parts.length % 2 ? parts.map((part, at) => (at % 2 ? el("code", "", part) : part)) : [text];
  };

  const evidence = (fact) =>
    el("li", "", fact.text, fact.place && el("span", "place", " " + fact.place), fact.source && " ",
      fact.source && page(fact.source), fact.code && code(fact.code));
  const outcome = (one) => {
    const fell = one.own !== one.ended;
    return el("section", "outcome is-" + one.ended,
      el("div", "", el("h3", "", one.title), el("p", "", badge(one.ended), fell ? " with what it needs" : ""),
        fell ? el("p", "kind", "alone: ", badge(one.own)) : null),
      el("div", "",
        one.because.length ? el("p", "", "Because ", ...list(one.because.map(rowLink), " → "), " fails.") : null,
        el("p", "", (fell ? "Alone: " : "") + one.why + (one.how ? " (" + one.how + ")" : "")),
        one.unknown.length
          ? el("p", "", "Hangs on ", ...list(one.unknown.map((name) => el("code", "", name)), ", ")) : null,
        one.estimate ? el("p", "estimate", one.estimate + ", estimated", one.source && " ",
          one.source && page(one.source)) : null),
      el("ul", "evidence", ...one.evidence.map(evidence)));
  };
  const finding = (one) =>
    el("li", one.accepted ? "accepted" : "", el("span", "severity " + one.severity, one.severity), " ", one.message, " ",
      el("span", "rule", one.rule), one.place && el("span", "place", " " + one.place),
      one.accepted && el("p", "kind", one.accepted), one.code && code(one.code),
      one.remediation && el("p", "kind", "To fix it"),
      one.remediation && (one.remediation.includes("\n") ? code(one.remediation) : el("p", "", ...ticked(one.remediation))),
      ...one.related.map((other) => el("p", "place", other)));

  const fill = (row) => {
    const body = row.querySelector(".body");
    if (body.childElementCount) return;
    const one = details()[rows.indexOf(row)];
    const facts = el("dl", "facts",
      ...one.facts.map(([name, value]) => el("div", "", el("dt", "", name), el("dd", "", value))));
    if (one.needs.length) {
      facts.append(el("div", "", el("dt", "", "Needs"), el("dd", "", ...list(one.needs.map(rowLink), ", "))));
    }
    body.append(facts, el("div", "outcomes", ...one.outcomes.map(outcome)));
    if (one.findings.length) {
      body.append(el("h3", "", "Findings"), el("ul", "plain", ...one.findings.map(finding)));
    }
  };
  for (const row of rows) row.addEventListener("toggle", () => row.open && fill(row));

  const filters = byId("filters");
  const choices = ["kind", "level", "root", "environment", "tier"].filter((name) => byId("f-" + name));
  const apply = () => {
    const words = byId("f-text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const outcome = byId("f-outcome").value;
    const wanted = choices.map((name) => [name, byId("f-" + name).value]).filter(([, value]) => value);
    let shown = 0;
    for (const row of rows) {
      const text = words.length ? (row.querySelector(".name").textContent + " " + row.dataset.root).toLowerCase() : "";
      row.hidden = !(wanted.every(([name, value]) => row.dataset[name] === value)
        && (!outcome || row.dataset.ends.split(" ").includes(outcome))
        && words.every((word) => text.includes(word)));
      shown += row.hidden ? 0 : 1;
    }
    byId("shown").textContent = shown === rows.length
      ? `${rows.length.toLocaleString("en")} components` : `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} components`;
  };
  if (filters) {
    filters.hidden = false;
    filters.addEventListener("input", apply);
    filters.addEventListener("submit", (event) => event.preventDefault());
    filters.addEventListener("reset", () => setTimeout(apply));
  }

  // Which region, which account: one scene is shown, and what stands elsewhere in the picture steps back.
  const choose = (which, button) => {
    const scenario = which.dataset.scenario;
    const name = button.dataset.name;
    for (const one of which.children) one.setAttribute("aria-pressed", String(one === button));
    for (const scene of document.querySelectorAll(`[data-scene="${scenario}"]`)) scene.hidden = scene.dataset.domain !== button.dataset.domain;
    const boxes = scenario === "region" ? document.querySelectorAll(".region") : document.querySelectorAll(".account");
    for (const box of boxes) {
      const names = scenario === "region" ? box.dataset.regions.split(" ").filter(Boolean) : [box.dataset.account].filter(Boolean);
      box.classList.toggle("aside-" + scenario, Boolean(name) && names.length > 0 && !names.includes(name));
    }
  };
  for (const which of document.querySelectorAll(".which")) {
    which.hidden = false;
    for (const button of which.children) button.addEventListener("click", () => choose(which, button));
  }

  const follow = () => {
    const row = /^#c-\d+$/.test(location.hash) ? byId(location.hash.slice(1)) : null;
    if (!row) return;
    row.hidden = false;
    row.open = true;
    fill(row);
    row.scrollIntoView({ block: "start" });
    row.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", follow);
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#c-']");
    if (link && link.getAttribute("href") === location.hash) follow();
  });
  follow();

  const theme = byId("theme");
  const root = document.documentElement;
  const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const label = () => { theme.textContent = dark() ? "Light" : "Dark"; theme.title = "Switch to " + theme.textContent.toLowerCase() + " colours"; };
  theme.hidden = false;
  theme.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; label(); });
  label();
})();
