/* The selection guide's engine, the same as scripts/sitedata/judge/guide.py: a test compares the two on many combinations of options.
   `guide` is what that module's as_json gives; `given` lists ids of options, `changed` has criteria with 0 … 3 where a reader changed them. */
const WEIGHTS = [0, 1, 2, 3];

const meets = (given) => (group) => group.some((option) => given.includes(option));
const allowed = (row, given) => !row.unless.some((option) => given.includes(option));
const counts = (rule, given) => rule.when[rule.all ? "every" : "some"](meets(given)) && allowed(rule, given);

export const weighed = (rule, weights) => weights[rule.criterion] * rule.strength;
export const questionOf = (guide, option) => Object.keys(guide.questions).find((question) => guide.questions[question].includes(option));
/* With one option more: see with_option in guide.py. */
export function withOption(guide, given, option) {
  const question = questionOf(guide, option);
  return [...guide.several.includes(question) ? given : given.filter((each) => !guide.questions[question].includes(each)), option];
}

function side(guide, counting, direction, weights) {
  const place = (rule) => guide.steps.findIndex(([step]) => step === guide.step[rule.criterion]);
  const mine = counting.filter((rule) => rule.direction === direction && weights[rule.criterion]);
  mine.sort((a, b) => place(a) - place(b) || weighed(b, weights) - weighed(a, weights)); // stable: equal ones keep their order
  return Object.fromEntries(guide.frameworks.map((framework) => [framework, mine.filter((rule) => rule.frameworks.includes(framework))]));
}

/* For each target that is asked, a framework's routes there, the best first. */
function reached(guide, given) {
  const usable = guide.routes.filter((route) => route.when.every(meets(given)) && allowed(route, given));
  const targets = Object.values(guide.questions).flat().filter((option) => given.includes(option) && guide.routes.some((route) => route.targets.includes(option)));
  return targets.map((target) => {
    const mine = usable.filter((route) => route.targets.includes(target)).sort((a, b) => b.worth - a.worth || b.when.length - a.when.length); // stable
    return Object.fromEntries(guide.frameworks.map((id) => [id, mine.filter((route) => route.frameworks.includes(id))]).filter(([, routes]) => routes.length));
  });
}
/* From these frameworks to what is asked, the maintained ones first. */
export const leading = (reachable, first) => [...new Set(reachable.flatMap((routes) => first.flatMap((id) => (routes[id] || []).filter((route) => route.worth))))].sort((a, b) => b.worth - a.worth);

/* Who is left after each step: see decide in guide.py. */
function decide(guide, reachable, speaksFor, against, weights) {
  const asked = guide.frameworks.filter((id) => !guide.if_it_fits.includes(id) || speaksFor[id].some((rule) => rule.strength > 1));
  const best = (id) => reachable.filter((routes) => routes[id]).map((routes) => routes[id][0]);
  const worth = Object.fromEntries(asked.map((id) => [id, Math.min(2, ...best(id).map((route) => route.worth))]));
  const most = Math.max(...Object.values(worth));
  const out = asked.filter((id) => worth[id] === 0 && most), behind = asked.filter((id) => worth[id] > 0 && worth[id] < most);
  const tried = behind.filter((id) => speaksFor[id].some((rule) => rule.criterion === guide.existing && rule.strength === 3)); // code of theirs is there
  const second = behind.filter((id) => !tried.includes(id));
  const held = [...out, ...behind].map((id) => [id, best(id).filter((route) => route.worth < most)]);
  let left = asked.filter((id) => worth[id] === most || tried.includes(id));
  const how = (before, after, something) => after.length < before.length ? "narrows" : something ? "open" : "silent";
  const steps = [{ id: guide.steps[0][0], how: how(asked, left, reachable.length), who: left }];
  const told = Object.fromEntries(guide.frameworks.map((id) => [id, new Set()]));
  const sum = (rules, step, known) => rules.reduce((total, rule) => {
    if (guide.step[rule.criterion] !== step || (rule.fact && known.has(rule.fact))) return total;
    if (rule.fact) known.add(rule.fact);
    return total + weighed(rule, weights);
  }, 0);
  for (const [id] of guide.steps.slice(1)) {
    const sums = Object.fromEntries(asked.map((each) => [each, sum(speaksFor[each], id, told[each]) - sum(against[each], id, told[each])]));
    const foremost = (among) => among.filter((each) => Math.max(...among.map((other) => sums[other])) - sums[each] < guide.margin);
    const stay = foremost(left), favoured = foremost(asked);
    const step = { id, how: how(left, stay, asked.some((each) => [...speaksFor[each], ...against[each]].some((rule) => guide.step[rule.criterion] === id))), who: stay };
    if (step.how === "open" && !favoured.some((each) => left.includes(each))) [step.how, step.who] = ["disagrees", favoured];
    else if (step.how === "open" && favoured.length < asked.length) step.how = "agrees";
    steps.push(step);
    left = stay;
  }
  const last = steps.findLast((step) => step.how === "narrows");
  if (last) last.how = "decides";
  return { first: left, out, second, tried, held, steps };
}

