// Every component: filtered at once, built as far as it is shown.
const STEP = 40;
const FILTERS = ["kind", "level", "tier", "root", "environment", "provider"].filter((name) => byId("f-" + name));
const LEVEL_CLASSES = { "Low": "low", "Low–Medium": "low-medium", "Medium": "medium", "High": "high" };
const rows = byId("rows");
let found = [];
let built = 0;

const pill = (name) => el("span", "level level-" + LEVEL_CLASSES[name], name);
const levelOf = (number) => {
  const [least, most] = [valueOf("level", number), valueOf("most", number)];
  return least === most ? [pill(least)] : [pill(least), el("span", "to", " to "), pill(most)];
};
const plainFailures = SCENARIOS.map((scenario) => failures.find((one) => one.key === scenario));
const endOf = (number, at) => {
  const plain = plainFailures[at];
  const outcome = endingOf(plain, number).outcome;
  const fell = Boolean(plain.because[number]);
  const cell = el("td", `slim end is-${outcome}${fell ? " fell" : ""}`, hidden(outcome + (fell ? ", because of a dependency" : "")));
  cell.dataset.label = SCENARIOS[at];
  cell.title = `${SCENARIOS[at]}: ${outcome}${fell ? ", because of a dependency" : ""}`;
  return cell;
};
const rowOf = (number) => {
  const head = el("th", "", link(number), el("span", "address", ...breakable(columns.address[number])));
  head.scope = "row";
  const tier = valueOf("tier", number);
  const row = el("tr", "", head, el("td", "of-kind", valueOf("kind", number), tier === "critical" ? null : el("small", "", ` ${tier}`)),
    el("td", "of-root", shortPlace(number)), el("td", "of-level", ...levelOf(number)), ...SCENARIOS.map((_, at) => endOf(number, at)));
  row.dataset.component = number;
  return row;
};
const build = (more) => {
  const until = Math.min(found.length, built + more);
  const added = document.createDocumentFragment();
  const first = built;
  for (; built < until; built += 1) added.append(rowOf(found[built]));
  rows.append(added);
  const left = found.length - built;
  byId("further").hidden = left === 0;
  byId("further-100").hidden = left <= 100;
  byId("further-all").textContent = `Show all ${figure(found.length)}`;
  return rows.children[first];
};
let texts;
const textOf = (number) => {
  texts ??= columns.name.map((name, at) => `${name} ${columns.address[at]} ${columns.place[at]} ${valueOf("kind", at)}`.toLowerCase());
  return texts[number];
};
const ORDERS = {
  address: (one, other) => (columns.address[one] < columns.address[other] ? -1 : 1),
  kind: (one, other) => (valueOf("kind", one) < valueOf("kind", other) ? -1 : valueOf("kind", one) > valueOf("kind", other) ? 1 : one - other),
  root: (one, other) => (columns.place[one] < columns.place[other] ? -1 : columns.place[one] > columns.place[other] ? 1 : one - other),
};
const filter = () => {
  const words = byId("f-text").value.toLowerCase().split(/\s+/).filter(Boolean);
  const [scenario, outcome] = byId("f-outcome").value.split("-");
  const plain = outcome && failures.find((one) => one.key === scenario);
  const wanted = FILTERS.map((name) => [columns[name], byId("f-" + name).value]).filter(([, value]) => value)
    .map(([column, value]) => [column.of, column.values.indexOf(value)]);
  const fits = (number) => wanted.every(([of, value]) => of[number] === value)
    && (!plain || endingOf(plain, number).outcome === outcome)
    && (!words.length || words.every((word) => textOf(number).includes(word)));
  found = columns.weakest.filter(fits);
  const order = ORDERS[byId("f-order").value];
  if (order) found.sort(order);
  rows.replaceChildren();
  built = 0;
  build(STEP);
  const all = plural(count, "component");
  byId("shown").textContent = found.length === count ? all : `${figure(found.length)} of ${all}`;
};
const NAMES = { text: "q", outcome: "outcome", order: "order" };
const keyOf = (field) => NAMES[field.id.slice(2)] ?? field.id.slice(2);
const controls = () => [...byId("filters").querySelectorAll("input, select")];
const readFilters = () => {
  for (const field of controls()) {
    field.value = state.get(keyOf(field)) ?? "";
    if (field.selectedIndex === -1) field.value = "";
  }
  filter();
};
const listenToList = () => {
  byId("filters").hidden = false;
  byId("filters").addEventListener("input", () => {
    filter();
    for (const field of controls()) keep(keyOf(field), field.value);
  });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () => setTimeout(() => {
    for (const field of controls()) keep(keyOf(field), "");
    filter();
  }));
  byId("further-100").addEventListener("click", () => build(100)?.querySelector("a").focus());
  byId("further-all").addEventListener("click", () => build(found.length)?.querySelector("a").focus());
  // Up and down go from component to component.
  rows.addEventListener("keydown", (event) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const next = step && event.target.closest("tr")?.[step];
    if (!next) return;
    event.preventDefault();
    next.querySelector("a").focus();
  });
};

