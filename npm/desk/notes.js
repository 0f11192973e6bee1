// Whether a party signed these bytes: kernel/blind/signed.py and kernel/notes.py are the same in Python.
import { ed25519 } from "@noble/curves/ed25519.js";
import { base64, concatBytes, fromBase64, sha256, utf8ToBytes } from "./crypto.js";

const ED25519 = 1;

export class NotTheirs extends Error {}

// Let bytes through that this key signed as this of this round. `line` is the key as the manifest names it.
export function check(bytes, note, { what, round, line }) {
  const key = readKey(line);
  const body = `${key.name}/aid/${round}/${what}\n${bytes.length}\n${base64(sha256(bytes))}\n`;
  const begin = `${body}\n\u2014 ${key.name} `;
  if (!note.startsWith(begin) || !note.endsWith("\n")) throw new NotTheirs();
  const data = decoded(note.slice(begin.length, -1));
  const isHis = base64(data.slice(0, 4)) === base64(key.hash);
  if (data.length !== 68 || !isHis || !ed25519.verify(data.slice(4), utf8ToBytes(body), key.public)) throw new NotTheirs();
}

function readKey(line) {
  const [name, , ...rest] = line.split("+");
  const data = decoded(rest.join("+"));
  if (data.length !== 33 || data[0] !== ED25519) throw new NotTheirs();
  const hash = sha256(concatBytes(utf8ToBytes(`${name}\n`), data)).slice(0, 4);
  return { name, hash, public: data.slice(1) };
}

function decoded(text) {
  try {
    return fromBase64(text);
  } catch {
    throw new NotTheirs();
  }
}
