// The tray of the card desk: slip and card of each family wait on this device until enough are there, then go in no
// order. Nobody can tell by the clock which card is whose. What was sent twice is once: the City knows the token.
(() => {
  const tray = document.querySelector("[data-tray]");
  const give = document.querySelector("[data-give]");
  if (!tray || !give) return;
  const words = tray.dataset;
  const full = Number(words.full);
  const part = (name) => document.querySelector(`[data-${name}]`);
  const key = `standing-tray-${words.tray}`;
  const listed = () => JSON.parse(localStorage.getItem(key) ?? "[]");
  const keep = (all) => localStorage.setItem(key, JSON.stringify(all));
  const ready = () => listed().filter((one) => !one.refused);
  let isSending = false;

  part("to-tray").hidden = false;
  part("at-once").className = "button button-quiet";
  show();
  if (ready().length >= full) send();
  addEventListener("online", () => ready().length >= full && send());
  part("tray-send").addEventListener("click", send);
  part("close")?.addEventListener("submit", (event) => {
    if (!ready().length) return;
    event.preventDefault();
    trouble(words.first);
  });

  part("to-tray").addEventListener("click", async () => {
    const said = Object.fromEntries(["slip", "program", "proxy", "receipt"].map((name) => [name, give.elements[name].value.trim()]));
    const refused = part("tray-refused");
    refused.hidden = true;
    if (listed().some((one) => one.slip === said.slip || one.proxy === said.proxy)) return say(words.twice);
    const answer = await ask("check", said);
    if (answer.refused) return say(answer.refused);
    keep([...listed(), said]);
    const paper = part("tray-receipt");
    paper.querySelector("[data-receipt]").textContent = said.receipt;
    paper.querySelector("[data-worth]").textContent = answer.worth;
    paper.hidden = false;
    for (const other of part("station").children) other.hidden = other !== tray;
    paper.tabIndex = -1;
    paper.focus();
    show();
    if (ready().length >= full) send();

    function say(sentence) {
      refused.textContent = sentence;
      refused.hidden = false;
      give.elements[listed().some((one) => one.proxy === said.proxy) ? "proxy" : "slip"].focus();
    }
  });

  async function send() {
    if (isSending) return;
    isSending = true;
    trouble("");
    for (const one of shuffled(ready())) {
      const answer = await ask("tray", one);
      if (answer.waits) {
        trouble(answer.refused);
        break;
      }
      const rest = listed().filter((other) => other.slip !== one.slip);
      keep(answer.refused ? [...rest, { ...one, refused: answer.refused }] : rest);
      show();
    }
    isSending = false;
    if (!listed().length) part("tray-said").textContent = words.gone;
    show();
  }

  // What the City says of one slip and card; `waits` where nothing was decided and the same may be asked again.
  async function ask(what, said) {
    const form = new URLSearchParams({ ...said, what, language: give.elements.language.value, page_token: give.elements.page_token.value });
    let answer;
    try {
      answer = await fetch(give.action, { method: "POST", body: form, headers: { Accept: "application/json" } });
      if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return { refused: words.shut, waits: true };
      return await answer.json();
    } catch {
      return { refused: words.offline, waits: true };
    }
  }

  function show() {
    const all = listed();
    tray.hidden = !all.length && !part("tray-said").textContent;
    part("tray-count").textContent = all.length ? `${words.waits} ${all.length} / ${full}` : "";
    part("tray-bar").value = Math.min(ready().length, full);
    part("tray-bar").hidden = part("tray-now").hidden = !all.length;
    part("tray-list").replaceChildren(...all.map(row));
  }

  function row(one) {
    const line = document.createElement("li");
    const number = document.createElement("code");
    number.textContent = one.proxy;
    number.dir = "ltr";
    line.append(number, " ");
    if (one.refused) line.append(one.refused, " ");
    const off = document.createElement("button");
    off.type = "button";
    off.className = "button button-quiet";
    off.textContent = words.off;
    off.setAttribute("aria-label", `${words.off}: ${one.proxy}`);
    off.addEventListener("click", () => {
      keep(listed().filter((other) => other.slip !== one.slip));
      show();
    });
    line.append(off);
    return line;
  }

  function trouble(sentence) {
    part("tray-trouble").textContent = sentence;
    part("tray-trouble").hidden = !sentence;
  }

  function shuffled(all) {
    const order = crypto.getRandomValues(new Uint32Array(all.length));
    return all.map((one, at) => [order[at], one]).sort(([a], [b]) => a - b).map(([, one]) => one);
  }
})();
