// A worker beside the page: asked by name, ended when it should know nothing more.
import { Refusal } from "./parties.js";

export class Beside {
  constructor(source) {
    this.source = source;
    this.worker = null;
    this.last = 0;
    this.open = new Map();
  }

  do(name, given = {}, progress = () => {}) {
    this.worker ??= this.#start();
    this.last += 1;
    const id = this.last;
    return new Promise((done, fail) => {
      this.open.set(id, { done, fail, progress });
      this.worker.postMessage({ id, name, given });
    });
  }

  end() {
    this.worker?.terminate();
    this.worker = null;
    for (const { fail } of this.open.values()) fail(new Refusal("ended"));
    this.open.clear();
  }

  #start() {
    const worker = new Worker(this.source);
    worker.addEventListener("message", ({ data }) => {
      const waiting = this.open.get(data.id);
      if (!waiting) return;
      if (data.progress) { waiting.progress(data.progress); return; }
      this.open.delete(data.id);
      if (data.failed) waiting.fail(new Refusal(data.failed.code, data.failed.about));
      else waiting.done(data.done);
    });
    worker.addEventListener("error", () => {
      for (const { fail } of this.open.values()) fail(new Refusal("broken"));
      this.open.clear();
    });
    return worker;
  }
}
