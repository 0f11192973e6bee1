// The page: which screen stands, and what each press leads to. A person is known here only between two screens.
import * as appeals from "./appeals.js";
import { Claim } from "./claim.js";
import { Desk } from "./desk.js";
import { button, faultAt, field, h, notice, summary } from "./dom.js";
import * as families from "./household.js";
import { Idle } from "./idle.js";
import * as outcome from "./outcome.js";
import { Refusal } from "./parties.js";
import { codeIn, recall, remember, takeFragment } from "./tablet.js";
import * as waiting from "./waiting.js";
import { dayOf, LANGUAGES, language, say, speak } from "./words.js";

const setup = typeof document === "undefined" ? {} : document.body.dataset;
let desk = null;
let family = null; // the one in front of the desk
let claim = null;
let screen = null; // draws what stands now
let idle = null;

export function start(source) {
  speak(recall("language") ?? (navigator.language.startsWith("es") ? "es" : "en"));
  addEventListener("pagehide", clear);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  addEventListener("online", () => { if (desk && !family && screen === home) open(); });
  addEventListener("offline", () => { if (desk) { desk.isOnline = false; if (screen === home) draw(); } });
  idle = new Idle({ warn, wipe: () => { const was = clear(); show(home, was && say("idlewiped")); } });
  keepProgram();
  if (!setup.round) { show(rounds); return; }
  desk = new Desk({ round: setup.round, city: setup.city, source });
  desk.tablet.set({ desk: { ...desk.tablet.desk, ...takeFragment() } });
  if (setup.city === "") show(stopped(new Refusal("absent", "city")));
  else if (isChanged()) show(changed);
  else if (desk.isKnown && desk.tablet.desk.group && desk.tablet.desk.name) open();
  else show(connect);
}

// -- drawing

let said = null; // one message for the next screen

function show(next, message = null) {
  screen = next;
  said = message;
  draw();
  document.querySelector("h1").focus();
  scrollTo(0, 0);
}

// Draw what stands, in the language that is spoken; faults get the focus.
function draw() {
  const { title, body, isPrivate } = screen();
  const main = document.getElementById("main");
  document.documentElement.lang = language();
  document.title = `${title} · ${say("title")}${setup.sample ? " · sample" : ""}`;
  main.replaceChildren(h("h1", { tabindex: "-1" }, title), ...body.filter(Boolean));
  document.getElementById("shell").replaceChildren(...shell());
  idle.watch(Boolean(isPrivate));
  main.querySelector(".error-summary")?.focus();
}

function shell() {
  const known = desk?.tablet.desk ?? {};
  const spoken = Object.entries(LANGUAGES).map(([code, name]) =>
    h("li", {}, h("button", { type: "button", class: "button button-top", lang: code, "aria-pressed": String(code === language()), onclick: () => { speak(code); remember("language", code); draw(); } }, name)));
  return [
    setup.sample && h("section", { class: "sample", "aria-label": "sample" }, h("p", { class: "wrap" }, h("strong", {}, say("sample")))),
    h("header", { class: "top" },
      h("div", { class: "wrap" },
        h("div", { class: "brand names" }, h("span", { class: "city" }, known.group && known.name ? say("thisdesk", known) : say("title")), h("span", { class: "product" }, desk?.manifest?.name ?? say("title"))),
        h("nav", { class: "languages", "aria-label": say("language") }, h("ul", {}, spoken)))),
  ].filter(Boolean);
}

function warn(seconds) {
  const bar = document.getElementById("idle");
  if (seconds === null) { bar.replaceChildren(); return; }
  if (!bar.firstChild) bar.append(h("div", { class: "notice notice-warn", role: "alertdialog", "aria-label": say("stay") }, h("p", {}), button(say("stay"), () => idle.touch())));
  bar.querySelector("p").textContent = say("idle", { n: seconds });
}

