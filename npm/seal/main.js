// One script for the pages of concerns: it closes what somebody writes before it leaves the device, and opens the answers.
import { serve } from "./work.js";

const source = typeof document === "undefined" ? "" : document.currentScript.src;
if (source) start();
else serve();

function start() {
  for (const form of document.querySelectorAll("form[data-seal]")) {
    if (form.dataset.seal === "write" && form.dataset.send) report(form);
    if (form.dataset.seal === "answer" && form.dataset.mailbox) answers(form);
  }
}

// -- a report

function report(form) {
  let setup = JSON.parse(form.dataset.setup);
  const field = unnamed(form);
  hasScript();
  const solved = () => beside("solve", setup.sum);
  let sum = solved();
  const mine = beside("newReceipt");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = mistakes(field, Number(form.dataset.longest));
    if (wrong.length) { tell(form, wrong); return; }
    await once(form, async () => {
      const key = await mine;
      const said = { text: tidied(field("text")), about: field("about"), place: field("place").trim(), language: form.dataset.language, is_punished: field("is_punished") === true };
      const whose = field("who") === "named" ? { name: field("person").trim(), contact: field("contact").trim() } : null;
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const { readers, custodians, token } = setup;
        const envelope = await beside("seal", { said, whose, readers, custodians, key });
        if (!envelope) { tell(form, [[field.input("text"), word("long")]]); return; }
        const answer = await post(form.dataset.send, { page_token: token, sum: await sum, envelope: JSON.stringify(envelope) });
        if (answer.ok) { show(form, { code: key.code, salt: key.salt, proof: envelope.proof }); return; }
        if (answer.said.setup) { setup = answer.said.setup; sum = solved(); }
        if (answer.status !== 409 || attempt) { tell(form, [[null, answer.said.error ?? word("offline")]]); return; }
        // The server takes in nothing that was sent faster than a person could.
        await new Promise((go) => setTimeout(go, 3200));
      }
    });
  });
}

function mistakes(field, longest) {
  const found = [];
  if (!field("about")) found.push([field.input("about"), word("choose")]);
  found.push(...wrongWords(field.input("text"), field("text"), longest));
  found.push(...wrongWords(field.input("place"), field("place"), longest, true));
  if (field("who") === "named") {
    for (const name of ["person", "contact"]) if (!field(name).trim()) found.push([field.input(name), word("name")]);
  }
  return found;
}

function show(form, receipt) {
  const page = form.closest("[data-report]");
  const part = document.querySelector("template[data-receipt]").content.cloneNode(true);
  for (const slot of part.querySelectorAll("[data-slot]")) slot.textContent = receipt[slot.dataset.slot];
  form.reset();
  page.replaceChildren(part);
  document.querySelector("h1").textContent = word("sent");
  scrollTo(0, 0);
  page.querySelector("#code").focus();
}

// -- the answers

function answers(form) {
  const field = unnamed(form);
  hasScript();
  let { token } = form.dataset;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await once(form, async () => {
      const key = await beside("receipt", field("receipt"));
      if (!key) { tell(form, [[field.input("receipt"), word("code")]]); return; }
      const answer = await post(form.dataset.mailbox, { page_token: token, lookup: key.lookup });
      token = answer.said.token ?? token;
      if (!answer.ok) { tell(form, [[field.input("receipt"), answer.said.error ?? word("offline")]]); return; }
      await mailbox(form, key, answer.said);
    });
  });
}

async function mailbox(form, key, box) {
  const page = form.closest("[data-report]");
  const texts = await beside("openMailbox", { mailbox: box, key });
  const part = document.querySelector("template[data-mailbox-page]").content.cloneNode(true);
  const slots = { state: box.state, finding: box.finding, proof: box.proof, salt: key.salt };
  for (const [name, text] of Object.entries(slots)) part.querySelector(`[data-slot=${name}]`).textContent = text;
  part.querySelector("[data-slot=boxes]").replaceChildren(...box.boxes.map((one, at) => words(one, texts[at])));
  const more = part.querySelector("[data-reply-form]");
  if (box.is_closed) more.remove();
  else reply(more, key, box, form.dataset.reply);
  page.replaceChildren(part);
  scrollTo(0, 0);
  page.querySelector("[data-slot=state]").focus();
}

function words(one, text) {
  const part = document.createElement("section");
  part.className = "panel";
  const [title, day, said] = [document.createElement("h2"), document.createElement("p"), document.createElement("div")];
  title.textContent = one.title;
  day.className = "quiet small";
  day.textContent = one.day;
  said.className = "typed";
  said.dir = "auto";
  said.textContent = text ?? word("damaged");
  part.append(title, day, said);
  return part;
}

