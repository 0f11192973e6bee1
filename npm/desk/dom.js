// Pieces of a page, built as nodes: no text is ever read as markup.
import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

export function h(name, given = {}, ...inside) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "value") node.value = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...inside.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return node;
}

export function button(text, press, kind = "") {
  return h("button", { type: "button", class: `button ${kind}`.trim(), onclick: press }, text);
}

export function notice(kind, title, ...inside) {
  return h("section", { class: `notice ${kind}`.trim() }, title && h("h2", {}, title), ...inside);
}

// One field with its label, hint and error. `fault` is a sentence or nothing.
export function field({ id, label, hint, fault, optional, ...given }) {
  const described = [hint && `${id}-hint`, fault && `${id}-error`].filter(Boolean).join(" ") || undefined;
  const aria = { id, "aria-describedby": described, "aria-invalid": fault ? "true" : undefined };
  const control = given.options
    ? h("select", { ...aria, ...given.listen }, given.options.map(([value, text]) => h("option", { value, selected: value === given.value }, text)))
    : h("input", { autocomplete: "off", autocapitalize: "off", spellcheck: "false", type: "text", ...aria, ...given });
  return h(
    "div",
    { class: `field${fault ? " has-error" : ""}` },
    h("label", { for: id }, label, optional && h("span", { class: "optional" }, ` ${say("optional")}`)),
    hint && h("p", { class: "hint", id: `${id}-hint` }, hint),
    fault && h("p", { class: "error", id: `${id}-error` }, h("span", { class: "visually-hidden" }, `${say("error")} `), fault),
    control,
  );
}

// The sentence at a field. A fault is where it is and the name of its words, so that it is said in any language.
export function faultAt(faults) {
  return (id) => {
    const found = faults.find(([at]) => at === id);
    return found && say(...found.slice(1));
  };
}

// All faults at once, each a link to its field.
export function summary(faults) {
  if (!faults.length) return null;
  const items = faults.map(([id, ...words]) =>
    h("li", {}, h("a", { href: `#${id}`, onclick: (event) => { event.preventDefault(); document.getElementById(id)?.focus(); } }, say(...words))),
  );
  return h("div", { class: "error-summary", role: "alert", tabindex: "-1" }, h("h2", {}, say("wrong")), h("ul", {}, items));
}

// The squares of a QR code, with its white border, as one path.
export function squares(rows, label) {
  const size = rows.length;
  const node = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const marks = rows.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : "")));
  for (const [key, value] of [["viewBox", `0 0 ${size} ${size}`], ["role", "img"], ["aria-label", label], ["class", "qr"], ["shape-rendering", "crispEdges"]]) node.setAttribute(key, value);
  path.setAttribute("d", marks.join(""));
  node.append(path);
  return node;
}
