// What the reader chose stands in the address, so that it can be shared: #what-if&fail=region:eu-west-1&kind=database
const state = new Map();
let section = "";
const readAddress = () => {
  state.clear();
  section = "";
  for (const part of location.hash.slice(1).split("&").filter(Boolean)) {
    const at = part.indexOf("=");
    try {
      if (at < 0) section = decodeURIComponent(part);
      else state.set(part.slice(0, at), decodeURIComponent(part.slice(at + 1)));
    } catch { /* an address that somebody cut: what is left of it counts */ }
  }
};
const writeAddress = () => {
  const parts = [...state].map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%(3A|2F|40)/g, decodeURIComponent)}`);
  history.replaceState(null, "", "#" + [...(section ? [section] : []), ...parts].join("&"));
};
const keep = (name, value) => {
  if (value) state.set(name, value);
  else state.delete(name);
  writeAddress();
};

