// The pages of a community group: to make its key, and to open what was drawn. The key never leaves the browser.
import { Beside } from "../desk/beside.js";
import { fieldsOf, onSubmit, tell, word } from "./page.js";
import { post } from "./sending.js";

export function key(form, source) {
  const beside = new Beside(source);
  onSubmit(form, async () => {
    const made = await beside.do("newKey");
    beside.end();
    const result = document.querySelector("[data-made]");
    result.querySelector("[data-public]").textContent = made.public;
    const link = result.querySelector("[data-secret]");
    link.href = URL.createObjectURL(new Blob([`${made.secret}\n`], { type: "text/plain" }));
    result.hidden = false;
    result.querySelector("h2").focus();
  });
}

export function group(form, source) {
  const { round } = form.dataset;
  const { value } = fieldsOf(form);
  const beside = new Beside(source);
  addEventListener("pagehide", () => { form.reset(); beside.end(); document.querySelector("[data-families]").replaceChildren(); });
  onSubmit(form, async () => {
    const secret = (await form.querySelector("#key").files[0]?.text())?.trim() ?? "";
    const wrong = [];
    if (!value("credential")) wrong.push(["credential", word("credential")]);
    if (!/^[A-Za-z0-9+/]{43}=$/.test(secret)) wrong.push(["key", word("key")]);
    if (wrong.length) { tell(form, wrong); return; }
    const { boxes } = await post(`/apply/v1/${round}/drawn`, {}, { Authorization: `Bearer ${value("credential")}` });
    const families = await beside.do("open", { secret, boxes });
    if (boxes.length && families.every((one) => one === null)) { tell(form, [["key", word("otherkey")]]); return; }
    show(families);
  });
}

function show(families) {
  const rows = families.map((one) => {
    const row = document.createElement("tr");
    for (const name of ["ask_for", "contact", "language", "people"]) {
      const cell = document.createElement("td");
      cell.dataset.label = word(`column-${name}`);
      cell.textContent = one === null ? word("unreadable") : String(one[name] ?? "");
      row.append(cell);
    }
    return row;
  });
  const result = document.querySelector("[data-result]");
  document.querySelector("[data-families]").replaceChildren(...rows);
  result.querySelector("[data-count]").textContent = word("count", { count: families.length });
  result.hidden = false;
  result.querySelector("h2").focus();
  const text = [["ask_for", "contact", "language", "people"], ...families.filter(Boolean).map((one) => [one.ask_for, one.contact, one.language, one.people])]
    .map((row) => row.map(cellOf).join(",")).join("\r\n");
  result.querySelector("[data-csv]").href = URL.createObjectURL(new Blob([`\ufeff${text}\r\n`], { type: "text/csv" }));
}

// A cell that no spreadsheet takes for a formula.
function cellOf(value) {
  const said = String(value ?? "");
  return `"${(/^[=+\-@\t\r]/.test(said) ? `'${said}` : said).replaceAll('"', '""')}"`;
}
