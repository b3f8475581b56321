// Fields of marks, drawn as the page's own picture is: one path a layer, however many components there are.
const CELL = 14;
const LAYERS = ["falls", "spared", "continues", "recovers", "hole", "lost", "cross", "unknown"];
const DRAWN = { spared: ["spared"], continues: ["continues"], recovers: ["recovers", "hole"], lost: ["lost", "cross"], unknown: ["unknown"] };
const SHAPES = { falls: "m-6-6h12v12h-12z", lost: "m-5-5h10v10h-10z", cross: "m-2.5-2.5l5 5m0-5l-5 5", unknown: "m0-4.5l4.5 4.5-4.5 4.5-4.5-4.5z" };

const membersOf = (field) => {
  field.members ??= field.dataset.members.split(" ").flatMap((run) => {
    const [low, high] = run.split("-").map(Number);
    return high === undefined ? [low] : Array.from({ length: high - low + 1 }, (_, at) => low + at);
  });
  return field.members;
};
const shapeOf = (ending) => (ending.group === "spared" ? "spared" : ending.outcome);
const draw = (field, failure) => {
  const wide = Number(field.dataset.columns);
  const drawn = {};
  const ends = {};
  membersOf(field).forEach((number, at) => {
    const ending = endingOf(failure, number);
    const place = `M${CELL * (at % wide) + CELL / 2} ${CELL * Math.floor(at / wide) + CELL / 2}`;
    const layers = failure.because[number] ? [...DRAWN[shapeOf(ending)], "falls"] : DRAWN[shapeOf(ending)];
    for (const layer of layers) drawn[layer] = (drawn[layer] ?? "") + place + (SHAPES[layer] ?? "h0");
    ends[shapeOf(ending)] = (ends[shapeOf(ending)] ?? 0) + 1;
  });
  field.replaceChildren(...LAYERS.filter((layer) => drawn[layer]).map((layer) => svg("path", { class: layer, d: drawn[layer] })));
  const told = Object.entries(ends).map(([name, number]) => `${number} ${name === "spared" ? "not hit" : name}`);
  field.setAttribute("aria-label", `${field.previousElementSibling.textContent}: ${told.join(", ")}`);
};
const markAt = (field, event) => {
  const box = field.getBoundingClientRect();
  const size = (box.width / Number(field.dataset.columns));
  const wide = Number(field.dataset.columns);
  const x = Math.floor((event.clientX - box.left) / size);
  const y = Math.floor((event.clientY - box.top) / size);
  return x < 0 || x >= wide ? undefined : membersOf(field)[y * wide + x];
};

