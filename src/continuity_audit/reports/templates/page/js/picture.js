// The picture of the estate: what failed is struck, and every mark shows what becomes of its component.
const STATES = { struck: "failed", partly: "a part failed", assumed: "counted as failed" };
const map = byId("map");
const tip = byId("tip");
const fields = map ? [...map.querySelectorAll(".field")] : [];
const chips = map ? [...map.querySelectorAll(".chip")] : [];
const boxes = map ? [...map.querySelectorAll("[data-struck], [data-partly], [data-assumed], [data-each]")] : [];

const showPicture = (failure) => {
  const which = String(failures.indexOf(failure));
  for (const box of boxes) {
    let told = "";
    for (const name of ["struck", "partly", "assumed", "each"]) {
      const is = (box.dataset[name] ?? "").split(" ").includes(which);
      box.classList.toggle(name, is);
      if (is) told = STATES[name] ?? "";
    }
    (box.querySelector(":scope > .where .gone") ?? box.querySelector(":scope > .gone")).textContent = told;
  }
  for (const field of fields) draw(field, failure);
  for (const chip of chips) {
    const number = Number(chip.dataset.component);
    const ending = endingOf(failure, number);
    chip.className = `chip is-${shapeOf(ending)}${failure.because[number] ? " fell" : ""}`;
    chip.lastElementChild.textContent = ` ${shapeOf(ending) === "spared" ? "not hit" : ending.outcome}`;
  }
};
const hideTip = () => { tip.hidden = true; };
const showTip = (event, text) => {
  tip.textContent = text;
  tip.hidden = false;
  tip.style.left = `${Math.min(event.pageX + 14, document.documentElement.clientWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${event.pageY + 16}px`;
};
const listenToPicture = (open, current) => {
  map.addEventListener("pointermove", (event) => {
    const field = event.target.closest(".field");
    const number = field ? markAt(field, event) : undefined;
    if (number === undefined) hideTip();
    else showTip(event, `${columns.name[number]}, ${valueOf("kind", number)}, ${columns.place[number]}: ${endingOf(current(), number).outcome}`);
  });
  map.addEventListener("pointerleave", hideTip);
  map.addEventListener("click", (event) => {
    const field = event.target.closest(".field");
    const number = field ? markAt(field, event) : undefined;
    if (number !== undefined) open(number, null);
  });
};

