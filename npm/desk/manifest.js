// The manifest of a round, as both parties handed it out: the same bytes, signed by both.
import { sha256, utf8ToBytes } from "./crypto.js";
import { check, NotTheirs } from "./notes.js";
import * as people from "./people.js";

const FORMAT = 1;
export const PARTIES = ["city", "trustee"];

export class NotOurs extends Error {}

// `texts` and `notes` by party. :throws NotOurs: with which part does not hold
export function read(round, texts, notes) {
  if (texts.city !== texts.trustee) throw new NotOurs("differ");
  const bytes = utf8ToBytes(texts.city);
  let said;
  try {
    said = JSON.parse(texts.city);
  } catch {
    throw new NotOurs("unreadable");
  }
  if (said.format !== FORMAT || said.canonical !== people.VERSION || said.round !== round) throw new NotOurs("unreadable");
  for (const party of PARTIES) {
    try {
      check(bytes, notes[party], { what: "manifest", round, line: said.signers[party] });
    } catch (trouble) {
      if (trouble instanceof NotTheirs) throw new NotOurs(`unsigned:${party}`);
      throw trouble;
    }
  }
  if (said.signers.city === said.signers.trustee) throw new NotOurs("one-signer");
  return { ...said, sha256: hex(sha256(bytes)) };
}

export function hex(array) {
  return Array.from(array, (one) => one.toString(16).padStart(2, "0")).join("");
}
