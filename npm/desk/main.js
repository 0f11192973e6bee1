// The page of the desk, and, loaded as a worker, what computes beside it.
import { start } from "./page.js";
import { serve } from "./work.js";

if (typeof document === "undefined") serve();
else start(document.currentScript.src);
