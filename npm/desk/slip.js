// The text of a slip, from the desk to the card table; kernel/blind/slips.py is the same in Python.
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function slipText({ round, cents, isException, token }) {
  return `AID1.${round.toUpperCase()}.${isException ? "E" : ""}${cents}.${base32(token)}`;
}

function base32(bytes) {
  let [text, held, bits] = ["", 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += LETTERS[(held >>> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits ? text + LETTERS[(held << (5 - bits)) & 31] : text;
}
