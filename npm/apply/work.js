// What computes, beside the page, so that the page stays alive on an old telephone.
import * as crypto from "../desk/crypto.js";
import * as manifests from "../desk/manifest.js";
import * as people from "../desk/people.js";
import { newPair, openWords, pairOf } from "../seal/boxes.js";
import * as application from "./application.js";

const { base64, fromBase64 } = crypto;
let household = [];

export const deeds = {
  manifest: ({ round, texts, notes }) => manifests.read(round, texts, notes),

  check: ({ round, adult }) => people.strings(round, adult).length,

  // What is asked of both parties, and the receipt number. The strings stay here.
  async begin({ round, adults, cost, bits }, progress) {
    const strings = [...new Set(adults.flatMap((adult) => people.strings(round, adult)))];
    const inputs = [];
    for (const one of strings) {
      progress({ done: inputs.length, of: strings.length + 1 });
      inputs.push(await crypto.stretch(one, round, cost));
    }
    progress({ done: strings.length, of: strings.length + 1 });
    household = application.filled(inputs).map(crypto.blind);
    const blinded = household.map((one) => one.blinded);
    const code = application.newCode();
    const mark = application.markOf(round, code);
    return {
      code,
      mark: base64(mark),
      blinded: blinded.map(base64),
      work: base64(application.work(round, mark, blinded, bits)),
      cityWork: base64(application.work(round, new Uint8Array(0), blinded, bits)),
    };
  },

  // The tags, from the answers of both parties, and the words, closed. :throws Forged: if a proof does not hold
  finish({ manifest, city, trustee, words, group }) {
    const answers = { city, trustee };
    for (const party of manifests.PARTIES) {
      answers[party] = crypto.readAnswer(party, answers[party]);
      crypto.check(party, fromBase64(manifest[party].public), household, answers[party]);
    }
    const tags = crypto.tags(household, answers.city, answers.trustee).map(base64);
    const box = application.seal(words, fromBase64(manifest.draw.boxes[group]));
    if (!box) return null;
    household = [];
    return { group, tags, box: base64(box) };
  },

  tidy: ({ typed }) => application.tidy(typed),

  newKey() {
    const pair = newPair();
    return { secret: base64(pair.secret), public: base64(pair.public) };
  },

  // What was drawn, in words; null for a box that does not open.
  open({ secret, boxes }) {
    const pair = pairOf(fromBase64(secret));
    return boxes.map((one) => {
      try {
        return openWords(fromBase64(one), pair);
      } catch {
        return null;
      }
    });
  },
};

export function serve() {
  self.addEventListener("message", async ({ data: { id, name, given } }) => {
    try {
      self.postMessage({ id, done: await deeds[name](given, (at) => self.postMessage({ id, progress: at })) });
    } catch (trouble) {
      self.postMessage({ id, failed: kindOf(trouble) });
    }
  });
}

// Never the words of an error: they could hold what was typed.
function kindOf(trouble) {
  if (trouble instanceof crypto.Forged) return { code: "forged", about: trouble.party };
  if (trouble instanceof manifests.NotOurs) return { code: "manifest", about: "" };
  if (trouble instanceof people.Misspelt) return { code: "misspelt", about: trouble.message };
  return { code: "broken", about: "" };
}
