// Claims that wait for a network: closed with a passphrase, numbered, sent when there is one.
import { button, faultAt, field, h, notice, summary } from "./dom.js";
import { say } from "./words.js";

const SHORTEST = 16;
const CHECK = "check";

// -- the passphrase

export function passphrase({ desk, state, go, stop }) {
  const isNew = !desk.tablet.queue.salt;
  const fault = faultAt(state.faults);
  const press = async () => {
    const [first, second] = ["passphrase", "passphrase2"].map((id) => document.getElementById(id)?.value ?? "");
    state.faults = [];
    if (isNew && first.length < SHORTEST) state.faults.push(["passphrase", "shortpassphrase"]);
    else if (isNew && first !== second) state.faults.push(["passphrase2", "otherpassphrase"]);
    else if (!(await unlock(desk, first))) state.faults.push(["passphrase", "badpassphrase"]);
    go(state.faults.length === 0);
  };
  return {
    title: isNew ? say("newpassphrase") : say("passphrase"),
    body: [
      summary(state.faults),
      h("form", { autocomplete: "off", onsubmit: (event) => { event.preventDefault(); press(); } },
        field({ id: "passphrase", type: "password", autocomplete: isNew ? "new-password" : "off", label: say("passphrase"), hint: isNew && say("passphrasehint"), fault: fault("passphrase") }),
        isNew && field({ id: "passphrase2", type: "password", autocomplete: "new-password", label: say("passphrase2"), fault: fault("passphrase2") }),
        h("div", { class: "button-row" }, h("button", { class: "button", type: "submit" }, say("unlock")), button(say("home"), stop, "button-quiet"))),
    ],
  };
}

async function unlock(desk, typed) {
  const { tablet, vault } = desk;
  const salt = tablet.queue.salt ?? (await vault.do("newSalt"));
  await vault.do("unlock", { passphrase: typed, salt });
  if (tablet.queue.check) {
    try {
      await vault.do("openEntry", { place: CHECK, closed: tablet.queue.check });
    } catch {
      desk.lock();
      return false;
    }
  } else tablet.setQueue({ salt, check: await vault.do("closeEntry", { place: CHECK, entry: {} }) });
  desk.isUnlocked = true;
  return true;
}

// -- what waits

// Close a claim on this tablet and return its number.
export async function keep(desk, { adults, cents }) {
  const n = desk.tablet.queue.last + 1;
  const closed = await desk.vault.do("closeEntry", { place: String(n), entry: { adults, cents } });
  desk.tablet.setQueue({ last: n, entries: [...desk.tablet.queue.entries, { n, state: "waiting", closed }] });
  return n;
}

export function open(desk, entry) {
  return desk.vault.do("openEntry", { place: String(entry.n), closed: entry.closed });
}

// The people go; what came out stays closed until it is handed over.
export async function settle(desk, n, found) {
  const closed = found && (await desk.vault.do("closeEntry", { place: String(n), entry: found }));
  desk.tablet.changeEntry(n, { state: found ? "ready" : "helped", closed });
}

export function kept({ n, stop }) {
  return {
    title: say("kept", { n }),
    body: [
      h("article", { class: "slip" }, h("p", { class: "worth" }, say("kept", { n })), h("p", {}, say("inactive"))),
      h("p", {}, say("keptwhat")),
      h("div", { class: "button-row" }, button(say("home"), stop), button(say("print"), () => print(), "button-second")),
    ],
  };
}

export function list({ desk, said, press, stop }) {
  const { entries } = desk.tablet.queue;
  const none = h("div", { class: "empty" }, h("h2", {}, say("waitingnone")), h("p", {}, say("waitingnonewhat")));
  const one = (entry) =>
    h("li", { class: "panel" },
      h("h2", {}, say("numbered", { n: entry.n })),
      h("p", {}, h("strong", {}, say(`wait-${entry.state}`))),
      h("div", { class: "row" },
        entry.state === "ready" && button(say("showslip"), () => press("show", entry)),
        entry.state === "helped" && button(say("appeal"), () => press("appeal", entry), "button-second"),
        entry.state === "helped" && button(say("forget"), () => press("drop", entry), "button-quiet")));
  const waits = entries.filter((entry) => entry.state === "waiting").length;
  return {
    title: say("waiting"),
    body: [
      said && notice(said.kind, null, h("p", { role: "status" }, said.text)),
      waits > 0 && notice("notice-warn", null, h("p", {}, say("waitingwhat"))),
      entries.length ? h("ul", { class: "plain" }, entries.map(one)) : none,
      h("div", { class: "button-row" },
        waits > 0 && button(say("run"), () => press("run")),
        desk.isUnlocked && button(say("lock"), () => press("lock"), "button-second"),
        button(say("home"), stop, "button-quiet")),
    ],
  };
}
