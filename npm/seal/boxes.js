// Boxes that only people open, as libsodium makes them; hall/sealed/people.py is the same in Python.
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { argon2id } from "@noble/hashes/argon2.js";
import { blake2b } from "@noble/hashes/blake2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";

export const WORDS = 16384;
export const NAME = 1024;
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_SALT = sha256(utf8ToBytes("standing receipt code 1")).slice(0, 16);
const SIGMA = new Uint32Array([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);

export { bytesToHex, concatBytes, hexToBytes, sha256, utf8ToBytes };

export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export function newPair() {
  return pairOf(randomBytes(32));
}

export function pairOf(secret) {
  return { secret, public: x25519.getPublicKey(secret) };
}

// crypto_box_seal: the nonce is the hash of both public keys, the key what both keys share.
export function close(content, to, size = content.length, once = newPair()) {
  return concatBytes(once.public, cipher(once.secret, to, nonce(once.public, to)).encrypt(padded(content, size)));
}

export function open(box, pair) {
  const once = box.slice(0, 32);
  return cipher(pair.secret, once, nonce(once, pair.public)).decrypt(box.slice(32));
}

export function closeWords(said, to, size = WORDS) {
  return close(utf8ToBytes(JSON.stringify(said)), to, size);
}

export function openWords(box, pair) {
  const whole = open(box, pair);
  const length = new DataView(whole.buffer, whole.byteOffset).getUint32(0);
  return JSON.parse(new TextDecoder().decode(whole.slice(4, 4 + length)));
}

export function fits(said, size = WORDS) {
  return utf8ToBytes(JSON.stringify(said)).length + 4 <= size;
}

// What a receipt code gives: the key of the mailbox, the mark by which it is found, the salt of the proof.
export function fromCode(code) {
  const plain = utf8ToBytes(code.replaceAll("-", ""));
  const made = argon2id(plain, CODE_SALT, { t: 3, m: 16 * 1024, p: 1, dkLen: 96 });
  return {
    pair: pairOf(made.slice(0, 32)),
    lookup: bytesToHex(made.slice(32, 64)),
    salt: bytesToHex(made.slice(64, 96)),
  };
}

export function proofOf(salt, text) {
  return bytesToHex(sha256(utf8ToBytes(`${salt}\n${text}`)));
}

export function newCode() {
  return written([...randomBytes(11)].map((byte) => byte % 32));
}

// The code as it was first written; null if it cannot be one. See hall/sealed/receipts.py.
export function tidy(typed) {
  const looks = { O: "0", I: "1", L: "1" };
  const letters = [...typed.normalize("NFKC").toUpperCase()].filter((one) => !/[\s\p{Pd}\p{Cf}]/u.test(one));
  const places = letters.map((one) => LETTERS.indexOf(looks[one] ?? one));
  if (places.length !== 12 || Math.min(...places) < 0 || check(places.slice(1)) !== places[0]) return null;
  return grouped(places);
}

function written(chance) {
  return grouped([check(chance), ...chance]);
}

function grouped(places) {
  return places.map((place) => LETTERS[place]).join("").match(/.{4}/g).join("-");
}

function check(places) {
  return places.reduceRight((total, place) => {
    const value = (total ^ place) << 1;
    return value & 32 ? value ^ 37 : value;
  }, 0);
}

function padded(content, size) {
  if (size === content.length) return content; // a key: all are equally long
  if (content.length + 4 > size) throw new RangeError("too long");
  const whole = new Uint8Array(size);
  new DataView(whole.buffer).setUint32(0, content.length);
  whole.set(content, 4);
  return whole;
}

function nonce(once, to) {
  return blake2b(concatBytes(once, to), { dkLen: 24 });
}

function cipher(secret, other, number) {
  const shared = words(x25519.getSharedSecret(secret, other));
  const key = new Uint32Array(8);
  hsalsa(SIGMA, shared, new Uint32Array(4), key);
  return xsalsa20poly1305(bytes(key), number);
}

// Little-endian on every machine.
function words(array) {
  const view = new DataView(array.buffer, array.byteOffset, array.byteLength);
  return Uint32Array.from({ length: array.length / 4 }, (_, at) => view.getUint32(at * 4, true));
}

function bytes(array) {
  const view = new DataView(new ArrayBuffer(array.length * 4));
  array.forEach((word, at) => view.setUint32(at * 4, word, true));
  return new Uint8Array(view.buffer);
}