// Whatever was typed goes: from the fields, from memory, from the worker. Tells whether there was something.
function clear() {
  const was = Boolean(family || claim);
  for (const input of document.querySelectorAll("#main input, #main select")) input.value = "";
  if (family) families.wipe(family);
  if (claim) claim.adults.length = 0;
  if (desk) {
    desk.clerk.end();
    desk.lock();
  }
  family = null;
  claim = null;
  return was;
}

// -- the program of this page

async function keepProgram() {
  const worker = navigator.serviceWorker;
  if (!worker) return;
  try {
    await worker.register(setup.offline, { updateViaCache: "none" });
    const list = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((one) => one.href || one.src);
    (await worker.ready).active.postMessage({ keep: [location.pathname, ...list] });
  } catch {
    // Without it the page works as long as it stays open.
  }
}

function isChanged() {
  const known = recall("program");
  if (!known) remember("program", setup.bundle);
  return Boolean(known) && known !== setup.bundle;
}

function changed() {
  const old = recall("program");
  const go = () => { remember("program", setup.bundle); location.reload(); };
  return {
    title: say("changed"),
    body: [
      notice("notice-warn", null, h("p", {}, say("changedwhat", { old }))),
      ...about(),
      h("div", { class: "button-row" }, button(say("changedyes"), go)),
    ],
  };
}

function about() {
  const file = "/desk/bundle.json";
  return [
    h("p", {}, h("strong", {}, say("program")), h("br"), h("code", { class: "hash" }, setup.bundle)),
    desk?.manifest && h("p", {}, h("strong", {}, say("manifest")), h("br"), h("code", { class: "hash" }, desk.manifest.sha256)),
    h("p", { class: "quiet" }, say("compare", { file })),
  ].filter(Boolean);
}

// -- rounds, and opening a desk

function rounds() {
  const list = JSON.parse(setup.rounds);
  const none = h("div", { class: "empty" }, h("h2", {}, say("norounds")), h("p", {}, say("noroundswhat")));
  return {
    title: say("rounds"),
    body: [
      list.length ? h("ul", { class: "cards" }, list.map((one) => h("li", { class: "card card-link" }, h("h2", {}, h("a", { href: `/desk/${one.round}/` }, one.name)), h("p", {}, say("until", { day: dayOf(one.closes_at, one.time_zone) }))))) : none,
      ...about(),
    ],
  };
}

const connecting = { faults: [], typed: {} };

function connect() {
  const { faults, typed } = connecting;
  const known = desk.tablet.desk;
  const label = { city: () => say("citycode"), trustee: () => say("trusteecode"), group: () => say("group"), name: () => say("deskname") };
  const asked = Object.keys(label).filter((name) => !known[name]);
  const press = () => {
    connecting.faults = asked.filter((name) => !(typed[name] ?? "").trim()).map((name) => [name, "empty", { label: label[name]() }]);
    if (connecting.faults.length) { draw(); return; }
    const found = Object.fromEntries(asked.map((name) => [name, codeIn(typed[name], name)]));
    desk.tablet.set({ desk: { ...known, ...found } });
    connecting.typed = {};
    open();
  };
  return {
    title: say("connect"),
    body: [
      summary(faults),
      h("p", {}, say("connectwhat")),
      h("form", { autocomplete: "off", onsubmit: (event) => { event.preventDefault(); press(); } },
        asked.map((name) => field({ id: name, label: label[name](), hint: name === "name" && say("deskhint"), value: typed[name] ?? "", fault: faultAt(faults)(name), oninput: (event) => { typed[name] = event.target.value; } })),
        h("div", { class: "button-row" }, h("button", { class: "button", type: "submit" }, say("keep")))),
      ...about(),
    ],
  };
}

async function open() {
  show(busy);
  try {
    await desk.open();
    show(home);
  } catch (refusal) {
    show(stopped(refusal, open));
  }
}

function busy() {
  return { title: say("title"), body: [h("p", { role: "status" }, say("working"))] };
}

function stopped(refusal, again) {
  const stop = desk?.manifest ? () => show(home) : null;
  return () => {
    const screen = outcome.trouble({ refusal, again, stop });
    if (!stop) screen.body.push(removal());
    return screen;
  };
}

