// Grades answers as Mozilla's HTTP Observatory does: `node observatory.mjs HOST PORT PATH...`, a JSON array.
//
// Its own program asks on the ports 80 and 443 only; what it is made of takes others.
import { existsSync, writeFileSync } from "node:fs";

const source = new URL("node_modules/@mdn/mdn-http-observatory/", import.meta.url);
const preloaded = new URL("conf/hsts-preload.json", source);
// A list of 14 MB that its installer fetches; no host of this machine is in it.
if (!existsSync(preloaded)) writeFileSync(preloaded, "{}");

const { ALL_TESTS } = await import(new URL("src/constants.js", source));
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await import(new URL("src/grader/charts.js", source));
const grader = await import(new URL("src/grader/grader.js", source));
const { retrieve } = await import(new URL("src/retriever/retriever.js", source));

const [host, port, ...paths] = process.argv.slice(2);
const grades = [];
for (const path of paths) {
  const found = await retrieve(host, { httpPort: port, httpsPort: port, path });
  if (!found.responses.auto) throw new Error(`${path} is not answered`);
  const tests = ALL_TESTS.map((test) => test(found)).map((each) => ({
    name: each.constructor.name,
    result: each.result,
    passed: each.pass,
    points: grader.getScoreModifier(each.result),
    said: grader.getScoreDescription(each.result).replace(/<[^>]*>/g, "").replace(/\s+/g, " ").trim(),
  }));
  // As src/scanner/index.js counts: what is beyond the requirements counts only where these are met.
  const minus = tests.reduce((sum, each) => sum + Math.min(0, each.points), 100);
  const all = tests.reduce((sum, each) => sum + each.points, 100);
  const { score, grade } = grader.getGradeForScore(minus >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? all : minus);
  grades.push({ path, score, grade, tests });
}
console.log(JSON.stringify(grades));
