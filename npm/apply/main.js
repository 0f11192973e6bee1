// The pages of open application, and, loaded as a worker, what computes beside them.
import { ask, apply } from "./families.js";
import { group, key } from "./groups.js";
import { serve } from "./work.js";

const PAGES = { apply, ask, group, key };

if (typeof document === "undefined") serve();
else {
  const form = document.querySelector("form[data-draw]");
  if (form) PAGES[form.dataset.draw](form, document.currentScript.src);
}
