/* The selection guide on its page: reads the options from the form and the address, shows what guide-engine.js makes of them.
   Reasons and routes with their marks are taken from the tables below, where the build wrote them. Loaded by site.js. */
import { evaluate, leading, questionOf, stillOpen, tips, weighed, withOption } from "./guide-engine.js";

const COPIED_MS = 4000;
const HANGS = "the answer hangs on it";
const LONG = 3600; // characters of an answer that fill a printed page in the usual size
const MOST_STACKS = 3;
const HOW = { decides: "decided here", narrows: "fewer are left", agrees: "agrees", disagrees: "would say otherwise", open: "leaves it open", silent: "no reason given" };

const make = (tag, className, ...content) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
};
const plain = (element) => element.textContent.replace(/\s+/g, " ").trim();

export function openGuide(box) {
  const guide = JSON.parse(box.dataset.guide);
  const form = box.querySelector("form");
  const answerBox = box.querySelector(".guide-answer");
  const said = box.querySelector(".guide-first");
  const begin = [...answerBox.childNodes]; // what stands there before the first answer
  const opened = new Set(), closed = new Set(); // folds that the reader opened or closed
  const control = (name) => form.elements[name];
  const names = (ids) => ids.map((id) => guide.names[id]);
  const listOf = (words, last = "or") => words.length > 1 ? `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}` : words.join("");
  const input = (option) => form.querySelector(`[data-option="${option}"]`);
  const fieldset = (question) => form.querySelector(`[data-question="${question}"]`);
  const short = (question) => fieldset(question).dataset.short;
  const optionTitle = (option) => plain(input(option).parentElement);
  const valueOf = (option) => input(option).value;
  const criterionTitle = (criterion) => plain(control(`weight-${criterion}`).parentElement.firstElementChild);

  const state = () => ({
    given: Object.values(guide.questions).flat().filter((option) => input(option).checked),
    weights: Object.fromEntries(Object.keys(guide.weights).map((each) => [each, guide.words.indexOf(control(`weight-${each}`).value)]).filter(([each, weight]) => weight !== guide.weights[each])),
  });
  const queryOf = ({ given, weights }) => new URLSearchParams([
    ...Object.entries(guide.questions).flatMap(([question, options]) => options.filter((option) => given.includes(option)).map((option) => [question, valueOf(option)])),
    ...Object.entries(weights).map(([criterion, weight]) => [`weight-${criterion}`, guide.words[weight]]),
  ]).toString();

  /* The questions that have an answer, each with its chosen options. */
  const answersOf = (given) => Object.entries(guide.questions).map(([question, options]) => [question, options.filter((option) => given.includes(option))]).filter(([, chosen]) => chosen.length);
  const told = ([question, chosen]) => `${short(question)}: ${chosen.map(optionTitle).join(", ")}`;

  /* Sets the form from an address, of earlier days too. What it does not know it leaves. */
  function take(search) {
    const ignored = [];
    form.reset();
    for (const [name, value] of new URLSearchParams(search)) {
      if (!value) continue; // a question of a form that was left open
      const criterion = name.replace(/^weight-/, ""), option = `${name}-${value}`;
      const meant = Object.hasOwn(guide.formerly, option) ? guide.formerly[option] : (Object.hasOwn(guide.questions, name) && guide.questions[name].includes(option) ? [option] : []);
      if (meant.length) for (const each of meant) input(each).checked = true;
      else if (name !== criterion && Object.hasOwn(guide.weights, criterion) && guide.words.includes(value)) control(name).value = value;
      else if (name !== criterion || Object.hasOwn(guide.questions, name)) ignored.push(`${name}=${value}`);
    }
    if (Object.keys(state().weights).length) form.querySelector(".guide-weights").open = true;
    box.querySelector(".guide-ignored").textContent = ignored.length ? `Left out, because the guide does not know it: ${ignored.join(", ")}.` : "";
  }

  /* `ends`: framework → what runs its model in the end. */
  function headline(first, ends = {}) {
    const groups = new Map();
    for (const id of first) {
      const key = (ends[id] || []).join(" and ");
      groups.set(key, [...groups.get(key) || [], guide.names[id]]);
    }
    if (!first.length) return "Answer a question to see where to look first.";
    if (first.length === guide.frameworks.length && groups.size === 1 && groups.has("")) return "Any of the four";
    const said = [...groups].map(([end, all]) => listOf(all) + (end && ` with ${end}`));
    return first.length === 1 ? `Look first at ${said[0]}` : `Either: ${said.join("; or ")}`;
  }
  const MOST_RUNTIMES = 2;
  const endsOf = (answer) => Object.fromEntries(answer.first.map((id) => {
    const best = answer.reachable.filter((routes) => routes[id]).map((routes) => routes[id].filter((each) => each.worth === routes[id][0].worth).map((each) => guide.runtimes[each.id]));
    const named = best.map((own) => own.filter(Boolean)).filter((own) => own.length);
    const shared = named[1] && named[0].find((name) => named.every((own) => own.includes(name)));
    return [id, shared ? [shared] : [...new Set(best.map((own) => own[0]).filter(Boolean))].slice(0, MOST_RUNTIMES)];
  }));

  const onlyTried = (answer) => answer.first.length > 0 && answer.first.every((id) => answer.tried.includes(id));

  /* What decided it, or what would. */
  function because(answer, asked) {
    const there = answer.first.filter((id) => answer.tried.includes(id));
    if (onlyTried(answer)) return "Only an experimental way leads there from what you have: try it before you rewrite.";
    if (there.length) return `From what you have, ${listOf(names(there))}, only an experimental way leads there.`;
    const last = answer.steps.find((step) => step.how === "decides");
    const kept = answer.first.every((id) => answer.reachable.every((routes) => !routes[id] || routes[id][0].worth === 2));
    if (last && last.id === guide.steps[0][0]) return kept ? "The others have no way there that is kept up." : "Nobody has a way there that is kept up; these have an experimental one.";
    const reason = last && answer.first.flatMap((id) => answer.for[id]).find((rule) => guide.step[rule.criterion] === last.id);
    if (reason && answer.first.length === 1) return `Above all: ${textOf(reason)}`;
    return asked.length && answer.first.length > 1 ? `What would decide between them: ${listOf(asked.map((question) => short(question).toLowerCase()))}.` : "No step parts them by a clear reason.";
  }

  // --- reasons and routes, from the tables ---
  const rowOf = (rule) => document.getElementById(`rule-${rule.id}`);
  const routeRow = (route) => document.getElementById(`route-${route.id}`);
  const textOf = (rule) => plain(rowOf(rule).querySelector(".reason-text"));
  function reason(rule, side, hinges = [], who = []) {
    const row = rowOf(rule);
    const item = make("li", `reason is-${side}`, ...who.length ? [make("b", "", `${names(who).join(", ")}: `)] : [], row.querySelector(".reason-text").cloneNode(true), " ");
    if (hinges.includes(rule.id)) item.append(make("b", "hinge", HANGS), " ");
    item.append(row.querySelector(".reason-marks").cloneNode(true));
    return item;
  }
  const listed = (rules, side) => rules.map((rule) => reason(rule, side));
  const copied = (route, ...parts) => parts.flatMap((part) => [routeRow(route).querySelector(part).cloneNode(true), " "]);

  const routesOf = (answer, id) => leading(answer.reachable, [id]);
  /* Frameworks with the same ways stand in one stack. */
  function alike(answer, frameworks) {
    const groups = new Map();
    for (const id of frameworks) {
      const key = routesOf(answer, id).filter((route) => route.worth === 2).map((route) => route.id).join() || id;
      groups.set(key, [...groups.get(key) || [], id]);
    }
    return [...groups.values()];
  }

  /* A way to each target: what to write in, where models come from, what runs it. */
  function stack(ids, answer, given, after = "") {
    const models = [...document.querySelectorAll("#guide-models tbody tr")]
      .filter((row) => ids.some((id) => row.dataset.frameworks.split(" ").includes(id)) && row.dataset.when.split(" ").some((option) => given.includes(option)))
      .map((row) => row.querySelector("a").cloneNode(true));
    const mine = routesOf(answer, ids[0]);
    const old = mine.some((route) => route.when.flat().some((option) => option.startsWith("code-"))); // an older release
    const kept = mine.filter((route) => route.worth === 2), others = mine.filter((route) => route.worth < 2);
    const item = (route) => make("li", "", ...copied(route, ".way", ".way-short", ".way-page"));
    const title = ids.flatMap((id, index) => [index ? " or " : "", make("b", "", guide.names[id]), " ", make("small", "", after || (old ? "" : guide.releases[id]))]);
    const ends = [...document.querySelectorAll([...ids.map((id) => `#newest-${old ? "" : id} a`), ...mine.map((route) => `#route-${route.id} .way-end`)])];
    return make("section", `stack is-${ids[0]}`,
      make("h2", "", ...title),
      make("p", "stack-models", ...new Map(ends.map((each) => [plain(each), each.cloneNode(true)])).values()),
      ...models.length ? [make("p", "stack-models", "Models from ", ...models.flatMap((link, index) => [index ? ", " : "", link]))] : [],
      ...kept.length ? [make("ul", "stack-routes", ...kept.map(item))] : [],
      ...others.length ? [fold(`more-${ids[0]}`, kept.length ? `${others.length} more, experimental` : "Experimental only", !kept.length, make("ul", "stack-routes", ...others.map(item)))] : []);
  }

  function fold(key, summary, open, ...content) {
    const made = make("details", "", make("summary", "", ...[summary].flat()), ...content);
    made.open = opened.has(key) || (open && !closed.has(key));
    made.firstChild.addEventListener("click", () => {
      const [now, before] = made.open ? [closed, opened] : [opened, closed];
      now.add(key);
      before.delete(key);
    });
    return made;
  }

  function balance(answer, order, step) {
    const rulesOf = (side, id) => answer[side][id].filter((rule) => guide.step[rule.criterion] === step);
    const sum = (rules) => rules.reduce((total, rule) => total + weighed(rule, answer.weights), 0);
    const shown = make("div", "balance");
    shown.setAttribute("aria-hidden", "true");
    shown.style.setProperty("--most", Math.max(1, ...order.flatMap((id) => [sum(rulesOf("for", id)), sum(rulesOf("against", id))])));
    for (const id of order) {
      const blocks = (rules, className) => make("span", className, ...rules.map((rule) => {
        const block = make("i");
        block.style.setProperty("--n", weighed(rule, answer.weights));
        block.title = textOf(rule);
        return block;
      }));
      shown.append(make("div", `balance-row is-${id}`, make("span", "balance-name", guide.names[id]), blocks(rulesOf("against", id), "balance-against"), blocks(rulesOf("for", id), "balance-for")));
    }
    return shown;
  }

  /* The five steps, each with what it says and, in its fold, why. */
  function stepList(answer, order, hinges) {
    return make("ol", "guide-steps", ...answer.steps.map((step) => {
      const title = new Map(guide.steps).get(step.id);
      const who = step.how === "disagrees" ? `it speaks for ${listOf(names(step.who), "and")}` : step.how === "silent" ? "" : `${listOf(names(step.who), "and")} ${step.who.length > 1 ? "stay" : "stays"}`;
      const words = [make("b", "", title), " ", make("span", `how how-${step.how}`, HOW[step.how]), who && step.how !== "open" ? ` ${who}` : ""];
      const content = [];
      if (step.id === guide.steps[0][0]) {
        const gone = answer.held.map(([id, routes]) => make("li", `gate is-${id}`, make("b", "", `${guide.names[id]} ${answer.out.includes(id) ? "is out" : answer.second.includes(id) ? "comes second" : "has only an experimental way, and code that is there"}`), ": ", ...routes.flatMap((route) => copied(route, ".way", ".way-page"))));
        if (gone.length) content.push(make("ul", "", ...gone));
      } else {
        const sides = [["for", answer.for], ["against", answer.against]].flatMap(([side, rules]) => [...new Set(Object.values(rules).flat())]
          .filter((rule) => guide.step[rule.criterion] === step.id).map((rule) => reason(rule, side, hinges, order.filter((id) => rule.frameworks.includes(id)))));
        if (sides.length) content.push(balance(answer, order, step.id), make("ul", "reasons", ...sides));
      }
      return make("li", `step is-${step.how}`, content.length ? fold(`step-${step.id}`, words, false, ...content) : make("p", "", ...words));
    }));
  }

  /* What would come first → the changes that lead there: words and address. */
  function tipping(found, now) {
    const grouped = new Map();
    const add = (then, words, changed) => {
      const key = headline(then);
      if (!grouped.has(key)) grouped.set(key, []);
      grouped.get(key).push([words, queryOf(changed)]);
    };
    for (const [option, then] of found.options) add(then, `${short(questionOf(guide, option))}: ${optionTitle(option)}`, { ...now, given: withOption(guide, now.given, option) });
    for (const [criterion, weight, then] of found.weights) add(then, `${criterionTitle(criterion)} counts ${guide.words[weight]}`, { ...now, weights: { ...now.weights, [criterion]: weight } });
    return grouped;
  }
  function tipList(grouped, hinges) {
    const falls = hinges.length ? [make("li", "", make("b", "", "Another answer"), ` if a reason falls that is marked “${HANGS}”`)] : [];
    return make("ul", "tips", ...falls, ...[...grouped].map(([outcome, changes]) => {
      const item = make("li", "", make("b", "", outcome), " if ");
      changes.forEach(([words, query], index) => {
        const link = make("a", "guide-link", words);
        link.href = `?${query}`;
        item.append(index ? "; " : "", link);
      });
      return item;
    }));
  }
  const adviceFor = (given) => [...document.querySelectorAll(".advice")].filter((each) => each.dataset.options.split(" ").some((option) => given.includes(option)));

  /* Which questions can still change the answer, the first of them marked; the others step back. */
  function markQuestions(now) {
    const asked = now.given.length ? stillOpen(guide, now.given, now.weights) : Object.keys(guide.questions);
    for (const [question, options] of Object.entries(guide.questions)) {
      const chosen = options.filter((option) => now.given.includes(option));
      const place = fieldset(question);
      const settled = !chosen.length && !asked.includes(question) && !("wanted" in place.dataset);
      place.classList.toggle("is-settled", settled);
      place.classList.toggle("is-next", now.given.length > 0 && question === asked[0]);
      const says = place.querySelector(".guide-says");
      says.textContent = settled ? "Alone it cannot change this answer. " : chosen.map((option) => input(option).dataset.says).join(" ");
      if (settled) says.append(Object.assign(make("button", "", "Answer it anyway"), { type: "button", name: "anyway" }));
    }
    return asked;
  }

  // --- showing ---
  let shown; // the answer on the screen, for copying
  function show() {
    const now = state();
    const answered = answersOf(now.given).length;
    const answer = evaluate(guide, now.given, now.weights);
    const found = answered ? tips(guide, now.given, now.weights) : { options: [], weights: [], hinges: [] };
    const asked = markQuestions(now);
    const order = [...guide.frameworks].sort((a, b) => answer.first.includes(b) - answer.first.includes(a));
    const parting = [...new Set(found.options.filter(([, then]) => then.length === 1).map(([option]) => questionOf(guide, option)))].filter((question) => asked.includes(question));
    shown = { now, answer, order, hinges: found.hinges, tipping: tipping(found, now), parting };
    box.classList.toggle("is-answered", answered > 0);
    for (const each of [".guide-tools", ".guide-why"]) box.querySelector(each).hidden = !answered;
    const words = headline(answer.first, endsOf(answer));
    const rest = answered ? make("small", "", `${because(answer, parting)} ${answered} of ${Object.keys(guide.questions).length} answered${asked.length ? "" : "; no other can change it"}.`) : "";
    const before = answer.before.map((rule) => make("span", "guide-first-of-all", `First of all: ${textOf(rule)}`));
    if (plain(said) !== plain(make("p", "", words, " ", ...before, rest))) said.replaceChildren(words, " ", ...before, rest);
    const section = (key, title, ...content) => fold(key, make("b", "", title), false, ...content);
    const advice = adviceFor(now.given);
    const instead = onlyTried(answer) ? answer.steps[0].who.filter((id) => !answer.tried.includes(id)) : [];
    answerBox.replaceChildren(...answered ? [
      make("p", "guide-given", answersOf(now.given).map(told).join(" · ")),
      ...answer.before.map((rule) => make("p", "guide-before", make("b", "", "First of all: "), rowOf(rule).querySelector(".reason-text").cloneNode(true), " ", rowOf(rule).querySelector(".reason-marks").cloneNode(true))),
      make("div", "guide-stacks", ...alike(answer, answer.first).slice(0, MOST_STACKS).map((ids) => stack(ids, answer, now.given)),
        ...alike(answer, instead).slice(0, MOST_STACKS).map((ids) => stack(ids, answer, now.given, "kept up, after a rewrite"))),
      make("h2", "", "How it came to that"),
      stepList(answer, order, found.hinges),
      make("div", "guide-rest",
        ...shown.tipping.size + found.hinges.length ? [section("tips", "What would change it", tipList(shown.tipping, found.hinges))] : [],
        ...answer.neutral.length ? [section("neutral", "What does not decide it", make("ul", "reasons", ...listed(answer.neutral, "neutral")))] : [],
        ...answer.unknown.length ? [section("unknown", "What we do not know", make("ul", "reasons", ...listed(answer.unknown, "unknown")))] : [],
        ...advice.length ? [section("advice", "What the article advised for this", make("ul", "advice-list", ...advice.map((each) => make("li", "", `${each.dataset.advice} `, ...each.cloneNode(true).childNodes))))] : []),
      make("p", "guide-address"),
    ] : begin);
    box.classList.toggle("is-long", plain(answerBox).length > LONG);
    tellAddress();
  }
  /* On paper an answer names its address. */
  function tellAddress() {
    const place = answerBox.querySelector(".guide-address");
    if (place) place.textContent = `${addressNow()} · evidence as of ${box.dataset.of}`;
  }
  function addressNow() {
    const address = new URL(location);
    address.search = queryOf(state());
    return address;
  }
  function remember() {
    history.replaceState(history.state, "", addressNow());
    tellAddress();
    box.querySelector(".guide-ignored").textContent = "";
  }

  // --- a decision record ---
  const escaped = (text) => text.replace(/[\\`*_[\]<>]/g, "\\$&");
  const links = (element) => [...element.querySelectorAll(".reason-marks a")].map((link) => `[${escaped(plain(link))}](${link.href})`);
  function line(rule, hinges) {
    const strength = ["", "slight", "clear", "strong"][rule.strength];
    const about = `${rule.criterion in guide.weights ? criterionTitle(rule.criterion) : "Reaching the target"}${strength ? `, ${strength}` : ""}${hinges.includes(rule.id) ? `, ${HANGS}` : ""}`;
    return `* ${escaped(textOf(rule))} (${[about, ...links(rowOf(rule))].join("; ")})`;
  }
  const wayLine = (route) => `* ${escaped(`${listOf(names(route.frameworks))} → ${plain(routeRow(route).querySelector(".way"))}`)} (${links(routeRow(route)).join("; ")})`;
  function record() {
    const { now, answer, order, hinges, parting } = shown;
    const block = (title, rules) => rules.length ? [title, "", ...rules.map((rule) => line(rule, hinges)), ""] : [];
    const answered = answersOf(now.given);
    const open = Object.keys(guide.questions).filter((question) => !answered.some(([each]) => each === question)).map(short);
    const changed = Object.entries(now.weights).map(([criterion, weight]) => `${criterionTitle(criterion)} counts ${guide.words[weight]} (default: ${guide.words[guide.weights[criterion]]})`);
    return [
      `# Deep learning framework: ${names(answer.first).join(" or ")}`, "",
      "* Status: proposed", `* Date: ${new Date().toLocaleDateString("sv")}`, `* Evidence as of: ${box.dataset.of}`, "",
      "## Context", "",
      ...answered.map((each) => `* ${told(each)}`),
      ...open.length ? [`* Left open: ${open.join(", ")}`] : [], ...changed.map((each) => `* ${each}`), "",
      "## Options considered", "",
      ...order.flatMap((id) => {
        const held = (answer.held.find(([each]) => each === id) || [, []])[1];
        return [`### ${guide.names[id]}${answer.first.includes(id) ? " (look here first)" : answer.out.includes(id) ? " (out)" : answer.second.includes(id) ? " (second)" : ""}`, "",
          ...held.length ? ["Held back:", "", ...held.map(wayLine), ""] : [],
          ...block("For:", answer.for[id]), ...block("Against:", answer.against[id]),
          ...answer.for[id].length + answer.against[id].length + held.length ? [] : ["Nothing in the answers speaks for or against it.", ""]];
      }),
      ...block("## First of all", answer.before), "## Decision", "", `${headline(answer.first, endsOf(answer))}. ${escaped(because(answer, parting))}`, "",
      ...answer.routes.length ? ["The way there:", "", ...answer.routes.map(wayLine), ""] : [],
      ...answer.steps.map((step) => `* ${new Map(guide.steps).get(step.id)}: ${HOW[step.how]}${step.how === "silent" ? "" : ` (${names(step.who).join(", ")})`}`), "",
      ...block("## What does not decide it", answer.neutral), ...block("## What we do not know", answer.unknown),
      ...shown.tipping.size ? ["## What would change it", "", ...[...shown.tipping].map(([outcome, changes]) => `* ${outcome} if ${changes.map(([words]) => words).join("; ")}`), ""] : [],
      "## Links", "", `* This answer with its reasons: ${addressNow()}`, `* Every reason: ${new URL("#every-reason", location.href.split("?")[0])}`, "",
    ].join("\n");
  }
  async function copy(text, what) {
    const done = box.querySelector(".guide-done"), field = box.querySelector(".guide-copy");
    try {
      await navigator.clipboard.writeText(text);
      field.hidden = true;
      done.textContent = `${what} copied.`;
      setTimeout(() => { done.textContent = ""; }, COPIED_MS);
    } catch { // no permission, or the page came over plain http
      field.hidden = false;
      field.querySelector("textarea").value = text;
      field.querySelector("textarea").select();
    }
  }

  /* A question that stepped back comes forth again when somebody wants it. */
  function want(place) {
    place.dataset.wanted = "";
    show();
    place.querySelector("input").focus();
  }

  const tools = {
    adr: () => copy(record(), "Decision record"),
    link: () => copy(addressNow().href, "Link"),
    print: () => print(),
    reset: () => {
      form.reset();
      for (const place of form.querySelectorAll("[data-wanted]")) delete place.dataset.wanted;
      show();
      remember();
      form.querySelector("input").focus();
    },
  };
  form.addEventListener("change", () => { show(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.guide-link");
    if (!link || !box.isConnected) return;
    event.preventDefault();
    event.stopPropagation();
    take(link.search);
    show();
    remember();
    said.focus({ preventScroll: true }); // the link may be gone
    box.scrollIntoView({ block: "start" });
  }, true);
  box.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (button?.name === "anyway") want(button.closest("fieldset"));
    else tools[button?.dataset.do]?.();
  });

  take(location.search);
  show();
  box.dataset.ready = "";
}
