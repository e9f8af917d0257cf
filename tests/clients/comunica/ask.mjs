// Puts queries to sources with Comunica: jobs come in as JSON, answers go out as JSON, in order.
// node ask.mjs FOLDER, where FOLDER holds Comunica's node_modules.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const require = createRequire(`${process.argv[2]}/package.json`);
const { QueryEngine } = require("@comunica/query-sparql");
const engine = new QueryEngine();

async function answer({ query, sources, destination, token, type }) {
  const context = { sources, noCache: true };
  if (destination) context.destination = destination;
  if (token) {
    context.fetch = (address, options = {}) => {
      const headers = new Headers(options.headers);
      headers.set("Authorization", `Bearer ${token}`);
      return fetch(address, { ...options, headers });
    };
  }
  if (destination) return void (await engine.queryVoid(query, context));
  const result = await engine.query(query, context);
  const { data } = await engine.resultToString(result, type ?? "application/sparql-results+json");
  return text(data);
}

const answers = [];
for (const job of JSON.parse(await text(process.stdin))) {
  try {
    answers.push({ answer: (await answer(job)) ?? null });
  } catch (error) {
    answers.push({ error: error.message });
  }
}
process.stdout.write(JSON.stringify(answers));
