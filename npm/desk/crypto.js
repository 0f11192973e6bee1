// From a canonical string to a tag: argon2id, then the oblivious function of RFC 9497 that takes both parties.
// kernel/blind/oprf.py is the same in Python. For the desk, and for whoever applies.
import { ristretto255, ristretto255_oprf } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { argon2id } from "hash-wasm";

const { oprf, voprf } = ristretto255_oprf;
export const TAG = 32;

// What a party answered was not made with its share: nothing more is sent to it.
export class Forged extends Error {
  constructor(party) {
    super(`forged:${party}`);
    this.party = party;
  }
}

export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

// Strict, as Python reads it: no white space, and the one spelling.
export function fromBase64(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  if (base64(bytes) !== text) throw new TypeError("base64");
  return bytes;
}

export function saltOf(round) {
  return sha256(utf8ToBytes(`standing aid ${round}`)).slice(0, 16);
}

// The string as the function takes it. The cost stands in the manifest: kibibytes, passes, lanes.
export function stretch(text, round, cost) {
  return argon2id({
    password: utf8ToBytes(text),
    salt: saltOf(round),
    memorySize: cost.memory,
    iterations: cost.passes,
    parallelism: cost.lanes,
    hashLength: 32,
    outputType: "binary",
  });
}

// `blinded` goes to both parties; the rest stays until their answers come.
export function blind(input) {
  const made = voprf.blind(input);
  return { input, blind: made.blind, blinded: made.blinded };
}

// Let an answer through that was made with the share of this public key. :throws Forged: if the proof does not hold
export function check(party, publicKey, blindings, answer) {
  if (answer.elements.length !== blindings.length) throw new Forged(party);
  const items = blindings.map((one, place) => ({ ...one, evaluated: answer.elements[place] }));
  try {
    voprf.finalizeBatch(items, publicKey, answer.proof);
  } catch {
    throw new Forged(party);
  }
}

// The tags, from the answers of both parties, each of them checked before. (Two shares that cancel out are refused.)
export function tags(blindings, first, second) {
  const read = (bytes) => ristretto255.Point.fromBytes(bytes);
  return blindings.map((one, place) => {
    const both = read(first.elements[place]).add(read(second.elements[place]));
    return oprf.finalize(one.input, one.blind, both.toBytes()).slice(0, TAG);
  });
}

// What a party sends, read: elements and one proof. :throws Forged: if it is none
export function readAnswer(party, said) {
  try {
    return { elements: said.elements.map(fromBase64), proof: fromBase64(said.proof) };
  } catch {
    throw new Forged(party);
  }
}

// Ask both parties at once and return the tags; `ask(party, blinded)` sends and gives the JSON of the answer.
export async function tagsOf(inputs, manifest, ask) {
  const blindings = inputs.map(blind);
  const blinded = blindings.map((one) => base64(one.blinded));
  const [city, trustee] = await Promise.all(
    ["city", "trustee"].map(async (party) => {
      const answer = readAnswer(party, await ask(party, blinded));
      check(party, fromBase64(manifest[party].public), blindings, answer);
      return answer;
    }),
  );
  return tags(blindings, city, trustee);
}

export { concatBytes, sha256, utf8ToBytes };
