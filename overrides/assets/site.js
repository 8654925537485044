/* Figures become interactive when a reader is about to use one; large tables can be filtered and sorted.
   Everything hangs on the document, so that it keeps working after instant navigation, and nothing runs before it is used. */
(() => {
  "use strict";
  const assets = new URL(".", document.currentScript.src);
  const root = new URL("..", assets);
  const NARROW_UP_TO = 540, NARROW_MOST = 440; // CSS pixels, as in site.css: of a box with the drawing for phones, and of that drawing
  const PATIENCE_MS = 30_000; // for a file of a figure; then the drawing stays, and a reader can try again
  const HOVER_DELAY_MS = 120; // passing over a figure on the way elsewhere loads nothing

  // The stand-in colours #010010, #010011, … of scripts/sitedata/draw/palette.py, in its order.
  const STAND_INS = ["ink", "muted", "grid", "band", "surface", "tensorflow", "pytorch", "keras", "jax", "good", "fair", "ended", "dated", "against"];

  // With a key held down a click on a link is the browser's: a new tab, a new window, a download.
  const isHeld = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  const isPlain = (event) => !event.button && !isHeld(event);

  const reader = (name) => import(new URL(`${name}.js`, assets)); // what most readers never use is loaded where it is

  // --- figures ---
  let plotly; // one promise for the whole visit
  const loadPlotly = () => (plotly ||= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("plotly.min.js", assets);
    script.onload = () => { styleByObject(); resolve(window.Plotly); };
    script.onerror = () => { plotly = undefined; reject(new Error("plotly.min.js did not load")); };
    document.head.append(script);
  }));

  // Plotly writes style attributes for bold words. A host may forbid these; the same words given to the style object are allowed.
  function styleByObject() {
    const { setAttribute } = Element.prototype;
    Element.prototype.setAttribute = function (name, value) {
      if (name === "style" && this.style) this.style.cssText = value;
      else setAttribute.call(this, name, value);
    };
  }

  const palette = () => {
    const style = getComputedStyle(document.body);
    const colours = new Map();
    STAND_INS.forEach((role, index) => colours.set(`#0100${(index + 16).toString(16).padStart(2, "0")}`, style.getPropertyValue(`--fig-${role}`).trim()));
    return colours;
  };
  const coloured = (json) => {
    const colours = palette();
    return JSON.parse(json.replace(/#0100[0-9a-f]{2}/g, (found) => colours.get(found) || found));
  };

  async function draw(box) {
    const id = box.closest("figure").dataset.figure;
    const size = box.getBoundingClientRect();
    const narrow = size.width <= NARROW_UP_TO;
    const [Plotly, json] = await Promise.all([
      loadPlotly(),
      fetch(new URL(`figures/${id}${narrow ? ".narrow" : ""}.json`, root), { signal: AbortSignal.timeout(PATIENCE_MS) }).then((answer) => {
        if (!answer.ok) throw new Error(`${id}: ${answer.status}`);
        return answer.text();
      }),
    ]);
    const figure = await viewed(box.closest("figure"), coloured(json));
    let live = box.querySelector(".fig-live");
    if (!live) {
      live = document.createElement("div");
      live.className = "fig-live";
      box.append(live);
    }
    figure.layout.dragmode = false;
    await Plotly.react(live, figure.data, figure.layout, { displayModeBar: false, responsive: false, showTips: false });
    // as large as the drawing, which was measured: at another size its words could touch
    const { width, height } = figure.layout, scale = Math.min(size.width, narrow ? NARROW_MOST : Infinity) / width;
    Object.assign(live.style, { width: `${width}px`, height: `${height}px`, transform: `scale(${scale})`, left: `${(size.width - width * scale) / 2}px` });
    if (!box.classList.contains("is-live")) live.on("plotly_click", ({ points }) => {
      reader("marks").then((module) => module.openMark(box.closest("figure"), points[0], root)).catch(console.error);
    });
    box.classList.add("is-live");
    box.dataset.narrow = narrow;
  }

  // What a reader chose to see, on a figure's own page and in an embed; views.js knows how.
  const offers = (figure) => (figure.querySelector(".fig-views") ?? figure).dataset;
  const isAlone = (figure) => figure.matches(".fig-large, .fig-embed");
  async function viewed(figure, json) {
    if (!isAlone(figure) || !/[?&](show|scale)=/.test(location.search)) return json;
    const views = await reader("views");
    const offered = views.offersOf(offers(figure));
    return views.shaped(json, views.stateOf(new URLSearchParams(location.search), offered), offered);
  }
  async function showView(figure) {
    const views = await reader("views");
    const offered = views.offersOf(offers(figure));
    const state = views.stateOf(new URLSearchParams(location.search), offered);
    for (const control of figure.querySelectorAll(".fig-views [name]")) {
      control.checked = control.name === "show" ? state.show.includes(control.value) : control.value === state[control.name];
    }
    figure.classList.toggle("as-table", state.view === "table");
    figure.classList.toggle("is-chosen", !views.isDefault({ ...state, view: "figure" }, offered));
    const table = figure.querySelector("details.fig-data");
    if (table && state.view === "table") table.open = true;
    const box = figure.querySelector(".fig-draw");
    if (box.dataset.state) await draw(box);
    else if (!views.isDefault({ ...state, view: "figure" }, offered)) await activate(figure);
  }
  document.addEventListener("change", async (event) => {
    const form = event.target.closest?.(".fig-views");
    if (!form) return;
    const figure = form.closest("figure");
    const views = await reader("views");
    const offered = views.offersOf(form.dataset);
    const chosen = new FormData(form);
    if (offered.show.length && !chosen.has("show")) { event.target.checked = true; chosen.append("show", event.target.value); } // nothing to see is no view
    const state = { show: chosen.getAll("show"), scale: chosen.get("scale") ?? "", view: chosen.get("view") };
    history.replaceState(history.state, "", `?${views.queryOf(state, location.search)}${location.hash}`);
    await showView(figure);
    form.querySelector("output").textContent = `Shown: ${[state.show.join(", "), state.scale, state.view].filter(Boolean).join("; ")}`;
  });

  const explored = new Set(); // figures that a reader made interactive, so that they are again after a way back
  async function activate(figure) {
    const box = figure.querySelector(".fig-draw");
    const button = figure.querySelector(".fig-explore");
    if (box.dataset.state) return;
    box.dataset.state = "loading";
    try {
      await draw(box);
      box.dataset.state = "live";
      explored.add(location.pathname + figure.id);
      button.textContent = "Interactive";
      button.setAttribute("aria-pressed", "true");
    } catch (error) {
      delete box.dataset.state; // the drawing stays, and a second try is possible
      button.textContent = "Explore (did not load, try again)";
      console.error(error);
    }
  }

  const redraw = () => document.querySelectorAll('.fig-draw[data-state="live"]').forEach((box) => draw(box));
  let hover;
  document.addEventListener("pointerover", (event) => {
    const box = event.target.closest?.(".fig-draw");
    clearTimeout(hover);
    if (box && event.pointerType === "mouse") hover = setTimeout(() => activate(box.closest("figure")), HOVER_DELAY_MS);
  });
  document.addEventListener("click", (event) => {
    const target = event.target.closest?.(".fig-draw, .fig-explore");
    if (target) activate(target.closest("figure"));
  });
  document.addEventListener("focusin", (event) => {
    const button = event.target.closest?.(".fig-explore");
    if (button && button.matches(":focus-visible")) activate(button.closest("figure"));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw); // an embed follows the system, a page what first.js sets
  new MutationObserver(redraw).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
  let resized;
  addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(redraw, 150); });

  // --- tables: what is chosen stands in the address by names, ?group=deployment&find=onnx&columns=pytorch&sort=-release ---
  const toolsOf = () => document.querySelectorAll(".table-tools[data-table]");
  const tableOf = (tools) => document.getElementById(tools.dataset.table);
  const rowsOf = (body) => [...body.rows].filter((row) => !row.classList.contains("group"));
  const same = (a, b) => a.toLowerCase() === b.toLowerCase();

  const words = new WeakMap(); // a cell's own words, without the links of its tool line
  function wordsOf(cell) {
    const { textContent } = cell; // a browser that translates the page changes it
    if (words.get(cell)?.textContent !== textContent) {
      const copy = cell.cloneNode(true);
      copy.querySelectorAll(".row-tools").forEach((each) => each.remove());
      words.set(cell, { textContent, own: copy.textContent.toLowerCase() });
    }
    return words.get(cell).own;
  }

  function filter(tools) {
    const table = tableOf(tools);
    const columns = [...tools.querySelectorAll("[data-column]")];
    for (const { dataset, checked } of columns) {
      for (const row of table.rows) if (row.cells[dataset.column]) row.cells[dataset.column].hidden = !checked;
    }
    const chosen = [...tools.querySelectorAll("[data-filter]")].filter((each) => (each.type === "checkbox" ? each.checked : each.value.trim()));
    const fits = (row, { dataset, value }) => {
      if (dataset.filter === "text") return [...row.cells].some((cell) => !cell.hidden && wordsOf(cell).includes(value.trim().toLowerCase()));
      return same((dataset.filter === "group" ? row.parentElement : row).dataset[dataset.filter], value);
    };
    let shown = 0, all = 0;
    for (const body of table.tBodies) {
      const rows = rowsOf(body);
      const visible = rows.filter((row) => !(row.hidden = !chosen.every((control) => fits(row, control)))).length;
      body.hidden = !visible;
      shown += visible;
      all += rows.length;
    }
    tools.querySelector("output").textContent = shown === all ? "" : `${shown} of ${all} shown${shown ? "" : ": nothing fits what is chosen here"}`;
    tools.querySelector(".show-all").hidden = !(chosen.length || table.dataset.sorted || columns.some((each) => !each.checked));
  }

  const written = new WeakMap(); // a body's rows in the order in which they were written
  function sort(table, asked) {
    const button = [...table.querySelectorAll("th[aria-sort] button")].find((each) => same(each.value, asked.replace("-", "")));
    const heading = button?.closest("th"), down = asked.startsWith("-"), order = heading ? (down ? "-" : "") + button.value : "";
    if (order === (table.dataset.sorted ?? "")) return;
    table.dataset.sorted = order;
    table.querySelectorAll("th[aria-sort]").forEach((each) => each.setAttribute("aria-sort", each !== heading ? "none" : down ? "descending" : "ascending"));
    const key = (row) => row.cells[heading.cellIndex].dataset.sort ?? wordsOf(row.cells[heading.cellIndex]).trim();
    const compare = (a, b) => key(a).localeCompare(key(b), "en", { numeric: true }) * (down ? -1 : 1);
    for (const body of table.tBodies) {
      if (!written.has(body)) written.set(body, rowsOf(body));
      body.append(...(heading ? [...written.get(body)].sort(compare) : written.get(body)));
    }
  }

  // A choice is a step that the reader can take back; a letter typed is not.
  function remember(tools, step) {
    const address = new URL(location), query = address.searchParams;
    const controls = [...tools.querySelectorAll("[name]")];
    for (const name of new Set(["sort", ...controls.map((each) => each.name)])) query.delete(name);
    const columns = controls.filter((each) => each.name === "columns");
    for (const each of controls) if (each.name !== "columns" && each.value.trim() && (each.type !== "checkbox" || each.checked)) query.set(each.name, each.value.trim());
    if (columns.some((each) => !each.checked)) query.set("columns", columns.filter((each) => each.checked).map((each) => each.value));
    const { sorted } = tableOf(tools).dataset;
    if (sorted) query.set("sort", sorted);
    const search = query.toString().replaceAll("%2C", ",");
    if (search === location.search.slice(1)) return;
    history[step ? "pushState" : "replaceState"](history.state, "", `${location.pathname}${search && "?"}${search}${location.hash}`);
  }
  function recall() {
    const query = new URLSearchParams(location.search);
    for (const tools of toolsOf()) {
      const columns = (query.get("columns") ?? "").toLowerCase().split(",");
      const boxes = [...tools.querySelectorAll("[name=columns]")], known = boxes.some((each) => columns.includes(each.value));
      for (const each of boxes) each.checked = !known || columns.includes(each.value);
      for (const each of tools.querySelectorAll("[name]:not([name=columns])")) {
        const asked = query.get(each.name) ?? "";
        if (each.type === "checkbox") each.checked = same(asked, each.value);
        else each.value = each.options ? [...each.options].find(({ value }) => same(value, asked))?.value ?? "" : asked;
      }
      sort(tableOf(tools), query.get("sort") ?? "");
      filter(tools);
    }
    reveal();
  }
  function showAll(tools) {
    for (const each of tools.querySelectorAll("[name]")) {
      if (each.type === "checkbox") each.checked = each.name === "columns";
      else each.value = "";
    }
    sort(tableOf(tools), "");
    filter(tools);
    remember(tools, true);
  }
  const askedId = () => { try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; } }; // links get cut on their way
  // A link to a row is stronger than a choice that hides it.
  function reveal() {
    const row = document.getElementById(askedId())?.closest("tr");
    if (!row || !(row.hidden || row.parentElement.hidden)) return;
    for (const tools of toolsOf()) if (tableOf(tools).contains(row)) showAll(tools);
    row.scrollIntoView();
  }
  document.addEventListener("input", (event) => {
    const tools = event.target.closest?.(".table-tools[data-table]");
    if (!tools) return;
    if (event.target.name === "columns" && !tools.querySelector("[name=columns]:checked")) event.target.checked = true; // no column is no table
    filter(tools);
    remember(tools, event.target.type !== "search");
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("table[data-sortable] th button, .show-all");
    if (!button) return;
    const tools = button.closest(".table-tools") ?? [...toolsOf()].find((each) => tableOf(each) === button.closest("table"));
    if (button.matches(".show-all")) {
      showAll(tools);
      tools.querySelector("select, input").focus(); // the button is gone
    } else {
      const next = { none: button.value, ascending: `-${button.value}` }; // up, down, and as it was
      sort(button.closest("table"), next[button.closest("th").getAttribute("aria-sort")] ?? "");
      if (tools) { filter(tools); remember(tools, true); }
    }
  });

  addEventListener("hashchange", reveal);

  // --- the benchmark's files: what reads them is loaded where they are asked for ---
  async function compare(box, files) {
    try {
      (await reader("compare")).compareResults(box, files);
    } catch {
      box.querySelector(".compare-said").textContent = "The script that reads files did not load: reload the page to try again.";
    }
  }
  document.addEventListener("change", (event) => {
    const box = event.target.closest?.(".compare");
    if (box && event.target.files.length) compare(box, event.target.files);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const target = event.target.closest?.(".compare-drop");
      if (!target) return;
      event.preventDefault(); // else the browser opens the file
      target.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) compare(target.closest(".compare"), event.dataTransfer.files);
    });
  }

  // --- share panels and copy buttons ---
  document.addEventListener("click", (event) => {
    const [open, copy, native] = [".share-open", "[data-copy]", ".share-native"].map((each) => event.target.closest?.(each));
    if (!isPlain(event) || !(open || copy || native)) return;
    if (open) {
      event.preventDefault();
      event.stopPropagation(); // the theme would follow the link
      reader("share").then((module) => module.openPanel(open)).catch(() => { location.assign(open.href); });
    } else {
      reader("share").then((module) => (copy ? module.copy(copy) : module.shareNatively(native)));
    }
  }, true);

  // --- footnotes: beside their marks; a click with a key still follows the link to the list ---
  for (const kind of ["pointerover", "focusin", "click"]) {
    document.addEventListener(kind, (event) => {
      const mark = event.target.closest?.("a.footnote-ref");
      if (!mark || isHeld(event)) return;
      if (kind === "click") {
        event.preventDefault();
        event.stopPropagation(); // the theme would follow the link
      }
      reader("notes").then((module) => module[kind](mark, event), () => { if (kind === "click") location.hash = mark.hash; });
    }, true);
  }

  // --- the drawer of a narrow screen: a button opens it, Escape or the focus elsewhere closes it ---
  const drawer = () => document.getElementById("__drawer");
  function turnDrawer(open) {
    if (drawer()?.checked === open) return;
    drawer().click();
    document.querySelector(open ? ".md-sidebar--primary a" : ".opens-drawer").focus();
  }
  document.addEventListener("click", (event) => { if (event.target.closest?.(".opens-drawer")) turnDrawer(true); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && drawer()?.checked) turnDrawer(false); });
  document.addEventListener("focusin", ({ target }) => { if (drawer()?.checked && !target.closest(".md-sidebar--primary, .opens-drawer")) drawer().click(); });
  document.addEventListener("change", ({ target }) => { if (target === drawer()) document.querySelector(".opens-drawer").setAttribute("aria-expanded", target.checked); });

  // --- drawings that waited below are shown in idle moments, one at a time, so that no touch of the reader has to wait for them ---
  const idle = window.requestIdleCallback || ((run) => setTimeout(run, 50));
  function showWaiting(all = location.hash) { // a link into the page needs true heights at once
    const waiting = [...document.querySelectorAll(".fig-wide, .fig-narrow")].filter((each) => !each.style.contentVisibility);
    for (const each of all ? waiting : waiting.slice(0, 1)) each.style.contentVisibility = "visible";
    if (!all && waiting.length > 1) setTimeout(() => idle(() => showWaiting()), 30);
  }

  // --- links into the page that is shown are the browser's: the theme would fetch the page anew, and what was explored or filtered is gone ---
  let at = location.pathname, asked = location.search; // where the theme was told to go last, and with what choice
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && !isPlain(event)) event.stopImmediatePropagation(); // the theme knows two of these keys, the guide none
    if (!link?.hash || link.origin !== location.origin || link.pathname !== location.pathname || link.closest(".md-search")) return;
    if (!["", asked, location.search].includes(link.search)) return; // another choice on this page
    link.setAttribute("href", link.hash); // the theme made it absolute, without what the address says of filters
    if (!isPlain(event)) return;
    link.target ||= "_self"; // such links the theme leaves alone
    for (const id of ["__drawer", "__search"]) { const open = document.getElementById(id); if (open?.checked) open.click(); }
    history.scrollRestoration = "auto";
    showWaiting(true);
  }, true);
  addEventListener("click", () => { at = location.pathname; });
  addEventListener("popstate", (event) => {
    if (location.pathname === at && at === here) { // back or forward within the page
      event.stopImmediatePropagation();
      recall();
    }
    at = location.pathname;
  }, true);

  function atFirstSign(run) {
    const signs = ["pointermove", "pointerdown", "keydown", "wheel", "scroll", "focusin"];
    const once = () => { for (const sign of signs) removeEventListener(sign, once, true); run(); };
    for (const sign of signs) addEventListener(sign, once, { capture: true, passive: true });
  }

  // --- a page has arrived: at once when it was loaded, and after each instant navigation once the theme's script runs ---
  let here;
  function arrived() {
    const guide = document.querySelector(".guide:not([data-open])");
    if (guide) {
      guide.dataset.open = "";
      reader("guide").then((module) => module.openGuide(guide)).catch(() => { guide.querySelector(".guide-first").textContent = "The guide did not load; the tables below have every route and every reason."; });
    }
    const begin = document.querySelector(".guide-begin:not([data-open])");
    if (begin) { // two questions of the guide, each pair answered by the build
      begin.dataset.open = "";
      const answers = JSON.parse(begin.dataset.answers), chosen = [...begin.querySelectorAll("select")];
      const say = () => { begin.querySelector("output").textContent = answers[chosen.map((each) => each.value).join("|")] || ""; };
      begin.addEventListener("change", say);
      say();
    }
    const answers = document.querySelector(".answers:not(.fits, [data-open])");
    if (answers) {
      answers.dataset.open = "";
      reader("answers").then((module) => module.openAnswers(answers)).catch(() => {
        answers.querySelector(".answers-choice").hidden = true;
        answers.querySelector(".answers-said").textContent = "The script that chooses did not load: here is every combination.";
        answers.classList.add("is-whole");
      });
    }
    const fits = document.querySelector(".fits:not([data-open])");
    if (fits) {
      fits.dataset.open = "";
      reader("fitting").then((module) => module.openFits(fits));
    }
    const { dataset } = document.querySelector(".md-content__inner") ?? document.body;
    if (here === location.pathname && dataset.arrived === here) return; // a quick way back may bring the same page anew
    here = dataset.arrived = location.pathname;
    [at, asked] = [here, location.search];
    if (location.hash) showWaiting();
    recall();
    for (const figure of document.querySelectorAll("figure.fig")) if (explored.has(here + figure.id)) activate(figure);
    const alone = document.querySelector(".fig-large, .fig-embed");
    if (alone && /[?&](show|scale|view)=/.test(location.search)) showView(alone);
    if (navigator.share) document.querySelectorAll(".share-native").forEach((each) => { each.hidden = false; });
    const box = document.querySelector(".samples");
    if (box) {
      const show = () => reader("samples").then((module) => module.showSamples(box, root)).catch(() => { box.querySelector(".samples-said").textContent = "The script that reads the runs did not load: reload the page to try again. The files below hold the same."; });
      if (location.search) show(); // a link to certain runs
      else atFirstSign(show); // thousands of steps are read once somebody is there to see them
    }
  }
  if (location.protocol === "file:") document.body.append(Object.assign(document.createElement("script"), { src: new URL("as-file.js", assets) }));
  arrived(); // this script is deferred: the text is there
  document.addEventListener("DOMContentLoaded", () => window.document$?.subscribe(() => { arrived(); idle(() => showWaiting()); })); // main.html gives a second one

  document.querySelector(".md-search")?.setAttribute("aria-label", "Search"); // the theme leaves its dialog unnamed
})();
