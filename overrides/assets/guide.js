/* The selection guide on its page: reads the answers from the form and the address, shows what guide-engine.js makes of them.
   The reasons with their marks are taken from the table of all reasons below, where the build wrote them. Loaded by site.js. */
import { evaluate, tips, weighed } from "./guide-engine.js";

const NOT_OURS = ["h"]; // what the site's search adds to an address
const COPIED_MS = 4000;
const HANGS = "the answer hangs on it";
const LONG = 5200; // characters of an answer that fill a printed page in the usual size

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
  const opened = new Set(), closed = new Set(); // candidates that the reader unfolded or folded
  const control = (name) => form.elements[name];
  const names = (ids) => ids.map((id) => guide.names[id]);
  const chosen = (question) => form.querySelector(`[name="${question}"]:checked`);
  const short = (question) => form.querySelector(`[data-question="${question}"]`).dataset.short;
  const optionTitle = (question, value) => plain(form.querySelector(`[name="${question}"][value="${value}"]`).parentElement);
  const criterionTitle = (criterion) => plain(control(`weight-${criterion}`).parentElement.firstElementChild);

  const state = () => ({
    answers: Object.fromEntries(Object.keys(guide.questions).map((question) => [question, chosen(question).value]).filter(([, value]) => value)),
    weights: Object.fromEntries(Object.keys(guide.weights).map((each) => [each, guide.words.indexOf(control(`weight-${each}`).value)]).filter(([each, weight]) => weight !== guide.weights[each])),
  });
  const queryOf = ({ answers, weights }) => new URLSearchParams([
    ...Object.keys(guide.questions).filter((question) => answers[question]).map((question) => [question, answers[question]]),
    ...Object.entries(weights).map(([criterion, weight]) => [`weight-${criterion}`, guide.words[weight]]),
  ]).toString();

  /* Sets the form from an address; what it does not know it names and leaves. */
  function take(search) {
    const ignored = [];
    form.reset();
    for (const [name, value] of new URLSearchParams(search)) {
      const criterion = name.replace(/^weight-/, "");
      if (Object.hasOwn(guide.questions, name) && guide.questions[name].includes(value)) form.querySelector(`[name="${name}"][value="${value}"]`).checked = true;
      else if (name !== criterion && Object.hasOwn(guide.weights, criterion) && guide.words.includes(value)) control(name).value = value;
      else if (!NOT_OURS.includes(name)) ignored.push(`${name}=${value}`);
    }
    if (Object.keys(state().weights).length) form.querySelector(".guide-weights").open = true;
    box.querySelector(".guide-ignored").textContent = ignored.length ? `Left out, because the guide does not know it: ${ignored.join(", ")}.` : "";
  }

  function headline(first) {
    const all = names(first);
    if (!all.length) return "Answer a question to see where to look first.";
    if (all.length === 1) return `Look first at ${all[0]}`;
    return all.length === guide.frameworks.length ? "Any of the four" : `Either: ${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;
  }

  function because(answer, given) {
    const [best] = answer.first;
    const reasons = answer.for[best] || [];
    const decided = answer.left.length ? answer.left.at(-1)[0] : "";
    const above = reasons.find((rule) => guide.step[rule.criterion] === decided) || reasons[0];
    if (answer.first.length === 1 && above) return `Above all: ${textOf(above)}`;
    const some = guide.frameworks.some((each) => answer.for[each].length || answer.against[each].length);
    return some ? "No step parts them by a clear reason." : `Nothing that you answered tells them apart${given ? "" : " yet"}.`;
  }

  /* How it came to that, step by step: see steps_of in guide.py's pages. */
  function stepList(answer) {
    const why = (id, way) => textOf([...answer.against[id], ...answer.for[id]].find((rule) => rule.way === way));
    const gone = [["out", "none", "is out"], ["second", "experimental", "comes second"]].flatMap(([list, way, words]) => answer[list].map((id) => [`${guide.names[id]} ${words}`, why(id, way)]));
    const left = answer.left.map(([step, ids]) => [new Map(guide.steps).get(step), `${names(ids).join(", ")} ${ids.length > 1 ? "stay" : "stays"}`]);
    return [...gone, ...left].map(([bold, text]) => make("li", "", make("b", "", bold), `: ${text}`));
  }

  // --- reasons, from the table ---
  const rowOf = (rule) => document.getElementById(`rule-${rule.id}`);
  const textOf = (rule) => plain(rowOf(rule).querySelector(".reason-text"));
  function reason(rule, side, hinges = []) {
    const row = rowOf(rule);
    const item = make("li", `reason is-${side}`, row.querySelector(".reason-text").cloneNode(true), " ");
    if (hinges.includes(rule.id)) item.append(make("b", "hinge", HANGS), " ");
    item.append(row.querySelector(".reason-marks").cloneNode(true));
    return item;
  }
  const listed = (rules, side, hinges) => rules.map((rule) => reason(rule, side, hinges));

  function balance(answer, order) {
    const sum = (rules) => rules.reduce((total, rule) => total + weighed(rule, answer.weights), 0);
    const shown = make("div", "balance");
    shown.setAttribute("aria-hidden", "true"); // the folds below say the same in words
    shown.style.setProperty("--most", Math.max(1, ...order.flatMap((id) => [sum(answer.for[id]), sum(answer.against[id])])));
    for (const id of order) {
      const blocks = (rules, className) => make("span", className, ...rules.map((rule) => {
        const block = make("i");
        block.style.setProperty("--n", weighed(rule, answer.weights));
        block.title = textOf(rule);
        return block;
      }));
      shown.append(make("div", `balance-row is-${id}`, make("span", "balance-name", guide.names[id]), blocks(answer.against[id], "balance-against"), blocks(answer.for[id], "balance-for")));
    }
    return shown;
  }

  function candidate(id, answer, hinges) {
    const [pro, contra] = [answer.for[id], answer.against[id]];
    const first = answer.first.includes(id);
    const fold = make("details", `candidate is-${id}`);
    fold.open = opened.has(id) || (first && !closed.has(id));
    fold.append(make("summary", "", make("b", "", guide.names[id]), " ", make("small", "", `${pro.length} for, ${contra.length} against${first ? " · look here first" : ""}`)));
    fold.append(pro.length + contra.length
      ? make("ul", "reasons", ...listed(pro, "for", hinges), ...listed(contra, "against", hinges))
      : make("p", "", "Nothing in these answers speaks for or against it."));
    fold.firstChild.addEventListener("click", () => { // the fold changes after the click
      const [now, before] = fold.open ? [closed, opened] : [opened, closed];
      now.add(id);
      before.delete(id);
    });
    return fold;
  }

  /* What would come first → the changes that lead there: words and address. */
  function tipping(found, now) {
    const grouped = new Map();
    const add = (then, words, changed) => {
      const key = headline(then);
      if (!grouped.has(key)) grouped.set(key, []);
      grouped.get(key).push([words, queryOf(changed)]);
    };
    for (const [question, value, then] of found.answers) add(then, `${short(question)}: ${optionTitle(question, value)}`, { ...now, answers: { ...now.answers, [question]: value } });
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
  const adviceFor = (answers) => [...document.querySelectorAll(".advice")].filter((each) => each.dataset.options.split(" ")
    .some((option) => Object.entries(answers).some(([question, value]) => option === `${question}-${value}`)));

  // --- showing ---
  let shown; // the answer on the screen, for copying
  function show() {
    const now = state();
    const given = Object.keys(now.answers).length;
    const answer = evaluate(guide, now.answers, now.weights);
    const found = given ? tips(guide, now.answers, now.weights) : { answers: [], weights: [], hinges: [] };
    const order = [...guide.frameworks].sort((a, b) => answer.first.includes(b) - answer.first.includes(a));
    shown = { now, answer, order, hinges: found.hinges, tipping: tipping(found, now) };
    for (const question of Object.keys(guide.questions)) {
      form.querySelector(`[data-question="${question}"] .guide-says`).textContent = chosen(question).dataset.says || "";
    }
    box.classList.toggle("is-answered", given > 0);
    for (const each of [".guide-tools", ".guide-why"]) box.querySelector(each).hidden = !given;
    const words = headline(answer.first);
    const rest = given ? make("small", "", `${because(answer, given)} ${given} of ${Object.keys(guide.questions).length} answered.`) : "";
    if (plain(said) !== plain(make("p", "", words, " ", rest))) said.replaceChildren(words, " ", rest);
    const section = (title, rules, side) => rules.length ? [make("h2", "", title), make("ul", "reasons", ...listed(rules, side))] : [];
    const advice = adviceFor(now.answers);
    answerBox.replaceChildren(...given ? [
      make("p", "guide-given", Object.entries(now.answers).map(([question, value]) => `${short(question)}: ${optionTitle(question, value)}`).join(" · ")),
      ...answer.left.length + answer.out.length + answer.second.length ? [make("ol", "guide-steps", ...stepList(answer))] : [],
      ...answer.ways.length ? [make("div", "guide-there", make("h2", "", "The way there"), make("ul", "", ...answer.ways.map((way) => make("li", "", ...document.getElementById(`way-${way.id}`).querySelector(".way").cloneNode(true).childNodes))))] : [],
      balance(answer, order),
      make("div", "guide-candidates", ...order.map((id) => candidate(id, answer, found.hinges))),
      make("div", "guide-rest",
        ...section("What does not decide it", answer.neutral, "neutral"),
        ...section("What we do not know", answer.unknown, "unknown"),
        ...shown.tipping.size + found.hinges.length ? [make("h2", "", "What would tip the balance"), tipList(shown.tipping, found.hinges)] : [],
        ...advice.length ? [make("h2", "", "What the article advised for this"), make("ul", "advice-list", ...advice.map((each) => make("li", "", `${each.dataset.advice} `, ...each.cloneNode(true).childNodes)))] : []),
      make("p", "guide-address"),
    ] : begin);
    box.classList.toggle("is-long", plain(answerBox).length > LONG);
    tellAddress();
  }
  /* On paper an answer names its address. */
  function tellAddress() {
    const place = answerBox.querySelector(".guide-address");
    if (place) place.textContent = `${location.href} · evidence as of ${box.dataset.of}`;
  }
  function remember() {
    const address = new URL(location);
    address.search = queryOf(state());
    history.replaceState(history.state, "", address);
    tellAddress();
    box.querySelector(".guide-ignored").textContent = "";
  }

  // --- a decision record ---
  const escaped = (text) => text.replace(/[\\`*_[\]<>]/g, "\\$&");
  function line(rule, hinges) {
    const marks = [...rowOf(rule).querySelectorAll(".reason-marks a")].map((link) => `[${escaped(plain(link))}](${link.href})`);
    const strength = ["", "slight", "clear", "strong"][rule.strength];
    const about = `${criterionTitle(rule.criterion)}${strength ? `, ${strength}` : ""}${hinges.includes(rule.id) ? `, ${HANGS}` : ""}`;
    return `* ${escaped(textOf(rule))} (${[about, ...marks].join("; ")})`;
  }
  function record() {
    const { now, answer, order, hinges } = shown;
    const block = (title, rules) => rules.length ? [title, "", ...rules.map((rule) => line(rule, hinges)), ""] : [];
    const open = Object.keys(guide.questions).filter((question) => !now.answers[question]).map(short);
    const changed = Object.entries(now.weights).map(([criterion, weight]) => `${criterionTitle(criterion)} counts ${guide.words[weight]} (default: ${guide.words[guide.weights[criterion]]})`);
    return [
      `# Deep learning framework: ${names(answer.first).join(" or ")}`, "",
      "* Status: proposed", `* Date: ${new Date().toLocaleDateString("sv")}`, `* Evidence as of: ${box.dataset.of}`, "",
      "## Context", "",
      ...Object.entries(now.answers).map(([question, value]) => `* ${short(question)}: ${optionTitle(question, value)}`),
      ...open.length ? [`* Left open: ${open.join(", ")}`] : [], ...changed.map((each) => `* ${each}`), "",
      "## Options considered", "",
      ...order.flatMap((id) => [`### ${guide.names[id]}${answer.first.includes(id) ? " (look here first)" : ""}`, "",
        ...block("For:", answer.for[id]), ...block("Against:", answer.against[id]),
        ...answer.for[id].length + answer.against[id].length ? [] : ["Nothing in the answers speaks for or against it.", ""]]),
      "## Decision", "", `${headline(answer.first)}. ${escaped(because(answer, true))}`, "",
      ...block("## What does not decide it", answer.neutral), ...block("## What we do not know", answer.unknown),
      ...shown.tipping.size ? ["## What would tip the balance", "", ...[...shown.tipping].map(([outcome, changes]) => `* ${outcome} if ${changes.map(([words]) => words).join("; ")}`), ""] : [],
      "## Links", "", `* This answer with its reasons: ${location.href}`, `* Every reason: ${new URL("#every-reason", location.href.split("?")[0])}`, "",
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

  const tools = {
    adr: () => copy(record(), "Decision record"),
    link: () => copy(location.href, "Link"),
    print: () => print(),
    reset: () => { form.reset(); show(); remember(); form.querySelector("input").focus(); },
  };
  form.addEventListener("change", () => { show(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.guide-link");
    if (!link || !box.isConnected || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault(); // the same page: no need to load it again
    event.stopPropagation();
    take(link.search);
    show();
    remember();
    said.focus({ preventScroll: true }); // the link may be gone
    box.scrollIntoView({ block: "start" });
  }, true);
  box.addEventListener("click", (event) => tools[event.target.closest?.("button[data-do]")?.dataset.do]?.());

  take(location.search);
  show();
  box.dataset.ready = "";
}