// -- the start

function home() {
  const { tablet, manifest } = desk;
  if (!manifest) return busy();
  const waits = tablet.queue.entries.length;
  const count = (text, n) => (n ? `${text} (${n})` : text);
  return {
    title: manifest.name,
    body: [
      said && notice("notice-good", null, h("p", { role: "status" }, said)),
      !desk.isOnline && notice("notice-warn", say("offline"), h("p", {}, say("inactive")), button(say("again"), open, "button-second")),
      h("p", {}, say("until", { day: dayOf(manifest.closes_at, manifest.time_zone) })),
      h("div", { class: "button-row start" },
        button(say("new"), () => { clear(); family = families.newFamily(); show(rules); }),
        button(count(say("waiting"), waits), () => show(waitList), "button-second"),
        button(count(say("appeals"), tablet.appeals.length), () => show(appealList), "button-second")),
      h("p", {}, say("promise")),
      tablet.open(desk.today()).length > 0 && notice("", say("unfinished"), h("p", {}, say("unfinishedwhat"))),
      h("details", { class: "box" }, h("summary", {}, say("about")), h("div", {}, ...about(), removal())),
    ],
  };
}

function removal() {
  return h("p", {}, button(say("remove"), () => show(() => ({
    title: say("remove"),
    body: [
      notice("notice-warn", null, h("p", {}, say("removewhat"))),
      h("div", { class: "button-row" },
        button(say("removeyes"), () => { clear(); desk.tablet.forget(); desk.manifest = null; connecting.typed = {}; show(connect); }, "button-warn"),
        button(say("back"), () => (desk.manifest ? show(home) : open()), "button-second")),
    ],
  })), "button-quiet"));
}

// -- a family

const stop = () => { clear(); show(home); };

function onward(next) {
  return (isRight) => (isRight ? show(next) : draw());
}

function rules() {
  return families.rules({ family, manifest: desk.manifest, stop, go: onward(adult), no: () => { clear(); show(() => families.notForThem({ stop })); } });
}

function adult() {
  return { ...families.adult({ family, stop, go: onward(household) }), isPrivate: true };
}

function household() {
  const at = (place) => { family.at = place; family.faults = []; show(adult); };
  const drop = (place) => { family.adults.splice(place, 1); draw(); };
  return { ...families.household({ family, stop, drop, change: at, go: () => { family.faults = []; show(amount); } }), isPrivate: true };
}

function amount() {
  const ready = (isRight) => {
    if (!isRight) { draw(); return; }
    claim = new Claim({ desk, adults: families.adultsOf(family), cents: family.cents });
    run();
  };
  return { ...families.amount({ family, manifest: desk.manifest, stop, back: () => show(household), go: ready }), isPrivate: true };
}

async function run() {
  const mine = claim;
  let at = ["stretching", { done: 0, of: 1 }];
  const still = () => claim === mine;
  show(() => outcome.progress(...at));
  try {
    const found = await mine.run((...step) => { at = step; if (still()) draw(); });
    const text = await slipOf(found);
    if (!still()) return;
    clear();
    show(slip({ ...found, text, done: () => { desk.tablet.dropOpen(found.nonce); show(home); } }));
  } catch (refusal) {
    // Ended on purpose: somebody left, or the page was wiped.
    if (refusal.code !== "ended") refused(refusal);
  }
}

function slipOf({ token, cents, isException = false }) {
  return desk.clerk.do("slip", { round: desk.round, cents, isException, token });
}

function slip(given) {
  return () => outcome.slip({ ...given, round: desk.manifest.name });
}

function refused(refusal) {
  if (refusal.code === "already-helped") {
    clear();
    const hadOpen = desk.tablet.open(desk.today()).length > 0;
    show(() => outcome.helped({ zone: desk.manifest.time_zone, hadOpen, stop, appeal }));
    return;
  }
  const mayRetry = Boolean(claim) && ["offline", "broken", "misread", "another-day"].includes(outcome.codeOf(refusal));
  if (!mayRetry) clear();
  else desk.isOnline = refusal.code !== "offline";
  show(() => ({
    ...outcome.trouble({ refusal, again: mayRetry && run, keep: mayRetry && keepClaim, stop }),
    isPrivate: mayRetry,
  }));
}

