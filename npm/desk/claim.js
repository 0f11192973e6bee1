// One household's claim, from its people to its token. It can be broken off anywhere and done again.
import { Refusal } from "./parties.js";

// What is known of a claim while it runs. `tags` are kept, so that a lost answer needs no second evaluation.
export class Claim {
  constructor({ desk, adults, cents }) {
    Object.assign(this, { desk, adults, cents, tags: null });
  }

  // Return the token as { token, cents, nonce }. :throws Refusal: with what stands in the way
  async run(progress) {
    const { clerk, manifest } = this.desk;
    if (!this.tags) {
      const cost = manifest.argon2id;
      const blinded = await clerk.do("begin", { round: manifest.round, adults: this.adults, cost }, (at) => progress("stretching", at));
      progress("asking");
      const [city, trustee] = await Promise.all(["city", "trustee"].map((party) => this.desk.ask(party, "evaluate", { blinded })));
      progress("proving");
      this.tags = await clerk.do("finish", { manifest, city, trustee });
    }
    progress("signing");
    return this.#sign();
  }

  // An unfinished token of today may be this household's: then its answer is the same again. Each is tried first.
  async #sign() {
    const { tablet } = this.desk;
    const open = tablet.open(this.desk.today());
    for (const one of open.filter(({ cents }) => cents === this.cents)) {
      const found = await this.#try(one);
      if (found) return found;
    }
    const mine = { ...(await this.desk.clerk.do("blindToken", { key: this.desk.manifest.tiers[this.cents] })), cents: this.cents, day: this.desk.today() };
    tablet.keepOpen(mine, this.desk.today());
    const found = await this.#try(mine, true);
    if (found) return found;
    tablet.dropOpen(mine.nonce);
    for (const one of open.filter(({ cents }) => cents !== this.cents)) {
      const other = await this.#try(one);
      if (other) return other;
    }
    throw new Refusal("already-helped", "trustee");
  }

  // The token, or null if this one is another household's or the household was helped.
  async #try(one, isNew = false) {
    const { clerk, manifest } = this.desk;
    let said;
    try {
      said = await this.desk.ask("trustee", "claim", { tags: this.tags, cents: one.cents, token: one.blinded, day: one.day });
    } catch (trouble) {
      if (trouble.code === "already-helped" || (!isNew && ["misread", "another-day"].includes(trouble.code))) return null;
      if (trouble.code === "another-day") this.desk.tablet.dropOpen(one.nonce);
      throw trouble;
    }
    const token = await clerk.do("unblindToken", { key: manifest.tiers[one.cents], blinding: one, signature: said.signature });
    return { token, cents: one.cents, nonce: one.nonce };
  }
}
