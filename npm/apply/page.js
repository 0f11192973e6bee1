// What the pages share: words that the server wrote, mistakes at their fields, progress.
export function word(name, given = {}) {
  const found = document.querySelector("template[data-words]").content.querySelector(`[data-word=${name}]`);
  return Object.entries(given).reduce((text, [key, value]) => text.replace(`{${key}}`, value), found.textContent);
}

// Take the names off, so that no browser keeps or sends what is typed.
export function fieldsOf(form) {
  const value = (id) => form.querySelector(`#${id}`)?.value.trim() ?? "";
  const chosen = (name) => form.querySelector(`input[data-name=${name}]:checked`)?.value ?? "";
  return { value, chosen };
}

export function tell(form, wrong) {
  for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  const box = form.querySelector("[data-errors]");
  if (!wrong.length) { box.replaceChildren(); return; }
  const summary = document.createElement("div");
  summary.className = "error-summary";
  summary.setAttribute("role", "alert");
  const [title, list] = [document.createElement("h2"), document.createElement("ul")];
  title.textContent = word("wrong");
  for (const [id, sentence] of wrong) {
    const line = document.createElement("li");
    const input = id && form.querySelector(`#${id}`);
    if (input) {
      const link = document.createElement("a");
      link.href = `#${id}`;
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

// Do one thing at a time; what goes wrong is said in a sentence, and what was typed stays.
export function onSubmit(form, deed) {
  const button = form.querySelector("button[type=submit]");
  for (const one of form.querySelectorAll("[name]")) {
    if (one.type === "radio") one.dataset.name = one.name;
    else one.removeAttribute("name");
  }
  for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    tell(form, []);
    try {
      await deed();
    } catch (trouble) {
      const known = document.querySelector("template[data-words]").content.querySelector(`[data-word="no-${trouble.code}"]`);
      tell(form, [[null, word(known ? `no-${trouble.code}` : "no-broken")]]);
    }
    button.disabled = false;
    progress(form, "");
  });
}

export function progress(form, text) {
  form.querySelector("[data-progress]").textContent = text;
}