// -- without a network

function keepClaim() {
  unlocked(async () => {
    const n = await waiting.keep(desk, { adults: claim.adults, cents: claim.cents });
    clear();
    show(() => waiting.kept({ n, stop }));
  });
}

// Have the passphrase typed, if it was not yet, and go on.
function unlocked(next) {
  if (desk.isUnlocked) { next(); return; }
  const state = { faults: [] };
  show(() => ({ ...waiting.passphrase({ desk, state, stop, go: (isRight) => (isRight ? next() : draw()) }), isPrivate: true }));
}

function waitList() {
  return { ...waiting.list({ desk, said, stop, press: pressed }), isPrivate: desk.isUnlocked };
}

function pressed(what, entry) {
  if (what === "run") unlocked(runAll);
  else if (what === "lock") { desk.lock(); draw(); }
  else if (what === "show") unlocked(() => showWaiting(entry));
  else if (what === "appeal") appeal();
  else if (what === "drop") { desk.tablet.dropEntry(entry.n); draw(); }
}

async function runAll() {
  let at = ["stretching", { done: 0, of: 1 }];
  show(() => outcome.progress(...at));
  let trouble = null;
  for (const entry of desk.tablet.queue.entries.filter((one) => one.state === "waiting")) {
    try {
      const { adults, cents } = await waiting.open(desk, entry);
      claim = new Claim({ desk, adults, cents });
      const found = await claim.run((...step) => { at = step; draw(); });
      await waiting.settle(desk, entry.n, found);
      desk.tablet.dropOpen(found.nonce);
    } catch (refusal) {
      if (refusal.code !== "already-helped") { trouble = refusal; break; }
      await waiting.settle(desk, entry.n, null);
    } finally {
      if (claim) claim.adults.length = 0;
      claim = null;
      desk.clerk.end();
    }
  }
  if (!trouble) { desk.isOnline = true; show(waitList); return; }
  const refusal = trouble;
  show(() => outcome.trouble({ refusal, again: () => unlocked(runAll), stop: () => show(waitList) }));
}

async function showWaiting(entry) {
  const found = await waiting.open(desk, entry);
  const text = await slipOf(found);
  desk.lock();
  show(slip({ ...found, text, note: say("numbered", { n: entry.n }), done: () => { desk.tablet.dropEntry(entry.n); show(waitList); } }));
}

// -- appeals

function appeal() {
  const state = { reason: null, faults: [] };
  show(() => appeals.form({ state, stop, go: (isRight) => (isRight ? sendAppeal({ reason: state.reason }) : draw()) }));
}

async function sendAppeal(given) {
  show(busy);
  try {
    const number = await appeals.send(desk, given);
    show(() => appeals.sent({ number, stop }));
  } catch (refusal) {
    show(stopped(refusal, () => show(appealList)));
  }
}

function appealList() {
  return appeals.list({ appeals: desk.tablet.appeals, isSure: said, stop, press: pressedAppeal });
}

async function pressedAppeal(what, one) {
  if (what === "send") { sendAppeal(one); return; }
  if (what === "drop") { desk.tablet.dropAppeal(one.nonce); draw(); return; }
  try {
    if (what === "ask") {
      await appeals.ask(desk, one);
      show(appealList);
      return;
    }
    const key = desk.manifest.exception;
    const token = await desk.clerk.do("unblindToken", { key, blinding: one, signature: one.signature });
    const found = { token, cents: desk.manifest.exceptions.cents, isException: true };
    const text = await slipOf(found);
    show(slip({ ...found, text, done: () => { desk.tablet.dropAppeal(one.nonce); show(appealList); } }));
  } catch (refusal) {
    show(stopped(refusal, () => show(appealList)));
  }
}
