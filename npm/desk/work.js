// What computes, beside the page, so that the page stays alive; it is ended when a family leaves, with all it knew.
import * as crypto from "./crypto.js";
import * as manifests from "./manifest.js";
import * as people from "./people.js";
import * as queue from "./queue.js";
import { slipText } from "./slip.js";
import * as tokens from "./tokens.js";

const { base64, fromBase64 } = crypto;
let household = []; // what was blinded last
let unlocked = null; // the key of the queue

export const deeds = {
  // Whether the strings of an adult can be made; the strings themselves stay here.
  strings: ({ round, adult }) => people.strings(round, adult),

  // For the tests that hold both sides to one spelling.
  spellings: ({ texts }) => texts.map((one) => [people.name(one), people.firstName(one), people.number(one)]),

  async begin({ round, adults, cost }, progress) {
    const strings = adults.flatMap((adult) => people.strings(round, adult));
    const inputs = [];
    for (const one of new Set(strings)) {
      progress({ done: inputs.length, of: strings.length });
      inputs.push(await crypto.stretch(one, round, cost));
    }
    household = inputs.map(crypto.blind);
    return household.map((one) => base64(one.blinded));
  },

  // The answers of both parties, as they came.
  finish({ manifest, city, trustee }) {
    const answers = { city, trustee };
    for (const party of manifests.PARTIES) {
      answers[party] = crypto.readAnswer(party, answers[party]);
      crypto.check(party, fromBase64(manifest[party].public), household, answers[party]);
    }
    const found = crypto.tags(household, answers.city, answers.trustee);
    household = [];
    return found.map(base64);
  },

  blindToken: ({ key, nonce }) => said(tokens.blind(tokens.readKey(fromBase64(key)), nonce && fromBase64(nonce))),

  unblindToken({ key, blinding, signature }) {
    const kept = { nonce: fromBase64(blinding.nonce), inverse: fromBase64(blinding.inverse) };
    return base64(tokens.unblind(tokens.readKey(fromBase64(key)), kept, fromBase64(signature)));
  },

  verifyToken: ({ key, token }) => tokens.verifyToken(tokens.readKey(fromBase64(key)), fromBase64(token)),

  slip: ({ token, ...about }) => slipText({ ...about, token: fromBase64(token) }),

  manifest: ({ round, texts, notes }) => manifests.read(round, texts, notes),

  newSalt: () => base64(queue.newSalt()),

  async unlock({ passphrase, salt }) {
    unlocked = await queue.keyOf(passphrase, fromBase64(salt));
    return true;
  },

  closeEntry: async ({ place, entry }) => said(await queue.close(unlocked, place, entry)),

  openEntry: ({ place, closed }) => queue.open(unlocked, place, { iv: fromBase64(closed.iv), box: fromBase64(closed.box) }),
};

export function serve() {
  self.addEventListener("message", async (event) => {
    const { id, name, given } = event.data;
    const progress = (at) => self.postMessage({ id, progress: at });
    try {
      self.postMessage({ id, done: await deeds[name](given, progress) });
    } catch (trouble) {
      self.postMessage({ id, failed: kindOf(trouble) });
    }
  });
}

const KINDS = [
  [crypto.Forged, (trouble) => ({ code: "forged", about: trouble.party })],
  [tokens.NotSigned, () => ({ code: "forged", about: "trustee" })],
  [manifests.NotOurs, (trouble) => ({ code: "manifest", about: trouble.message })],
  [people.Misspelt, (trouble) => ({ code: "misspelt", about: trouble.message })],
  [queue.WrongPassphrase, () => ({ code: "passphrase", about: "" })],
];

// Never the words of an error: they could hold what was typed.
function kindOf(trouble) {
  const known = KINDS.find(([kind]) => trouble instanceof kind);
  return known ? known[1](trouble) : { code: "broken", about: trouble?.name ?? "" };
}

function said(parts) {
  return Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, base64(bytes)]));
}