export function evaluate(guide, given, changed = {}) {
  const weights = { ...guide.weights, ...changed };
  const counting = guide.rules.filter((rule) => counts(rule, given));
  const [speaksFor, against] = ["for", "against"].map((direction) => side(guide, counting, direction, weights));
  const [neutral, unknown, before] = ["neutral", "unknown", "before"].map((direction) => counting.filter((rule) => rule.direction === direction));
  const reachable = reached(guide, given);
  const decision = given.length ? decide(guide, reachable, speaksFor, against, weights) : { first: [], out: [], second: [], tried: [], held: [], steps: [] };
  return { weights, for: speaksFor, against, neutral, unknown, before, ...decision, routes: leading(reachable, decision.first), reachable };
}

const same = (a, b) => a.join() === b.join();
const tipped = (now, then) => !same(now, then) && (now.length === 1 || then.length === 1 || !now.some((each) => then.includes(each)));

export function tips(guide, given, changed = {}) {
  const now = evaluate(guide, given, changed);
  const kept = (list) => list.filter((each) => tipped(now.first, each.at(-1)));
  const found = {};
  found.options = kept(Object.values(guide.questions).flat().filter((option) => !given.includes(option))
    .map((option) => [option, evaluate(guide, withOption(guide, given, option), changed).first]));
  found.weights = kept(Object.keys(guide.weights).flatMap((criterion) => WEIGHTS
    .filter((weight) => weight !== now.weights[criterion])
    .map((weight) => [criterion, weight, evaluate(guide, given, { ...changed, [criterion]: weight }).first])));
  const without = (rule, sides) => Object.fromEntries(Object.entries(sides).map(([framework, rules]) => [framework, rules.filter((each) => each !== rule)]));
  const used = guide.rules.filter((rule) => [now.for, now.against].some((sides) => Object.values(sides).some((rules) => rules.includes(rule))));
  found.hinges = used.filter((rule) => tipped(now.first, decide(guide, now.reachable, without(rule, now.for), without(rule, now.against), now.weights).first)).map((rule) => rule.id);
  return found;
}

/* The questions without an answer that can still change it: see still_open in guide.py. */
export function stillOpen(guide, given, changed = {}) {
  const said = (options) => { const answer = evaluate(guide, options, changed); return [answer.first.join(), answer.routes.map((route) => route.id).join()].join("|"); };
  const now = said(given);
  return Object.keys(guide.questions).filter((question) => !guide.questions[question].some((option) => given.includes(option))
    && guide.questions[question].some((option) => said(withOption(guide, given, option)) !== now));
}

/* One line that says all of an answer, as in_short in guide.py. */
export function inShort(guide, answer) {
  const ids = (rows) => rows.map((row) => row.id).join();
  const parts = guide.frameworks.map((framework) => `${framework} +${ids(answer.for[framework])} -${ids(answer.against[framework])}`);
  parts.push(`=${ids(answer.neutral)}`, `?${ids(answer.unknown)}`, `^${ids(answer.before)}`, `out:${answer.out.join()}`, `second:${answer.second.join()}`, `tried:${answer.tried.join()}`);
  parts.push(...answer.held.map(([id, routes]) => `${id}<${ids(routes)}`), ...answer.steps.map((step) => `${step.id}:${step.how}:${step.who.join()}`));
  return [...parts, `routes:${ids(answer.routes)}`, `first:${answer.first.join()}`].join(" ");
}
