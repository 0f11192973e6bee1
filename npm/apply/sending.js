// How a page asks: it waits in line, tries again with patience, and loses nothing.
import { Refusal } from "../desk/parties.js";

const PATIENCE = 30_000;
const LONGEST = 60_000;

// Send JSON once. :throws Refusal: with the code of the answer; `said` of it holds the rest
export async function post(address, given, headers = {}) {
  let response;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(given),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined,
    });
  } catch {
    throw new Refusal("offline");
  }
  const said = await response.json().catch(() => ({}));
  if (response.ok) return said;
  const known = typeof said.code === "string" ? said.code : response.status >= 500 ? "offline" : "broken";
  throw Object.assign(new Refusal(known), { said });
}

// Send until it is answered. In line it waits for its turn; without a network it waits longer each time, and not all
// at one moment. `tell` is told what it waits for; `pause` is for tests.
export async function send(address, given, tell = () => {}, pause = sleep) {
  let turn;
  for (let tries = 0; ; ) {
    try {
      return await post(address, turn ? { ...given, turn } : given);
    } catch (trouble) {
      if (trouble.code === "wait") {
        turn = trouble.said.turn;
        tell({ place: trouble.said.place, seconds: trouble.said.seconds });
        await pause((trouble.said.seconds + Math.random()) * 1000);
      } else if (trouble.code === "offline") {
        tries += 1;
        tell({ offline: true });
        await pause(Math.min(LONGEST, 1000 * 2 ** Math.min(tries, 6)) * (0.5 + Math.random() / 2));
      } else throw trouble;
    }
  }
}

export async function text(address) {
  try {
    const response = await fetch(address, { cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" });
    if (response.ok) return await response.text();
  } catch {
    throw new Refusal("offline");
  }
  throw new Refusal("absent");
}

function sleep(milliseconds) {
  return new Promise((go) => setTimeout(go, milliseconds));
}
