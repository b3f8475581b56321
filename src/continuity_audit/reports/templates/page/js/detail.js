// One component, opened beside the page: its facts, five outcomes with evidence, and findings.
const dialog = byId("detail");

const page = (address) => {
  const node = el("a", "source", "documented");
  node.href = address;
  node.rel = "noreferrer";
  return node;
};
const evidenceOf = (number) => {
  const fact = shared[number];
  return el("li", "", fact.text, fact.place && el("span", "place-of", " " + fact.place), fact.source && " ",
    fact.source && page(fact.source), fact.code && code(fact.code));
};
const outcomeOf = (one) => {
  const told = shared[one.told];
  const fell = told.own !== told.ended;
  return el("section", "outcome is-" + told.ended,
    el("div", "", el("h3", "", told.title), el("p", "", badge(told.ended), fell ? " with what it needs" : ""),
      fell ? el("p", "quiet", "alone: ", told.own) : null),
    el("div", "",
      one.because.length ? el("p", "", "Because of ", ...joined(one.because.map(link), " → "), ".") : null,
      el("p", "", (fell ? "Alone: " : "") + told.why + (told.how ? ` (${told.how})` : "")),
      told.unknown.length ? el("p", "", "Hangs on ", ...joined(told.unknown.map((name) => el("code", "", name)), ", ")) : null,
      told.estimate ? el("p", "quiet", told.estimate + ", estimated", told.source && " ", told.source && page(told.source)) : null),
    el("ul", "evidence", ...one.evidence.map(evidenceOf)));
};
const findingOf = (one) =>
  el("li", one.accepted ? "accepted" : "", el("span", "severity " + one.severity, one.severity), " ", one.gate ? el("span", "fails", "fails the gate") : null, " ", one.message, " ",
    el("span", "rule", one.rule), one.place && el("span", "place-of", " " + one.place),
    one.accepted && el("p", "quiet", one.accepted), one.lowered && el("p", "quiet", one.lowered), one.code && code(one.code),
    one.remediation && (one.remediation.includes("\n") ? code(one.remediation) : el("p", "quiet", ...ticked(one.remediation))),
    ...one.related.map((other) => el("p", "place-of", other)));

const openDetail = (number) => {
  if (number < 0 || number >= count) return;
  const one = detailsOf(number);
  const facts = el("dl", "facts", ...one.facts.map(([name, value]) =>
    el("div", value.length > 40 ? "wide-fact" : "", el("dt", "", name), el("dd", "", value, name === "Declared" && one.code ? code(one.code) : null))));
  if (one.needs.length) facts.append(el("div", "wide-fact", el("dt", "", "Cannot work without"), el("dd", "", ...joined(one.needs.map(link), ", "))));
  for (const group of one.oneOf) facts.append(el("div", "wide-fact", el("dt", "", "Cannot work without one of"), el("dd", "", ...joined(group.map(link), ", "))));
  byId("detail-title").textContent = columns.name[number];
  byId("detail-place").textContent = `${valueOf("kind", number)} in ${columns.place[number]}, level ${levelText(number)}`;
  byId("detail-body").replaceChildren(facts, el("div", "outcomes", ...one.outcomes.map(outcomeOf)));
  if (one.findings.length) byId("detail-body").append(el("h3", "", "Findings"), el("ul", "plain", ...one.findings.map(findingOf)));
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  byId("detail-title").focus();
  keep("c", idOf(number));
};
const levelText = (number) => {
  const [least, most] = [valueOf("level", number), valueOf("most", number)];
  return least === most ? least : `${least} to ${most}`;
};
const listenToDetail = () => {
  byId("detail-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  // It may have been opened anew before this is told.
  dialog.addEventListener("close", () => { if (!dialog.open) keep("c", ""); });
  addEventListener("click", (event) => {
    const to = event.target.closest?.("a[href^='#c-']");
    if (!to || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    openDetail(Number(to.getAttribute("href").slice(3)));
  });
};

