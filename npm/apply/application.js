// An application as it leaves the browser; rooms/draw/rules/applying.py is the same in Python.
import { randomBytes } from "@noble/hashes/utils.js";
import { concatBytes, sha256, utf8ToBytes } from "../desk/crypto.js";
import { closeWords, fits, newCode, tidy } from "../seal/boxes.js";

export const TAGS = 8;
export const ADULTS = 4;
export const WORDS = 1024;
export const WORK = 15;

export { newCode, tidy };

// What is kept of a receipt number.
export function markOf(round, code) {
  return sha256(utf8ToBytes(`standing application\n${round}\n${code}`));
}

// The inputs of the adults, filled up by chance: nobody sees from outside how many adults there are.
export function filled(inputs) {
  if (inputs.length > TAGS) throw new RangeError("adults");
  return [...inputs, ...Array.from({ length: TAGS - inputs.length }, () => randomBytes(32))];
}

// The sum that goes with a request: a number whose hash begins with zeros. The City gets no mark: it is empty there.
export function work(round, mark, blinded, bits = WORK) {
  const asked = concatBytes(utf8ToBytes(`standing work\n${round}\n`), mark, ...blinded);
  const whole = new Uint8Array(asked.length + 8);
  whole.set(asked);
  const view = new DataView(whole.buffer);
  for (let number = 0; ; number += 1) {
    view.setUint32(whole.length - 4, number);
    if (zeros(sha256(whole)) >= bits) return whole.slice(-8);
  }
}

export function seal(words, to) {
  return fits(words, WORDS) ? closeWords(words, to, WORDS) : null;
}

function zeros(digest) {
  let count = 0;
  for (const byte of digest) {
    if (byte) return count + Math.clz32(byte) - 24;
    count += 8;
  }
  return count;
}