function reply(form, key, box, where) {
  const input = form.querySelector("textarea");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = tidied(input.value);
    const wrong = wrongWords(input, text, 4000);
    if (bare(text).includes(bare(key.code))) wrong.push([input, word("inside")]);
    if (wrong.length) { tell(form, wrong); return; }
    await once(form, async () => {
      const closed = await beside("closeReply", { text, to: box.public });
      if (!closed) { tell(form, [[input, word("long")]]); return; }
      const answer = await post(where, { page_token: box.token, lookup: key.lookup, box: closed });
      box.token = answer.said.token ?? box.token;
      if (!answer.ok) { tell(form, [[null, answer.said.error ?? word("offline")]]); return; }
      input.value = "";
      form.querySelector("[data-progress]").textContent = word("kept");
    });
  });
}

// -- what both need

// The fields lose their names: even if this script stops, the browser has nothing of them to send.
function unnamed(form) {
  const inputs = {};
  for (const input of [...form.elements]) {
    if (!input.name || input.type === "hidden") continue;
    (inputs[input.name] ??= []).push(input);
    // Radio buttons need one; it is none that the server knows, and the form itself is never sent.
    if (input.type === "radio") input.name = `local-${input.name}`;
    else input.removeAttribute("name");
  }
  const field = (name) => {
    const [first] = inputs[name] ?? [];
    if (!first) return "";
    if (first.type === "radio") return inputs[name].find((one) => one.checked)?.value ?? "";
    return first.type === "checkbox" ? first.checked : first.value;
  };
  field.input = (name) => inputs[name]?.[0];
  return field;
}

function hasScript() {
  for (const part of document.querySelectorAll("[data-browser-seals]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-server-seals]")) part.hidden = true;
}

function wrongWords(input, text, longest, mayBeEmpty = false) {
  if (!text.trim()) return mayBeEmpty ? [] : [[input, word("empty")]];
  if (text.length > longest) return [[input, word("long")]];
  if (/\bA[\s#:.-]{0,3}\d(?:[\s.-]?\d){7,8}(?![\s.-]?\d)/.test(text) || /(^|[^\d-])\d{3}([-. \u2013])\d{2}\2\d{4}(?![\d-])/.test(text)) return [[input, word("number")]];
  if (/\b(undocumented|indocumentad[oa]s?|illegal (alien|immigrant)s?|green card|sin papeles|A-number)\b/i.test(text)) return [[input, word("status")]];
  return [];
}

function tidied(text) {
  return text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").trim();
}

function bare(text) {
  return text.toUpperCase().replace(/[OIL]/g, (one) => (one === "O" ? "0" : "1")).replace(/[^0-9A-Z]/g, "");
}

function word(name) {
  return document.querySelector("template[data-words]").content.querySelector(`[data-word=${name}]`).textContent;
}

function tell(form, wrong) {
  const box = form.querySelector("[data-errors]");
  const summary = document.createElement("div");
  summary.className = "error-summary";
  summary.setAttribute("role", "alert");
  const [title, list] = [document.createElement("h2"), document.createElement("ul")];
  title.textContent = word("wrong");
  for (const [input, sentence] of wrong) {
    const line = document.createElement("li");
    if (input?.id) {
      const link = document.createElement("a");
      link.href = `#${input.id}`;
      link.textContent = sentence;
      link.addEventListener("click", (event) => { event.preventDefault(); input.focus(); });
      line.append(link);
      input.setAttribute("aria-invalid", "true");
    } else line.textContent = sentence;
    list.append(line);
  }
  summary.append(title, list);
  box.replaceChildren(summary);
  box.focus();
  box.scrollIntoView();
}

async function once(form, deed) {
  const button = form.querySelector("button[type=submit]");
  const progress = form.querySelector("[data-progress]");
  if (button.disabled) return;
  form.querySelector("[data-errors]").replaceChildren();
  button.disabled = true;
  progress.textContent = word("working");
  try {
    await deed();
  } catch {
    tell(form, [[null, word("offline")]]);
  }
  button.disabled = false;
  if (progress.textContent === word("working")) progress.textContent = "";
}

async function post(address, fields) {
  const response = await fetch(address, { method: "POST", body: new URLSearchParams(fields), credentials: "omit", cache: "no-store" });
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  return { ok: response.ok, status: response.status, said: isJson ? await response.json() : {} };
}

function beside(name, given) {
  return new Promise((done, fail) => {
    const worker = new Worker(source);
    worker.addEventListener("message", (event) => { done(event.data); worker.terminate(); });
    worker.addEventListener("error", fail);
    worker.postMessage({ name, given });
  });
}
