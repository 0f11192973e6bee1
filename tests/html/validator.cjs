// Reads mappings from names to pages, one a line as JSON, and answers each with a line: the faults of every page.
// usage: validator.cjs CONFIG, in the folder where html-validate is installed
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const { createInterface } = require("node:readline");

const { HtmlValidate, StaticConfigLoader } = createRequire(`${process.cwd()}/`)("html-validate");

// Its own loader works out anew for each page what the rules are, a quarter of the whole.
class OneConfig extends StaticConfigLoader {
  getConfigFor(handle) {
    this.only ??= super.getConfigFor(handle);
    return this.only;
  }
}

async function main() {
  const validator = new HtmlValidate(new OneConfig(JSON.parse(readFileSync(process.argv[2], "utf8"))));
  for await (const line of createInterface({ input: process.stdin })) {
    const found = {};
    for (const [name, text] of Object.entries(JSON.parse(line))) {
      const report = await validator.validateString(text, "page.html");
      found[name] = report.results.flatMap((one) => one.messages);
    }
    process.stdout.write(`${JSON.stringify(found)}\n`);
  }
}

main();
