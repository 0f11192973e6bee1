// What comes out of a claim: a slip for the card table, kind words, or what to do.
import encodeQR from "qr";
import { button, h, notice, squares } from "./dom.js";
import { dayOf, has, money, say } from "./words.js";

const HELPED = "R1";
// The City has words of its own for some of what the trustee refuses.
const SAME = { "not-now": "closed", "not-found": "absent" };

export function progress(step, at) {
  const steps = ["stretching", "asking", "proving", "signing"];
  const done = steps.indexOf(step);
  const part = step === "stretching" && at ? at.done / at.of : 0;
  return {
    title: say("running"),
    body: [
      h("p", {}, say("runningwhat")),
      h("p", { role: "status", class: "step" }, say(step)),
      h("progress", { max: "100", value: Math.round(done ? 55 + 15 * done : 55 * part), "aria-label": say(step) }),
    ],
  };
}

// `text` is what the card table scans.
export function slip({ round, text, cents, isException, note, done }) {
  const status = h("p", { role: "status" });
  return {
    title: say("slip"),
    body: [
      notice("notice-good", null, h("p", {}, say("slipwhat")), note ? h("p", {}, note) : h("p", {}, say("wiped"))),
      h("article", { class: "slip" },
        h("h2", {}, say("sliptitle")),
        h("p", { class: "worth" }, say("slipworth", { amount: money(cents) }), isException && ` · ${say("slipexception")}`),
        h("p", {}, round),
        squares(encodeQR(text, "raw", { ecc: "low", border: 4 }), say("qr")),
        h("p", {}, say("slipowner")),
        h("h3", {}, say("sliptext")),
        h("p", { class: "hash", "data-slip": true, translate: "no", tabindex: "0" }, text)),
      status,
      h("div", { class: "button-row" },
        button(say("taken"), done),
        button(say("print"), () => print(), "button-second"),
        button(say("copy"), async () => {
          await navigator.clipboard?.writeText(text).catch(() => {});
          status.textContent = say("copied");
        }, "button-second")),
    ],
  };
}

export function helped({ zone, appeal, stop, hadOpen }) {
  return {
    title: say("helped"),
    body: [
      h("p", {}, say("helpedwhat")),
      hadOpen && h("p", {}, say("helpedtoday")),
      h("article", { class: "slip" },
        h("p", { class: "worth" }, say("helpedletter", { code: HELPED, day: dayOf(Date.now(), zone) })),
        h("p", {}, say("helpedappeal"))),
      h("p", { class: "quiet" }, say("wiped")),
      h("div", { class: "button-row" }, button(say("appeal"), appeal), button(say("print"), () => print(), "button-second"), button(say("home"), stop, "button-quiet")),
    ],
  };
}

// What a refusal is called here; what nobody knows is broken.
export function codeOf(refusal) {
  const called = SAME[refusal.code] ?? refusal.code;
  return has(`head-${called}`) ? called : "broken";
}

// Any other refusal: a sentence, and what can be done.
export function trouble({ refusal, again, keep, stop }) {
  const code = codeOf(refusal);
  const party = has(refusal.about) ? say(refusal.about) : say("trustee");
  const head = say(`head-${code}`, { party });
  const isGrave = ["forged", "manifest", "pinned"].includes(code);
  return {
    title: head[0].toUpperCase() + head.slice(1),
    body: [
      notice(isGrave ? "notice-bad" : "notice-warn", null, h("p", { role: "alert" }, say(`say-${code}`, { party: party[0].toUpperCase() + party.slice(1) }))),
      h("div", { class: "button-row" },
        again && !isGrave && button(say("again"), again),
        keep && code === "offline" && button(say("keepclaim"), keep, "button-second"),
        stop && button(say("home"), stop, "button-quiet")),
    ],
  };
}
