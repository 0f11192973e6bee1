// How the page speaks to the City and the trustee, and what each refusal is called.
const PATIENCE = 30_000;

export class Refusal extends Error {
  constructor(code, about = "") {
    super(code);
    this.code = code;
    this.about = about;
  }
}

export class Parties {
  constructor(cityOrigin, round) {
    this.bases = { city: `${cityOrigin}/aid/v1`, trustee: "/trustee/v1" };
    this.round = round;
  }

  async text(party, name) {
    const response = await this.#send(party, `${this.bases[party]}/rounds/${this.round}/${name}`, {});
    if (!response.ok) throw new Refusal("absent", party);
    return response.text();
  }

  async note(party) {
    try {
      return JSON.parse(await this.text(party, "signature.json")).note;
    } catch (trouble) {
      throw trouble instanceof Refusal ? trouble : new Refusal("absent", party);
    }
  }

  // `given` is sent as JSON; without it, it is only asked.
  async ask(party, path, credential, given) {
    const headers = { Authorization: `Bearer ${credential}` };
    if (given) headers["Content-Type"] = "application/json";
    const response = await this.#send(party, `${this.bases[party]}/${path}`, {
      method: given ? "POST" : "GET",
      headers,
      body: given && JSON.stringify(given),
    });
    const said = await response.json().catch(() => ({}));
    if (!response.ok) throw new Refusal(typeof said.code === "string" ? said.code : "broken", party);
    return said;
  }

  async #send(party, address, options) {
    try {
      return await fetch(address, {
        ...options,
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined,
      });
    } catch {
      throw new Refusal("offline", party);
    }
  }
}
