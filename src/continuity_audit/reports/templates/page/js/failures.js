// What happens if: the chosen failure, in the picture and in words.
const GROUPS = [
  ["lost", "lost", "Lost"],
  ["falls", "falls", "Falls because something else fell"],
  ["restore", "recovers", "Restored from a backup"],
  ["promotion", "recovers", "Someone promotes a live copy"],
  ["redeploy", "recovers", "Redeployed from code"],
  ["restart", "recovers", "Restarted by the platform"],
  ["recovers", "recovers", "Recovers"],
  ["unknown", "unknown", "Unknown"],
  ["continues", "continues", "Continues"],
  ["spared", "spared", "Not hit"],
];
const LISTED = 8;
const TIMES = [[60, "1 min"], [900, "15 min"], [3600, "1 h"], [14400, "4 h"], [86400, "1 day"], [Infinity, "longer"]];
let failure = failures[data.start];

const groupOf = (number) => {
  const ending = endingOf(failure, number);
  if (failure.because[number] && ending.outcome !== "unknown") return "falls";
  return ending.group === "recovers" ? ending.by ?? "recovers" : ending.group;
};
const chainOf = (number) => {
  const chain = failure.because[number] ?? failure.waits[number];
  if (!chain) return null;
  const verb = failure.because[number] ? (endingOf(failure, number).outcome === "unknown" ? "hangs on " : "because of ") : "waits for ";
  return el("span", "quiet chain", " ", verb, ...joined(chain.map(link), " → "));
};
// What components of a group have in common: why they are lost, how long they take, what they hang on.
const reasonOf = (number, group) => {
  const ending = endingOf(failure, number);
  if (group === "falls" || group === "continues" || group === "spared") return "";
  if (ending.unknown.length) return `Hangs on ${ending.unknown.join(", ")}`;
  const text = group === "lost" ? ending.said : ending.said.replace(/^[^;]*; /, "");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
};
const placeOf = (number) => {
  const node = el("span", "quiet", ` ${valueOf("kind", number)} in ${shortPlace(number)}`);
  node.title = columns.place[number];
  return node;
};
const entry = (number, group) => el("li", "", link(number), placeOf(number),
  group === "falls" ? el("span", "", " ", badge(endingOf(failure, number).outcome)) : null, chainOf(number));

// What is alike in name and kind is one line that opens.
const bare = (number) => columns.name[number].replace(/\[[^\]]*\]$/, "");
const alike = (numbers, group) => {
  const lots = new Map();
  for (const number of numbers) {
    const key = [bare(number), columns.kind.of[number], failure.because[number] ? number : ""].join("\0");
    if (!lots.has(key)) lots.set(key, []);
    lots.get(key).push(number);
  }
  return [...lots.values()].map((lot) => () => {
    if (lot.length === 1) return entry(lot[0], group);
    const details = el("details", "", el("summary", "", bare(lot[0]), el("span", "quiet", ` ${valueOf("kind", lot[0])} ×${lot.length}`)));
    details.addEventListener("toggle", () => {
      if (details.childElementCount === 1) details.append(el("ul", "", ...lot.map((number) => entry(number, group))));
    });
    return el("li", "", details);
  });
};
const byReason = (numbers, group) => {
  const reasons = new Map();
  for (const number of numbers) {
    const reason = reasonOf(number, group);
    if (!reasons.has(reason)) reasons.set(reason, []);
    reasons.get(reason).push(number);
  }
  return [...reasons].sort((one, other) => other[1].length - one[1].length);
};
const blockOf = ([name, tone, title], numbers) => {
  const block = el("div", `ends is-${tone}`, el("h4", "", icon(), title, el("span", "", ` ${figure(numbers.length)}`)));
  for (const [reason, those] of byReason(numbers, name)) {
    const entries = alike(those, name);
    // One more line takes no more room than the button that would show it.
    const shown = entries.length <= LISTED + 1 ? entries.length : LISTED;
    const list = el("ul", "", ...entries.slice(0, shown).map((make) => make()));
    if (reason) block.append(el("p", "reason", reason, those.length < numbers.length ? ` (${figure(those.length)})` : ""));
    block.append(list);
    if (entries.length > shown) {
      const more = button(`Show ${figure(entries.length - shown)} more`, () => {
        const added = entries.slice(shown).map((make) => make());
        list.append(...added);
        more.remove();
        added[0].querySelector("a, summary")?.focus();
      });
      block.append(more);
    }
  }
  return block;
};
const folded = (group, numbers) => {
  const details = el("details", `ends is-${group[1]}`, el("summary", "", badgeless(group), el("span", "quiet", ` ${figure(numbers.length)}`)));
  details.addEventListener("toggle", () => {
    if (details.childElementCount === 1) details.append(blockOf(group, numbers).querySelector("ul"));
  });
  return details;
};
const badgeless = ([, tone, title]) => el("span", `badge is-${tone}`, icon(), title);

