// Start: what the address asks for is shown, then the page listens.
const theme = byId("theme");
const root = document.documentElement;
const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const labelTheme = () => {
  theme.textContent = dark() ? "Light" : "Dark";
  theme.title = `Switch to ${theme.textContent.toLowerCase()} colours`;
};
theme.hidden = false;
theme.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; labelTheme(); });
labelTheme();

const follow = () => {
  readAddress();
  failure = failures.find((one) => one.key === state.get("fail")) ?? failures[data.start];
  showFailure();
  readFilters();
  const number = /^c-\d+$/.test(section) ? Number(section.slice(2)) : state.has("c") ? numberOf(state.get("c")) : -1;
  if (number >= 0) {
    section = "";
    openDetail(number);
  } else if (dialog.open) dialog.close();
  else if (section && state.size) byId(section)?.scrollIntoView();
};
if (rows) {
  follow();
  listenToPicture(openDetail, () => failure);
  listenToFailures();
  listenToDetail();
  listenToList();
  addEventListener("hashchange", () => {
    // A link to a section forgets nothing of what was chosen.
    if (/^#[\w-]+$/.test(location.hash) && !/^#c-\d+$/.test(location.hash) && byId(location.hash.slice(1))) {
      section = location.hash.slice(1);
      writeAddress();
    } else follow();
  });
}
listenToPrinting();
