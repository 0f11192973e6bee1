// The page to apply, and the page to ask how an application stands.
import { Beside } from "../desk/beside.js";
import { born } from "../desk/people.js";
import { Refusal } from "../desk/parties.js";
import { ADULTS } from "./application.js";
import { fieldsOf, onSubmit, progress, tell, word } from "./page.js";
import { post, send, text } from "./sending.js";

export function apply(form, source) {
  const { round, city } = form.dataset;
  const beside = new Beside(source);
  const { value, chosen } = fieldsOf(form);
  const template = form.querySelector("template[data-adult]");
  const list = form.querySelector("[data-adults]");
  const more = form.querySelector("[data-more]");
  addAdult();
  more.addEventListener("click", () => { addAdult(); list.lastElementChild.querySelector("input").focus(); });
  addEventListener("pagehide", () => { form.reset(); beside.end(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  function addAdult() {
    const number = list.children.length + 1;
    const part = template.content.cloneNode(true);
    for (const one of part.querySelectorAll("[id]")) one.id = `${one.id}-${number}`;
    for (const one of part.querySelectorAll("[for]")) one.htmlFor = `${one.htmlFor}-${number}`;
    part.querySelector("[data-number]").textContent = number;
    list.append(part);
    more.hidden = number >= ADULTS;
  }

  function adults() {
    return Array.from(list.children, (_, at) => {
      const of = (name) => value(`${name}-${at + 1}`);
      return {
        given: of("given"), surname: of("surname"), surname2: of("surname2"), document: of("document"), number: of("number"),
        born: born(of("year"), of("month"), of("day")),
        isEmpty: !["given", "surname", "surname2", "number", "year", "month", "day"].some((name) => of(name)),
      };
    });
  }

  async function mistakes(found) {
    const wrong = [];
    if (!chosen("group")) wrong.push([form.querySelector("input[type=radio]").id, word("choose")]);
    for (const [at, adult] of found.entries()) {
      if (adult.isEmpty && at) continue;
      if (!adult.given) wrong.push([`given-${at + 1}`, word("given")]);
      if (!adult.surname) wrong.push([`surname-${at + 1}`, word("surname")]);
      if (!adult.born) wrong.push([`day-${at + 1}`, word("born")]);
      if (adult.number && !adult.document) wrong.push([`document-${at + 1}`, word("document")]);
      if (!wrong.length) {
        await beside.do("check", { round, adult }).catch((trouble) => wrong.push([`${trouble.about === "name" ? "given" : "document"}-${at + 1}`, word(trouble.about === "name" ? "given" : "document")]));
      }
    }
    if (!/^[1-9]\d?$/.test(value("people"))) wrong.push(["people", word("people")]);
    if (!value("contact")) wrong.push(["contact", word("contact")]);
    return wrong;
  }

  onSubmit(form, async () => {
    const all = adults();
    const wrong = await mistakes(all);
    if (wrong.length) { tell(form, wrong); return; }
    const words = { people: Number(value("people")), ask_for: value("ask_for"), contact: value("contact"), language: value("language") };
    progress(form, word("working"));
    const manifest = await beside.do("manifest", { round, ...(await papers()) });
    const begun = await beside.do(
      "begin",
      { round, adults: all.filter((one) => !one.isEmpty), cost: manifest.argon2id },
      ({ done, of }) => progress(form, word("counting", { done: done + 1, of })),
    );
    const { mark, blinded, work, cityWork } = begun;
    const [ours, theirs] = await Promise.all([
      send(`${city}/aid/v1/rounds/${round}/applicants`, { blinded, work: cityWork }, waits),
      send(`/apply/v1/${round}/evaluate`, { mark, blinded, work }, waits),
    ]);
    const sealed = await beside.do("finish", { manifest, city: ours, trustee: theirs, words, group: chosen("group") });
    if (!sealed) { tell(form, [["contact", word("long")]]); return; }
    await send(`/apply/v1/${round}/applications`, { mark, ticket: theirs.ticket, ...sealed }, waits);
    receipt(begun.code);
  });

  function waits({ place, seconds, offline }) {
    progress(form, offline ? word("offline") : word("line", { place, minutes: Math.max(1, Math.ceil(seconds / 60)) }));
  }

  async function papers() {
    const [of, note] = [(base) => `${base}/v1/rounds/${round}/manifest.json`, (base) => `${base}/v1/rounds/${round}/signature.json`];
    const bases = { city: `${city}/aid`, trustee: "/trustee" };
    const [texts, notes] = [{}, {}];
    await Promise.all(Object.entries(bases).map(async ([party, base]) => {
      texts[party] = await text(of(base));
      notes[party] = JSON.parse(await text(note(base))).note;
    }));
    return { texts, notes };
  }

  function receipt(code) {
    beside.end();
    const part = document.querySelector("template[data-receipt]").content.cloneNode(true);
    part.querySelector("[data-code]").textContent = code;
    form.reset();
    form.replaceWith(part);
    document.querySelector("h1").textContent = word("done");
    scrollTo(0, 0);
    document.querySelector("[data-code]").focus();
    document.querySelector("[data-print]").addEventListener("click", () => print());
  }
}

export function ask(form, source) {
  const { round } = form.dataset;
  const { value } = fieldsOf(form);
  const beside = new Beside(source);
  onSubmit(form, async () => {
    const receipt = await beside.do("tidy", { typed: value("receipt") });
    if (!receipt) { tell(form, [["receipt", word("code")]]); return; }
    const answer = await post(`/apply/v1/${round}/state`, { receipt });
    if (!["received", "drawn", "not-drawn"].includes(answer.state)) throw new Refusal("broken");
    const place = document.querySelector("[data-state]");
    place.textContent = word(answer.state);
    place.hidden = false;
    place.focus();
  });
}
