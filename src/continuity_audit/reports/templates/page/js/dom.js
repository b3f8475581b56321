// Elements: text only ever becomes text, nothing here reads markup.
const byId = (id) => document.getElementById(id);
const el = (tag, name, ...children) => {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};
const svg = (tag, attributes, ...children) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};
// A name may break behind its separators.
const breakable = (text) => (text.match(/.*?[._/-]+|.+$/g) ?? []).flatMap((part, at) => (at ? [el("wbr"), part] : [part]));
const icon = () => el("i", "icon");
const hidden = (text) => el("span", "vh", text);
const badge = (outcome) => el("span", "badge is-" + outcome, icon(), outcome);
const joined = (items, separator) => items.flatMap((item, at) => (at ? [separator, item] : [item]));
const figure = (number) => number.toLocaleString("en");
const plural = (count, noun) => `${figure(count)} ${noun}${count === 1 ? "" : "s"}`;
const button = (text, act) => {
  const node = el("button", "", text);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
};
const code = (text) => {
  const block = el("pre", "", el("code", "", text));
  block.tabIndex = 0;
  return block;
};
// What stands between backticks is code.
const ticked = (text) => {
  const parts = text.split("`");
  return parts.length % 2 ? parts.map((part, at) => (at % 2 ? el("code", "", part) : part)) : [text];
};
const OUTCOMES = ["continues", "recovers", "lost", "unknown"];
const SCENARIOS = ["data", "instance", "zone", "region", "account"];

