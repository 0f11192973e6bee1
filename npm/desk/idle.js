// Two minutes without a touch while a family stands on the screen, and the page is wiped.
const SECONDS = 120;
const WARNED = 30;

export class Idle {
  // `warn(seconds)` each second of the last half minute, with null when somebody is back; `wipe()` at the end.
  constructor({ warn, wipe }) {
    Object.assign(this, { warn, wipe, left: SECONDS, isOn: false });
    for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, (event) => this.#sense(event), { passive: true, capture: true });
    // A tablet that slept has let the time pass too.
    this.last = Date.now();
    setInterval(() => this.#tick(), 1000);
  }

  watch(isOn) {
    this.isOn = isOn;
    this.touch();
  }

  touch() {
    if (this.isOn && this.left <= WARNED) this.warn(null);
    this.left = SECONDS;
    this.last = Date.now();
  }

  // The warning's own button stays until it was pressed whole.
  #sense({ target }) {
    if (!(target instanceof Element && target.closest("#idle"))) this.touch();
  }

  #tick() {
    if (!this.isOn) return;
    this.left = SECONDS - Math.floor((Date.now() - this.last) / 1000);
    if (this.left <= 0) {
      this.isOn = false;
      this.warn(null);
      this.wipe();
    } else if (this.left <= WARNED) this.warn(this.left);
  }
}
