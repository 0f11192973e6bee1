// A family in front of the desk: the rules, its adults, the amount. All of it lives in `family`, and only here.
import { button, faultAt, field, h, notice, summary } from "./dom.js";
import * as people from "./people.js";
import { dayOf, language, money, say } from "./words.js";

const MOST = 8;

export function newFamily() {
  return { ticked: [], adults: [newAdult()], at: 0, cents: null, faults: [] };
}

function newAdult() {
  return { given: "", surname: "", surname2: "", day: "", month: "", year: "", document: "", number: "" };
}

// What is computed with, from what was typed.
export function adultsOf(family) {
  return family.adults.map(({ given, surname, surname2, year, month, day, document: kind, number }) => ({
    given, surname, surname2, document: kind, number: kind ? number : "", born: people.born(year, month, day),
  }));
}

export function wipe(family) {
  for (const adult of family.adults) for (const name of Object.keys(adult)) adult[name] = "";
  family.adults.length = 0;
}

// -- the rules of the round

export function rulesOf(manifest) {
  return manifest.rules[language()] ?? manifest.rules.en ?? Object.values(manifest.rules)[0];
}

export function rules({ family, manifest, go, no, stop }) {
  const lines = rulesOf(manifest);
  const faults = family.faults;
  const press = () => {
    family.faults = lines.every((_, place) => family.ticked[place]) ? [] : [["rule-0", "ruleswrong"]];
    go(family.faults.length === 0);
  };
  return {
    title: say("rules"),
    body: [
      summary(faults),
      h("p", {}, say("ruleswhat")),
      h("div", { class: "field-choices ticks" }, lines.map((line, place) =>
        h("div", { class: "check" },
          h("input", { type: "checkbox", id: `rule-${place}`, autocomplete: "off", checked: family.ticked[place], onchange: (event) => { family.ticked[place] = event.target.checked; } }),
          h("label", { for: `rule-${place}` }, line)))),
      h("div", { class: "button-row" }, button(say("next"), press), button(say("rulesno"), no, "button-second"), button(say("home"), stop, "button-quiet")),
    ],
  };
}

// -- an adult

const KINDS = ["", ...people.DOCUMENTS];

export function adult({ family, go, stop }) {
  const one = family.adults[family.at];
  const fault = faultAt(family.faults);
  const typed = (name) => ({ id: name, value: one[name], fault: fault(name), oninput: (event) => { one[name] = event.target.value; } });
  const digits = (name, size) => field({ ...typed(name), label: say(name), inputmode: "numeric", maxlength: size, fault: undefined, "aria-invalid": fault("day") ? "true" : undefined, class: "digits" });
  const order = language() === "es" ? [["day", 2], ["month", 2], ["year", 4]] : [["month", 2], ["day", 2], ["year", 4]];
  const press = () => {
    family.faults = faultsOf(one);
    go(family.faults.length === 0);
  };
  const born = h("fieldset", { class: `field${fault("day") ? " has-error" : ""}`, "aria-describedby": fault("day") ? "born-hint born-error" : "born-hint" },
    h("legend", {}, say("born")),
    h("p", { class: "hint", id: "born-hint" }, say("bornhint")),
    fault("day") && h("p", { class: "error", id: "born-error" }, h("span", { class: "visually-hidden" }, `${say("error")} `), fault("day")),
    h("div", { class: "born" }, order.map(([name, size]) => digits(name, size))));
  return {
    title: say("adult", { n: family.at + 1 }),
    body: [
      summary(family.faults),
      h("p", {}, say("adultwhat")),
      field({ ...typed("given"), label: say("given") }),
      field({ ...typed("surname"), label: say("surname") }),
      field({ ...typed("surname2"), label: say("surname2"), optional: true }),
      born,
      field({ id: "document", label: say("document"), value: one.document, fault: fault("document"), options: KINDS.map((kind) => [kind, say(`document-${kind}`)]), listen: { onchange: (event) => { one.document = event.target.value; } } }),
      field({ ...typed("number"), label: say("number"), optional: true }),
      h("div", { class: "button-row" }, button(say("next"), press), button(say("home"), stop, "button-quiet")),
    ],
  };
}

function faultsOf(one) {
  const faults = [];
  if (!people.firstName(one.given)) faults.push(["given", "nogiven"]);
  if (!people.name(one.surname)) faults.push(["surname", "nosurname"]);
  const day = people.born(one.year.trim(), one.month.trim(), one.day.trim());
  if (!day || !/^\s*\d{4}\s*$/.test(one.year)) faults.push(["day", "noborn"]);
  else if (isYoung(day)) faults.push(["day", "young"]);
  for (const name of ["day", "month", "year"]) one[name] = one[name].trim();
  if (one.number.trim() && !one.document) faults.push(["document", "nokind"]);
  if (one.document && !one.number.trim()) faults.push(["number", "nonumber"]);
  else if (one.document && !people.number(one.number)) faults.push(["number", "badnumber"]);
  return faults;
}

function isYoung(day) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year + 18, month - 1, date) > new Date();
}

// -- all adults

export function household({ family, go, change, drop, stop }) {
  const called = (one) => [one.given, one.surname, one.surname2].map((text) => text.trim()).filter(Boolean).join(" ");
  return {
    title: say("household"),
    body: [
      h("p", {}, say("householdwhat")),
      h("ol", { class: "people" }, family.adults.map((one, place) =>
        h("li", {},
          h("p", {}, h("strong", { translate: "no" }, called(one)), ` · ${dayOf(people.born(one.year, one.month, one.day), "UTC")}`, one.document && ` · ${say(`document-${one.document}`)} ${one.number}`),
          h("div", { class: "row" }, button(say("edit", { name: one.given.trim() }), () => change(place), "button-second"),
            family.adults.length > 1 && button(say("drop", { name: one.given.trim() }), () => drop(place), "button-quiet"))))),
      h("div", { class: "button-row" },
        button(say("thatsall"), go),
        family.adults.length < MOST ? button(say("more"), () => { family.adults.push(newAdult()); change(family.adults.length - 1); }, "button-second") : h("p", {}, say("most", { n: MOST })),
        button(say("home"), stop, "button-quiet")),
    ],
  };
}

// -- the amount

export function amount({ family, manifest, go, back, stop }) {
  const tiers = Object.keys(manifest.tiers).map(Number).sort((one, other) => one - other);
  if (tiers.length === 1) family.cents = tiers[0];
  const press = () => {
    family.faults = family.cents ? [] : [[`amount-${tiers[0]}`, "noamount"]];
    go(family.faults.length === 0);
  };
  return {
    title: say("amount"),
    body: [
      summary(family.faults),
      h("fieldset", { class: "field field-choices" },
        h("legend", {}, say("amountwhat")),
        tiers.map((cents) => h("label", { class: "amount", for: `amount-${cents}` },
          h("input", { type: "radio", name: "amount", id: `amount-${cents}`, autocomplete: "off", checked: family.cents === cents, onchange: () => { family.cents = cents; } }),
          h("span", {}, money(cents))))),
      h("div", { class: "button-row" }, button(say("claim"), press), button(say("back"), back, "button-second"), button(say("home"), stop, "button-quiet")),
    ],
  };
}

export function notForThem({ stop }) {
  return { title: say("rulesnohead"), body: [notice("", null, h("p", {}, say("rulesnowhat"))), h("div", { class: "button-row" }, button(say("home"), stop))] };
}
