// Tokens that their signer cannot recognise: RSABSSA-SHA384-PSS-Deterministic of RFC 9474, in BigInt.
// kernel/blind/tokens.py is the same in Python.
import { sha384 } from "@noble/hashes/sha2.js";
import { concatBytes, randomBytes } from "@noble/hashes/utils.js";

const HASH = 48;
const NONCE = 32;
const RSA = "2a864886f70d010101"; // rsaEncryption
const EXPONENT = 65537n;

export class NotSigned extends Error {}

// A public key from its SubjectPublicKeyInfo.
export function readKey(der) {
  const [whole] = read(der, 0x30);
  const [algorithm, next] = read(whole, 0x30);
  const [kind] = read(algorithm, 0x06);
  if (hex(kind) !== RSA) throw new TypeError("rsa");
  const [bits] = read(next, 0x03);
  const [inner] = read(bits.slice(1), 0x30);
  const [modulus, rest] = read(inner, 0x02);
  const [exponent] = read(rest, 0x02);
  const key = { n: number(modulus), size: 0, bits: 0 };
  key.bits = key.n.toString(2).length;
  key.size = Math.ceil(key.bits / 8);
  if (number(exponent) !== EXPONENT || key.bits < 2048) throw new TypeError("rsa");
  return key;
}

// `blinded` goes to the signer; the rest stays until the answer comes.
export function blind(key, nonce = randomBytes(NONCE)) {
  const encoded = number(encode(nonce, randomBytes(HASH), key.bits));
  for (;;) {
    const factor = number(randomBytes(key.size + 8)) % key.n;
    const inverse = factor > 1n ? inverted(factor, key.n) : null;
    if (inverse !== null) {
      return { nonce, inverse: bytes(inverse, key.size), blinded: bytes((encoded * power(factor, EXPONENT, key.n)) % key.n, key.size) };
    }
  }
}

// The token, nonce and signature. :throws NotSigned: if this key did not sign what was sent
export function unblind(key, blinding, signed) {
  if (signed.length !== key.size) throw new NotSigned();
  const signature = bytes((number(signed) * number(blinding.inverse)) % key.n, key.size);
  if (!verify(key, blinding.nonce, signature)) throw new NotSigned();
  return concatBytes(blinding.nonce, signature);
}

export function verifyToken(key, token) {
  return token.length === NONCE + key.size && verify(key, token.slice(0, NONCE), token.slice(NONCE));
}

// RFC 8017, section 9.1.2, with a salt as long as the hash.
function verify(key, message, signature) {
  if (number(signature) >= key.n) return false;
  const length = Math.ceil((key.bits - 1) / 8);
  const encoded = bytes(power(number(signature), EXPONENT, key.n), length);
  const [masked, digest] = [encoded.slice(0, length - HASH - 1), encoded.slice(length - HASH - 1, -1)];
  const block = xor(masked, mask(digest, masked.length));
  block[0] &= 0xff >> (8 * length - (key.bits - 1));
  return equal(encode(message, block.slice(-HASH), key.bits), encoded);
}

function encode(message, salt, bits) {
  const length = Math.ceil((bits - 1) / 8);
  const digest = sha384(concatBytes(new Uint8Array(8), sha384(message), salt));
  const block = concatBytes(new Uint8Array(length - 2 * HASH - 2), Uint8Array.of(1), salt);
  const masked = xor(block, mask(digest, block.length));
  masked[0] &= 0xff >> (8 * length - (bits - 1));
  return concatBytes(masked, digest, Uint8Array.of(0xbc));
}

function mask(seed, length) {
  const parts = [];
  for (let count = 0; count * HASH < length; count += 1) parts.push(sha384(concatBytes(seed, Uint8Array.of(0, 0, 0, count))));
  return concatBytes(...parts).slice(0, length);
}

function power(base, exponent, modulus) {
  let [result, square] = [1n, base % modulus];
  for (let left = exponent; left; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function inverted(value, modulus) {
  let [a, b, x, y] = [value, modulus, 1n, 0n];
  while (b) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return a === 1n ? ((x % modulus) + modulus) % modulus : null;
}

function number(array) {
  return array.length ? BigInt(`0x${hex(array)}`) : 0n;
}

// :throws NotSigned: if the number has no room there
function bytes(value, size) {
  const text = value.toString(16).padStart(size * 2, "0");
  if (text.length !== size * 2) throw new NotSigned();
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

function hex(array) {
  return Array.from(array, (one) => one.toString(16).padStart(2, "0")).join("");
}

function xor(one, other) {
  return one.map((byte, place) => byte ^ other[place]);
}

function equal(one, other) {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

// One element of DER: what it holds, and what comes behind it.
function read(der, kind) {
  if (der[0] !== kind) throw new TypeError("der");
  let [length, at] = [der[1], 2];
  if (length & 0x80) {
    const count = length & 0x7f;
    length = Number(number(der.slice(2, 2 + count)));
    at += count;
  }
  if (at + length > der.length) throw new TypeError("der");
  return [der.slice(at, at + length), der.slice(at + length)];
}
