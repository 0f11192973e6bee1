// A desk of a round: its codes, the manifest that both parties signed, and who computes for it.
import { Beside } from "./beside.js";
import { Parties, Refusal } from "./parties.js";
import { Tablet } from "./tablet.js";

export class Desk {
  constructor({ round, city, source }) {
    this.round = round;
    this.tablet = new Tablet(round);
    this.parties = new Parties(city, round);
    this.clerk = new Beside(source); // knows one household at a time
    this.vault = new Beside(source); // knows the key of what waits
    this.isUnlocked = false;
    this.manifest = null;
    this.isOnline = true;
  }

  get isKnown() {
    const { city, trustee } = this.tablet.desk;
    return Boolean(city && trustee);
  }

  ask(party, path, given) {
    return this.parties.ask(party, path, this.tablet.desk[party], given);
  }

  // Read the manifest from both, and from this tablet without a network. It is checked each time.
  // :throws Refusal: manifest, if it does not hold; pinned, if it is another than before
  async open() {
    const kept = this.tablet.all.manifest;
    let found;
    try {
      const [city, trustee, cityNote, trusteeNote] = await Promise.all([
        this.parties.text("city", "manifest.json"),
        this.parties.text("trustee", "manifest.json"),
        this.parties.note("city"),
        this.parties.note("trustee"),
      ]);
      found = { texts: { city, trustee }, notes: { city: cityNote, trustee: trusteeNote } };
      this.isOnline = true;
    } catch (trouble) {
      if (trouble.code !== "offline" || !kept) throw trouble;
      found = kept;
      this.isOnline = false;
    }
    const manifest = await this.clerk.do("manifest", { round: this.round, ...found });
    if (kept && kept.sha256 !== manifest.sha256) throw new Refusal("pinned");
    this.tablet.set({ manifest: { ...found, sha256: manifest.sha256 } });
    this.manifest = manifest;
  }

  // The day by which quotas and answers are counted, where the round is.
  today() {
    return new Intl.DateTimeFormat("en-CA", { timeZone: this.manifest.time_zone, dateStyle: "short" }).format(new Date());
  }

  lock() {
    this.vault.end();
    this.isUnlocked = false;
  }
}
