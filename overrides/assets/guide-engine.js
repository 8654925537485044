/* The selection guide's engine, the same as scripts/sitedata/judge/guide.py: a test compares the two on many combinations of answers.
   `guide` is what that module's as_json gives; `answers` maps questions to values, `weights` criteria to 0 … 3 where a reader changed them. */
const WEIGHTS = [0, 1, 2, 3];

const counts = (rule, answers) => rule.when[rule.all ? "every" : "some"](([question, values]) => values.includes(answers[question]))
  && !rule.unless.some(([question, value]) => answers[question] === value);

export const weighed = (rule, weights) => weights[rule.criterion] * rule.strength;

function side(guide, counting, direction, weights) {
  const place = (rule) => guide.steps.findIndex(([step]) => step === guide.step[rule.criterion]);
  const mine = counting.filter((rule) => rule.direction === direction && weights[rule.criterion]);
  mine.sort((a, b) => place(a) - place(b) || weighed(b, weights) - weighed(a, weights)); // stable: equal ones keep their order
  return Object.fromEntries(guide.frameworks.map((framework) => [framework, mine.filter((rule) => rule.frameworks.includes(framework))]));
}

/* Who is left after each step: see decide in guide.py. */
function decide(guide, speaksFor, against, weights) {
  const asked = guide.frameworks.filter((framework) => speaksFor[framework].length || !guide.if_it_fits.includes(framework));
  const withWay = (way) => asked.filter((framework) => [...speaksFor[framework], ...against[framework]].some((rule) => rule.way === way));
  const [out, second] = [withWay("none"), withWay("experimental")];
  const those = (list, gone) => { const kept = list.filter((each) => !gone.includes(each)); return kept.length ? kept : list; };
  let first = those(those(asked, out), second);
  let left = first.length < asked.length ? [["possible", first]] : [];
  const told = Object.fromEntries(guide.frameworks.map((framework) => [framework, new Set()]));
  const sum = (rules, step, known) => rules.reduce((total, rule) => {
    if (guide.step[rule.criterion] !== step || (rule.fact && known.has(rule.fact))) return total;
    if (rule.fact) known.add(rule.fact);
    return total + weighed(rule, weights);
  }, 0);
  for (const [step] of guide.steps) {
    const sums = first.map((framework) => sum(speaksFor[framework], step, told[framework]) - sum(against[framework], step, told[framework]));
    const best = Math.max(...sums);
    const stay = first.filter((_, index) => best - sums[index] < guide.margin);
    if (stay.length < first.length) left = [...left.filter(([each]) => each !== step), [step, stay]];
    first = stay;
  }
  return { first, out, second, left };
}

export function evaluate(guide, answers, changed = {}) {
  const weights = { ...guide.weights, ...changed };
  const counting = guide.rules.filter((rule) => counts(rule, answers));
  const [speaksFor, against] = ["for", "against"].map((direction) => side(guide, counting, direction, weights));
  const [neutral, unknown] = ["neutral", "unknown"].map((direction) => counting.filter((rule) => rule.direction === direction));
  const decision = counting.length ? decide(guide, speaksFor, against, weights) : { first: [], out: [], second: [], left: [] };
  const ways = guide.ways.filter((way) => way.frameworks.some((each) => decision.first.includes(each)) && way.when.every(([question, values]) => values.includes(answers[question])));
  ways.sort((a, b) => b.kept - a.kept); // stable
  return { weights, for: speaksFor, against, neutral, unknown, ways, ...decision };
}

const same = (a, b) => a.join() === b.join();
const tipped = (now, then) => !same(now, then) && (now.length === 1 || then.length === 1 || !now.some((each) => then.includes(each)));

export function tips(guide, answers, changed = {}) {
  const now = evaluate(guide, answers, changed);
  const kept = (list) => list.filter(([, , then]) => tipped(now.first, then));
  const found = { answers: [], weights: [], hinges: [] };
  found.answers = kept(Object.entries(guide.questions).flatMap(([question, values]) => values
    .filter((value) => answers[question] !== value)
    .map((value) => [question, value, evaluate(guide, { ...answers, [question]: value }, changed).first])));
  found.weights = kept(Object.keys(guide.weights).flatMap((criterion) => WEIGHTS
    .filter((weight) => weight !== now.weights[criterion])
    .map((weight) => [criterion, weight, evaluate(guide, answers, { ...changed, [criterion]: weight }).first])));
  const without = (rule, sides) => Object.fromEntries(Object.entries(sides).map(([framework, rules]) => [framework, rules.filter((each) => each !== rule)]));
  const used = guide.rules.filter((rule) => [now.for, now.against].some((sides) => Object.values(sides).some((rules) => rules.includes(rule))));
  found.hinges = used.filter((rule) => tipped(now.first, decide(guide, without(rule, now.for), without(rule, now.against), now.weights).first)).map((rule) => rule.id);
  return found;
}

/* One line that says all of an answer, as in_short in guide.py. */
export function inShort(guide, answer) {
  const ids = (rules) => rules.map((rule) => rule.id).join();
  const parts = guide.frameworks.map((framework) => `${framework} +${ids(answer.for[framework])} -${ids(answer.against[framework])}`);
  const how = [["out", answer.out], ["second", answer.second], ...answer.left].map(([step, who]) => `${step}:${who.join()}`);
  how.push(`ways:${ids(answer.ways)}`);
  return [...parts, `=${ids(answer.neutral)}`, `?${ids(answer.unknown)}`, ...how, `first:${answer.first.join()}`].join(" ");
}
