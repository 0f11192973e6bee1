// What counts, stretches, closes and opens: it runs beside the page, so that the page stays alive.
import * as boxes from "./boxes.js";

export const deeds = { closeReply, newReceipt, openMailbox, receipt, seal, solve };

export function serve() {
  self.addEventListener("message", (event) => {
    const { name, given } = event.data;
    self.postMessage(deeds[name](given));
  });
}

// The sum of the server's challenge: which number gives this hash?
function solve(sum) {
  const salt = sum.salt.endsWith("&") ? sum.salt : `${sum.salt}&`;
  for (let number = 0; number <= sum.maxNumber; number += 1) {
    if (boxes.bytesToHex(boxes.sha256(boxes.utf8ToBytes(salt + number))) === sum.challenge) {
      const { algorithm, challenge, signature } = sum;
      return btoa(JSON.stringify({ algorithm, challenge, number, salt: sum.salt, signature }));
    }
  }
  return "";
}

function newReceipt() {
  return receipt(boxes.newCode());
}

// The code as it was first written, and what it gives; null if it cannot be one.
function receipt(typed) {
  const code = boxes.tidy(typed);
  return code && { code, ...boxes.fromCode(code) };
}

// A report, closed for all who may read it; null if it is too long.
function seal({ said, whose, readers, custodians, key }) {
  const pair = boxes.newPair();
  const words = { ...said, salt: key.salt };
  if (!boxes.fits(words) || !boxes.fits(whose ?? {}, boxes.NAME)) return null;
  return {
    lookup: key.lookup,
    proof: boxes.proofOf(key.salt, said.text),
    public: boxes.base64(pair.public),
    for_reporter: boxes.base64(boxes.close(pair.secret, key.pair.public)),
    keys: closedTo(readers, (to) => boxes.close(pair.secret, to)),
    words: boxes.base64(boxes.closeWords(words, pair.public)),
    names: whose ? closedTo(custodians, (to) => boxes.closeWords(whose, to, boxes.NAME)) : {},
  };
}

// The texts of a mailbox; null for each that does not open.
function openMailbox({ mailbox, key }) {
  const pair = boxes.pairOf(boxes.open(boxes.fromBase64(mailbox.for_reporter), key.pair));
  return mailbox.boxes.map((one) => {
    try {
      return boxes.openWords(boxes.fromBase64(one.box), pair).text;
    } catch {
      return null;
    }
  });
}

function closeReply({ text, to }) {
  return boxes.fits({ text }) ? boxes.base64(boxes.closeWords({ text }, boxes.fromBase64(to))) : null;
}

function closedTo(people, close) {
  return Object.fromEntries(people.map((one) => [one.id, boxes.base64(close(boxes.fromBase64(one.public)))]));
}
