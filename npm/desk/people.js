// How a person is spelt before anything is computed; kernel/blind/people.py is the same in Python, and
// tests/kernel/blind/people.json holds both to one result.
export const VERSION = 1;
export const DOCUMENTS = ["passport", "consular", "national", "license", "local", "other"];
const PARTICLES = new Set("AL BIN DA DAS DE DEL DELA DER DI DO DOS DU E EL LA LAS LE LOS VAN VON Y".split(" "));
const LETTERS = { "Æ": "AE", "Ð": "D", "Ø": "O", "Þ": "TH", "Œ": "OE", "ẞ": "SS", "Ł": "L", "Đ": "D" };
const JOINS = "'\u2019\u02bc`\u00b4";
// Digits that are no decimals and stay what they are when decomposed; Python counts them as digits.
const DIGITS = /[\p{Nd}\u1369-\u1371\u19da\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}]/u;

export class Misspelt extends Error {}

// The canonical strings of an adult: one by document, if there is one, and one by name and birth. `born` is YYYY-MM-DD.
// :throws Misspelt: if there is no name, or the kind of document is unknown
export function strings(round, adult) {
  const [surname, second, given] = [name(adult.surname), name(adult.surname2), firstName(adult.given)];
  if (!surname || !given) throw new Misspelt("name");
  const byName = `${round}|nd|${surname}|${second}|${given}|${adult.born}`;
  if (!adult.number) return [byName];
  if (!DOCUMENTS.includes(adult.document)) throw new Misspelt("document");
  return [`${round}|doc|${adult.document}|${number(adult.number)}`, byName];
}

export function name(text) {
  const words = split(plain(text));
  const kept = words.filter((word) => !PARTICLES.has(word));
  return (kept.length ? kept : words).join("");
}

export function firstName(text) {
  const words = split(plain(text));
  return words.find((word) => !PARTICLES.has(word)) ?? words[0] ?? "";
}

export function number(text) {
  return split(plain(text, true)).join("");
}

// A day as Python writes it; null if there is no such day, or nobody who lives was born then.
export function born(year, month, day, today = new Date()) {
  if (![year, month, day].every((one) => /^\d{1,4}$/.test(one))) return null;
  const [y, m, d] = [year, month, day].map(Number);
  const date = new Date(Date.UTC(y, m - 1, d));
  if (y < 1900 || date.getUTCFullYear() !== y || date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return null;
  if (date > today) return null;
  return date.toISOString().slice(0, 10);
}

function plain(text, digits = false) {
  const upper = [...text.normalize("NFC").toUpperCase()].map((one) => LETTERS[one] ?? one).join("");
  let said = "";
  for (const one of upper.normalize("NFKD").toUpperCase()) {
    if (JOINS.includes(one) || isMark(one)) continue;
    said += /\p{L}/u.test(one) || (digits && DIGITS.test(one)) ? one : " ";
  }
  return said;
}

// A mark that hangs on a letter changes places with another one when both are put in order; a letter never does.
function isMark(one) {
  const [low, high] = ["\u0334", "\u0301"];
  return (one + low).normalize("NFD") !== one + low || (high + one).normalize("NFD") !== high + one;
}

function split(text) {
  return text.split(" ").filter(Boolean);
}
