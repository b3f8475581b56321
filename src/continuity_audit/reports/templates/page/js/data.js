// What the page knows: the components as columns, the failures, and, once one is opened, the details.
const data = JSON.parse(byId("data").textContent);
const columns = data.columns;
const failures = data.failures;
const count = columns.name.length;
const valueOf = (column, number) => columns[column].values[columns[column].of[number]];
const idOf = (number) => columns.place[number] + "::" + columns.address[number];
const endingOf = (failure, number) => failure.endings[failure.codes[number]];
const numberOf = (id) => {
  for (let number = 0; number < count; number += 1) if (idOf(number) === id) return number;
  return -1;
};
// One line a component, so that opening one reads one.
let lines;
let shared;
const detailsOf = (number) => {
  lines ??= byId("details").textContent.split("\n");
  shared ??= JSON.parse(lines[0]);
  return JSON.parse(lines[number + 1]);
};
// The end of a long path says which root it is.
const shortPlace = (number) => {
  const place = columns.place[number];
  const parts = place.split("/");
  return place.length > 30 && parts.length > 2 ? "…/" + parts.slice(-2).join("/") : place;
};
const link = (number) => {
  const node = el("a", "to-component", columns.name[number]);
  node.href = "#c-" + number;
  return node;
};

