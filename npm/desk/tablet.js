// What this tablet remembers of a round: its codes, unfinished tokens, appeals, closed claims. Never a person.
const HERE = "standing-desk";

export function recall(name, otherwise = null) {
  try {
    return JSON.parse(localStorage.getItem(`${HERE}:${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  if (value === null) localStorage.removeItem(`${HERE}:${name}`);
  else localStorage.setItem(`${HERE}:${name}`, JSON.stringify(value));
}

// One round's part, read and written whole, so that nothing half written is ever read.
export class Tablet {
  constructor(round) {
    this.round = round;
    this.name = `round:${round}`;
  }

  get all() {
    return recall(this.name, {});
  }

  set(changes) {
    remember(this.name, { ...this.all, ...changes });
  }

  forget() {
    remember(this.name, null);
  }

  get desk() {
    return this.all.desk ?? {};
  }

  // Tokens that were sent and not yet handed over, of today only: after midnight nobody answers them again.
  open(today) {
    return (this.all.open ?? []).filter((one) => one.day === today);
  }

  keepOpen(one, today) {
    this.set({ open: [...this.open(today), one] });
  }

  dropOpen(nonce) {
    this.set({ open: (this.all.open ?? []).filter((one) => one.nonce !== nonce) });
  }

  get appeals() {
    return this.all.appeals ?? [];
  }

  keepAppeal(changed) {
    const others = this.appeals.filter((one) => one.nonce !== changed.nonce);
    this.set({ appeals: [...others, changed] });
  }

  dropAppeal(nonce) {
    this.set({ appeals: this.appeals.filter((one) => one.nonce !== nonce) });
  }

  get queue() {
    return this.all.queue ?? { salt: null, check: null, last: 0, entries: [] };
  }

  setQueue(changes) {
    this.set({ queue: { ...this.queue, ...changes } });
  }

  changeEntry(n, changes) {
    this.setQueue({ entries: this.queue.entries.map((one) => (one.n === n ? { ...one, ...changes } : one)) });
  }

  dropEntry(n) {
    this.setQueue({ entries: this.queue.entries.filter((one) => one.n !== n) });
  }
}

// What a link carries behind its #; it is taken out of the address at once.
export function takeFragment() {
  const said = new URLSearchParams(location.hash.slice(1));
  const found = {};
  for (const name of ["city", "trustee", "group", "name"]) if (said.get(name)) found[name] = said.get(name);
  if (Object.keys(found).length) history.replaceState(null, "", location.pathname);
  return found;
}

// A code may be pasted alone or as the whole link.
export function codeIn(text, name) {
  const bare = text.trim();
  return new URLSearchParams(bare.split("#")[1] ?? "").get(name) ?? bare;
}
