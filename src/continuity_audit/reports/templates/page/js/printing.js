// On paper the list is a plain table, and what is folded away is unfolded.
const MOST_UNFOLDED = 40;
let unfolded = [];
const printList = () => {
  const most = data.printed;
  const shown = found.slice(0, most);
  const head = el("tr", "", ...["Component", "Kind", "Level", ...SCENARIOS].map((name) => {
    const cell = el("th", "", name);
    cell.scope = "col";
    return cell;
  }));
  const body = shown.map((number) => {
    const name = el("th", "", columns.address[number], el("small", "", ` ${columns.place[number]}`));
    name.scope = "row";
    return el("tr", "", name, el("td", "", valueOf("kind", number)), el("td", "", levelText(number)),
      ...SCENARIOS.map((scenario) => el("td", "", endingOf(failures.find((one) => one.key === scenario), number).outcome)));
  });
  const left = found.length - shown.length;
  const caption = left
    ? `The weakest ${figure(most)} of ${plural(found.length, "component")}; ${figure(left)} are left out on paper. Filter the list to print others.`
    : found.length < count ? `${figure(found.length)} of ${plural(count, "component")}, as filtered` : plural(count, "component");
  byId("printed").replaceChildren(el("table", "", el("caption", "", caption), el("thead", "", head), el("tbody", "", ...body)));
};
const listenToPrinting = () => {
  addEventListener("beforeprint", () => {
    if (rows) printList();
    unfolded = [...document.querySelectorAll("main details.more:not([open])")].filter((one) => one.querySelectorAll("tr, li").length <= MOST_UNFOLDED);
    for (const one of unfolded) one.open = true;
  });
  addEventListener("afterprint", () => {
    byId("printed")?.replaceChildren();
    for (const one of unfolded) one.open = false;
  });
};

