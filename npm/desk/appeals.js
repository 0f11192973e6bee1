// Appeals of this tablet: a number, a reason's code and a blinded token. Nobody's name.
import { button, h, notice, summary } from "./dom.js";
import { say } from "./words.js";

export const REASONS = ["document-error", "split-household", "lost-code", "other-error"];

export function form({ state, go, stop }) {
  const press = () => {
    state.faults = state.reason ? [] : [[`reason-${REASONS[0]}`, "noreason"]];
    go(state.faults.length === 0);
  };
  return {
    title: say("appealhead"),
    body: [
      summary(state.faults),
      h("fieldset", { class: "field field-choices" },
        h("legend", {}, say("appealwhat")),
        REASONS.map((reason) => h("label", { for: `reason-${reason}` },
          h("input", { type: "radio", name: "reason", id: `reason-${reason}`, autocomplete: "off", checked: state.reason === reason, onchange: () => { state.reason = reason; } }),
          h("span", {}, say(`reason-${reason}`))))),
      h("div", { class: "button-row" }, button(say("send"), press), button(say("home"), stop, "button-quiet")),
    ],
  };
}

// Write the appeal down, send it, and note its number. A lost answer is asked again with the same token.
export async function send(desk, appeal) {
  const kept = appeal.blinded ? appeal : { ...appeal, ...(await desk.clerk.do("blindToken", { key: desk.manifest.exception })) };
  desk.tablet.keepAppeal(kept);
  const said = await desk.ask("trustee", "exceptions", { reason: kept.reason, cents: desk.manifest.exceptions.cents, token: kept.blinded });
  desk.tablet.keepAppeal({ ...kept, number: said.number, state: "asked" });
  return said.number;
}

export async function ask(desk, appeal) {
  const said = await desk.ask("trustee", `exceptions/${encodeURIComponent(appeal.number)}`);
  desk.tablet.keepAppeal({ ...appeal, state: said.state, signature: said.signature });
}

export function sent({ number, stop }) {
  return {
    title: say("appealsent", { number }),
    body: [
      h("article", { class: "slip" }, h("p", { class: "worth" }, say("appealsent", { number })), h("p", {}, say("appealsentwhat"))),
      h("div", { class: "button-row" }, button(say("home"), stop), button(say("print"), () => print(), "button-second")),
    ],
  };
}

export function list({ appeals, isSure, press, stop }) {
  const none = h("div", { class: "empty" }, h("h2", {}, say("appealsnone")), h("p", {}, say("appealsnonewhat")));
  const one = (appeal) =>
    h("li", { class: "panel" },
      h("h2", {}, appeal.number ?? say("appealunsent")),
      h("p", {}, `${say(`reason-${appeal.reason}`)} · `, h("strong", {}, say(`state-${appeal.state ?? "asked"}`))),
      h("div", { class: "row" },
        !appeal.number && button(say("send"), () => press("send", appeal)),
        appeal.number && (appeal.state ?? "asked") === "asked" && button(say("ask"), () => press("ask", appeal)),
        appeal.state === "granted" && button(say("showslip"), () => press("show", appeal)),
        appeal.state === "refused" && button(say("forget"), () => press("drop", appeal), "button-second")));
  return {
    title: say("appeals"),
    body: [
      isSure && notice("", null, h("p", { role: "status" }, isSure)),
      appeals.length ? h("ul", { class: "plain" }, appeals.map(one)) : none,
      h("div", { class: "button-row" }, button(say("home"), stop, "button-second")),
    ],
  };
}
