/* The selection guide's engine, the same as scripts/sitedata/judge/guide.py: a test compares the two on every combination of answers.
   `guide` is what that module's as_json gives; `answers` maps questions to values, `weights` criteria to 0 … 3 where a reader changed them. */
const WEIGHTS = [0, 1, 2, 3];

const counts = (rule, answers) => rule.when[rule.all ? "every" : "some"](([question, values]) => values.includes(answers[question]));

function side(guide, counting, direction, weights) {
  const mine = counting.filter((rule) => rule.direction === direction && weights[rule.criterion]);
  mine.sort((a, b) => weights[b.criterion] * b.strength - weights[a.criterion] * a.strength); // stable: equal ones keep their order
  return Object.fromEntries(guide.frameworks.map((framework) => [framework, mine.filter((rule) => rule.frameworks.includes(framework))]));
}

export const weighed = (rule, weights) => weights[rule.criterion] * rule.strength;

function first(guide, speaksFor, against, weights) {
  const sum = (rules) => rules.reduce((total, rule) => total + weighed(rule, weights), 0);
  const sums = guide.frameworks
    .filter((framework) => speaksFor[framework].length || !guide.if_it_fits.includes(framework))
    .map((framework) => [framework, sum(speaksFor[framework]) - sum(against[framework])]);
  const best = Math.max(...sums.map(([, total]) => total));
  return sums.filter(([, total]) => best - total < guide.margin).map(([framework]) => framework);
}

export function evaluate(guide, answers, changed = {}) {
  const weights = { ...guide.weights, ...changed };
  const counting = guide.rules.filter((rule) => counts(rule, answers));
  const [speaksFor, against] = ["for", "against"].map((direction) => side(guide, counting, direction, weights));
  const [neutral, unknown] = ["neutral", "unknown"].map((direction) => counting.filter((rule) => rule.direction === direction));
  return { weights, for: speaksFor, against, neutral, unknown, first: counting.length ? first(guide, speaksFor, against, weights) : [] };
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
  found.hinges = used.filter((rule) => tipped(now.first, first(guide, without(rule, now.for), without(rule, now.against), now.weights))).map((rule) => rule.id);
  return found;
}

/* One line that says all of an answer, as in_short in guide.py. */
export function inShort(guide, answer) {
  const ids = (rules) => rules.map((rule) => rule.id).join();
  const parts = guide.frameworks.map((framework) => `${framework} +${ids(answer.for[framework])} -${ids(answer.against[framework])}`);
  return [...parts, `=${ids(answer.neutral)}`, `?${ids(answer.unknown)}`, `first:${answer.first.join()}`].join(" ");
}
