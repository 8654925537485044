/* The search in its worker: the theme's own, asked for the words that matter, and what answers a question comes first.
   Loaded when the theme starts its search; the name of the theme's script follows the question mark of the address. */
(() => {
  "use strict";
  const QUERY = 2, RESULT = 3; // kinds of the theme's messages
  const SMALL = new Set(("a about actually all also am an and any are as at be been but by can could did do does doing done each for from get give had happened has have having "
    + "he her here how i if in into is isn it its just ll me much many more most my need no not now nowadays of on or our out own please re s shall should so some still take takes "
    + "t than that the their them then there these they this those to today too until up us use used using ve versus vs want was we were what when where which "
    + "while who whom whose why will with would yet you your").split(" "));
  const SAME = { tf: "tensorflow", licence: "license", ram: "memory", mem: "memory", quantization: "quantisation", optimisation: "optimization" };
  const NAMES = "tensorflow pytorch torch", STATES = "alive dead dying abandoned archived deprecated maintained obsolete status support alternative replacement";
  const ENDINGS = ["ing", "ers", "er", "ed", "est", "es", "s", "e"];
  const SHORTEST = 4; // letters of a stem
  const SHOWN = 40, BEFORE = 8; // words of a text that a hit shows, and of them before the first one found

  const words = (text) => text.toLowerCase().split(/[\s\-/:?!,;()"'’_]+/).map((word) => word.replace(/^[.#]+|\.+$/g, "")).filter(Boolean);
  function matter(text) {
    const all = words(text), few = all.filter((word) => !SMALL.has(word));
    return (few.length ? few : all).map((word) => SAME[word] ?? word);
  }
  function stem(word) {
    const ending = ENDINGS.find((each) => word.endsWith(each) && word.length - each.length >= (each === "s" ? SHORTEST - 1 : SHORTEST));
    return ending && !word.endsWith("ss") ? word.slice(0, -ending.length).replace(/([b-df-hj-np-tv-z])\1$/, "$1") : word;
  }
  // A name in code is found by its parts too: torch.amp.GradScaler by "GradScaler" and by "scaler".
  const COMPOUND = /[a-z0-9][A-Z]|[A-Za-z][._][A-Za-z]/, EVERYWHERE = new Set(["TensorFlow", "PyTorch"]);
  function partsOf(text) {
    const names = new Set([...text.matchAll(/\w+(?:\.\w+)*/g)].map(([name]) => name).filter((name) => COMPOUND.test(name) && !EVERYWHERE.has(name)));
    const pieces = [...names].flatMap((name) => name.split(/[._]+/));
    const parts = [...pieces, ...pieces.flatMap((piece) => piece.split(/(?<=[a-z0-9])(?=[A-Z])/))];
    return [...new Set(parts)].filter((part) => part.length > 1 && !names.has(part)); // a whole name is a word of the text
  }
  const stems = (text) => [...new Set(matter(text).map(stem))];

  // Words that tell little of what a question is about count less: most questions name a framework, or ask whether something is alive.
  const WEIGHTS = new Map([...stems(NAMES).map((one) => [one, 0.4]), ...stems(STATES).map((one) => [one, 0.4])]);

  // What is asked of the theme: a stem finds every word that begins with it, and the last word may be half typed.
  // A question with signs for the theme is asked as it is.
  const isSigned = (text) => /(^|\s)[+\-"]|[*~^]/.test(text);
  const asked = (text) => (isSigned(text) ? text : [...new Set(matter(text).map((word, at, all) => (at === all.length - 1 ? word : stem(word))))].join(" "));

  // The page that somebody chose for such a question: all of its words are asked, and not many others.
  let docs = [], bets = [], typed = "";
  function prepare(index) {
    docs = index.docs;
    for (const doc of docs) doc.tags = partsOf(`${doc.title} ${doc.text}`.replace(/<[^>]*>/g, " "));
    bets = docs.flatMap((doc) => (doc.first_for ?? []).map((text) => ({ doc, text, stems: stems(text) })));
  }
  const weight = (some) => some.reduce((sum, one) => sum + (WEIGHTS.get(one) ?? 1), 0);
  function bestBet(text) {
    const all = stems(text);
    let best, most = 0;
    for (const { doc, text: wording, stems: wanted } of isSigned(text) ? [] : bets) {
      if (!wanted.every((one) => all.includes(one))) continue;
      const said = weight(wanted), rest = weight(all) - said, worth = said - rest / 100 + (text.toLowerCase().includes(wording) ? 0.001 : 0); // TF-Keras is a name, not TensorFlow or Keras
      if (rest <= said + 0.01 && worth > most) [best, most] = [doc, worth]; // 0.01: sums of tenths are not exact
    }
    return best;
  }

  // A text in a few lines: its beginning, or what is around the first word found.
  function brief(text) {
    const plain = text.replaceAll("<mark>", "\u0001").replaceAll("</mark>", "\u0002").replace(/<[^>]*>/g, " ").replace(/\s+([.,;:]\s)/g, "$1");
    const all = plain.trim().split(/\s+/), hit = Math.max(0, all.findIndex((word) => word.includes("\u0001")));
    const from = hit < SHOWN - BEFORE ? 0 : hit - BEFORE, to = from + SHOWN;
    const shown = `${from ? "… " : ""}${all.slice(from, to).join(" ")}${to < all.length ? " …" : ""}`;
    return shown.replaceAll("\u0001", "<mark>").replaceAll("\u0002", "</mark>");
  }

  // A group is the hits on one page, the best first; the theme asks for the page itself among them.
  const pageOf = (item) => item.location.split("#")[0];
  const share = (item) => Object.values(item.terms).filter(Boolean).length / (Object.keys(item.terms).length || 1);
  function withFirst(groups, doc) {
    const page = pageOf(doc), mine = groups.find((group) => pageOf(group[0]) === page) ?? [], others = groups.filter((group) => group !== mine);
    const found = mine.find((item) => item.location === doc.location) ?? { ...doc, terms: {} };
    const terms = Object.fromEntries(Object.entries(found.terms).filter(([, there]) => there)); // who chose it knew what its words lack
    const rest = mine.filter((item) => item !== found);
    if (doc.location !== page && !rest.some((item) => item.location === page)) rest.push({ ...docs.find((each) => each.location === page), score: 0, terms: {} });
    return [[{ ...found, terms, score: 1 + Math.max(0, ...groups.flat().map((item) => item.score)) }, ...rest], ...others];
  }
  function answered(groups) {
    const all = groups.flat().some((item) => share(item) === 1); // then what has hardly a word of the question is left out
    const kept = all ? groups.filter((group) => group.some((item) => share(item) > 0.5)) : groups;
    const first = bestBet(typed);
    const whole = new Map(matter(typed).map((word) => [stem(word), word])); // what is missing is named as it was typed
    const termsOf = (item) => Object.fromEntries(Object.entries(item.terms).map(([term, there]) => [there ? term : whole.get(term) ?? term, there]));
    return (first ? withFirst(kept, first) : kept).map((group) => group.map((item) => ({ ...item, text: brief(item.text), terms: termsOf(item), tags: undefined })));
  }

  const listen = self.addEventListener.bind(self), post = self.postMessage.bind(self);
  let theirs;
  self.addEventListener = (kind, handler) => { theirs = handler; };
  self.postMessage = (message) => post(message.type === RESULT ? { ...message, data: { ...message.data, items: answered(message.data.items) } } : message);
  importScripts(new URL(`javascripts/workers/${location.search.slice(1)}`, location).href);
  self.addEventListener = listen;
  listen("message", ({ data: message }) => {
    if (message.data?.docs) prepare(message.data);
    if (message.type === QUERY) typed = message.data;
    theirs({ data: message.type === QUERY ? { ...message, data: asked(typed) } : message });
  });
})();