const barOf = (counts) => {
  let start = 0;
  const parts = counts.map((part, at) => {
    const node = svg("rect", { class: `fill-${OUTCOMES[at]}`, x: start, y: 0, width: (100 * part) / count, height: 8 });
    start += (100 * part) / count;
    return part ? node : null;
  });
  return svg("svg", { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" }, ...parts.filter(Boolean));
};
const numbersOf = (counts) => el("p", "numbers", ...counts.map((part, at) => (part
  ? el("span", `is-${OUTCOMES[at]}`, icon(), `${figure(part)} ${OUTCOMES[at]}`) : null)));

// How long until what recovers is back: a column for each span of time.
const timesChart = () => {
  const bins = TIMES.map(() => 0);
  let all = 0;
  for (let number = 0; number < count; number += 1) {
    const seconds = endingOf(failure, number).seconds;
    if (seconds === null) continue;
    bins[TIMES.findIndex(([limit]) => seconds <= limit)] += 1;
    all += 1;
  }
  if (all < 2) return null;
  const most = Math.max(...bins);
  const told = TIMES.map(([, name], at) => (bins[at] ? `${bins[at]} within ${name}` : "")).filter(Boolean).join(", ");
  const chart = svg("svg", { class: "times", viewBox: "0 0 420 104", role: "img", "aria-label": `At the latest back: ${told.replace("within longer", "later")}` });
  bins.forEach((part, at) => {
    const height = (60 * part) / most;
    const x = at * 70 + 35;
    if (part) chart.append(svg("rect", { x: x - 22, y: 80 - height, width: 44, height, rx: 2 }), svg("text", { class: "of", x, y: 75 - height }, figure(part)));
    chart.append(svg("text", { x, y: 97 }, at < 5 ? `≤ ${TIMES[at][1]}` : "later"));
  });
  return el("div", "ends", el("h4", "", "Back at the latest after"), chart);
};

const fillScene = () => {
  const groups = new Map(GROUPS.map((group) => [group[0], []]));
  for (let number = 0; number < count; number += 1) groups.get(groupOf(number)).push(number);
  const lists = GROUPS.filter(([name]) => groups.get(name).length).map((group) => (group[0] === "continues" || group[0] === "spared"
    ? folded(group, groups.get(group[0])) : blockOf(group, groups.get(group[0]))));
  byId("scene-title").textContent = failure.title;
  if (byId("scene-text").textContent !== failure.sentence) byId("scene-text").textContent = failure.sentence;
  const longest = failure.longest;
  byId("scene-sums").replaceChildren(barOf(failure.counts), el("div", "summed", numbersOf(failure.counts),
    longest && el("p", "", "Longest recovery ", el("b", "", longest[0]), ", ", link(longest[1])),
    failure.cost && el("p", "", "Downtime ", el("b", "", failure.cost))));
  byId("scene").scrollTop = 0;
  byId("scene").replaceChildren(...[
    ...lists, timesChart(), failure.notes.length && el("details", "ends more", el("summary", "", "What is taken for granted"), el("ul", "", ...failure.notes.map((text) => el("li", "", text)))),
  ].filter(Boolean));
};
const showFailure = () => {
  byId("s-" + failure.scenario).checked = true;
  for (const which of document.querySelectorAll(".which")) which.hidden = which.id !== "which-" + failure.scenario;
  for (const one of document.querySelectorAll(".fail")) one.setAttribute("aria-pressed", String(one.dataset.key === failure.key));
  showPicture(failure);
  fillScene();
};
const failWith = (key) => {
  const found = failures.find((one) => one.key === key);
  if (!found) return;
  failure = found;
  showFailure();
  keep("fail", failure === failures[data.start] ? "" : failure.key);
};
const listenToFailures = () => {
  for (const input of document.querySelectorAll("input[name=scenario]")) input.addEventListener("change", () => failWith(input.value));
  for (const one of document.querySelectorAll(".fail")) {
    // What is chosen already is let go again: then each component meets the failure of its own domain.
    one.addEventListener("click", () => failWith(one.getAttribute("aria-pressed") === "true" && map.contains(one) ? one.dataset.key.split(":")[0] : one.dataset.key));
  }
};

