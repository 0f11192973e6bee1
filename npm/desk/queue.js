// Claims that wait without a network: closed with a passphrase that is kept nowhere. AES-256-GCM, key by argon2id.
import { argon2id } from "hash-wasm";
import { utf8ToBytes } from "./crypto.js";

const COST = { memorySize: 65536, iterations: 3, parallelism: 1 };
const KIND = "AES-GCM";
const ABOUT = "standing desk queue 1";

export class WrongPassphrase extends Error {}

export function newSalt() {
  return crypto.getRandomValues(new Uint8Array(16));
}

// The key never leaves the page that made it: it cannot be exported.
export async function keyOf(passphrase, salt) {
  const made = await argon2id({ ...COST, password: utf8ToBytes(passphrase.normalize("NFKC")), salt, hashLength: 32, outputType: "binary" });
  return crypto.subtle.importKey("raw", made, KIND, false, ["encrypt", "decrypt"]);
}

// `place` is where the entry stands: no entry can be moved to another place.
export async function close(key, place, said) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = JSON.stringify(said);
  // Padded, so that its length does not tell how many people it is about.
  const whole = utf8ToBytes(text.padEnd(Math.ceil(text.length / 2048) * 2048, " "));
  const box = await crypto.subtle.encrypt({ name: KIND, iv, additionalData: utf8ToBytes(`${ABOUT} ${place}`) }, key, whole);
  return { iv, box: new Uint8Array(box) };
}

// :throws WrongPassphrase: if it was closed with another one, or is damaged
export async function open(key, place, { iv, box }) {
  try {
    const whole = await crypto.subtle.decrypt({ name: KIND, iv, additionalData: utf8ToBytes(`${ABOUT} ${place}`) }, key, box);
    return JSON.parse(new TextDecoder().decode(whole));
  } catch {
    throw new WrongPassphrase();
  }
}
