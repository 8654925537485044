/* The runs behind a number, with every timed step: an address names contestants by the columns of runs.csv. Loaded by site.js.
   ?environment=…&workload=lstm&framework=pytorch,tensorflow&mode=eager,tf.function: a column has one value for all, or one for each. */
import { median, records, stepTimes, textOf } from "./results.js";

const CONTESTANT = ["workload", "framework", "mode", "task", "variant", "device", "precision", "layout", "threads", "batch_size"];
const FILTERS = [...CONTESTANT, "sweep"]; // a comparison of two sweeps names each
const CHOICES = ["workload", "task"]; // what can be chosen on the page; an address can say more
const USUAL = { variant: "plain", precision: "float32", layout: "default", threads: "0" }; // not worth a word
const PATIENCE_MS = 60_000; // for a file of some megabytes
const WIDTH = 160, HEIGHT = 24; // of a drawing of steps, CSS pixels
const NUMBER = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });

const files = new Map(); // environment → its runs and times, read once
function read(environment, root) {
  if (!files.has(environment)) {
    const get = async (name) => {
      const late = () => { throw new Error(`${name} of ${environment} did not arrive; reload the page to try again`); };
      const answer = await fetch(new URL(`data/benchmarks/${environment}/${name}`, root), { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(late);
      if (!answer.ok) throw new Error(`the server has no ${name} of ${environment} (${answer.status})`);
      return textOf(await answer.blob().catch(late), name);
    };
    files.set(environment, Promise.all([get("runs.csv"), get("samples.csv.gz")]).then(([runs, samples]) => ({ runs: records(runs, "runs.csv"), times: stepTimes(samples, "samples.csv.gz") })));
    files.get(environment).catch(() => files.delete(environment));
  }
  return files.get(environment);
}

/* The address as filters, one for each contestant. */
function wanted(query) {
  const columns = FILTERS.filter((name) => query.has(name)).map((name) => [name, query.get(name).split(",")]);
  const count = Math.max(1, ...columns.map(([, values]) => values.length));
  return Array.from({ length: count }, (_, index) => Object.fromEntries(columns.map(([name, values]) => [name, values[index] ?? values[0]])));
}

function element(name, text = "", parent = null) {
  const made = document.createElement(name);
  made.textContent = text;
  parent?.append(made);
  return made;
}

function drawing(times, low, high) {
  const x = (index) => (times.length > 1 ? (index / (times.length - 1)) * (WIDTH - 2) + 1 : WIDTH / 2);
  const y = (time) => HEIGHT - 2 - ((time - low) / (high - low || 1)) * (HEIGHT - 4);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${times.length} steps, from ${NUMBER.format(Math.min(...times) / 1e3)} to ${NUMBER.format(Math.max(...times) / 1e3)} ms`);
  const path = svg.appendChild(document.createElementNS(svg.namespaceURI, "path"));
  path.setAttribute("d", times.map((time, index) => `M${x(index).toFixed(1)} ${y(time).toFixed(1)}h.01`).join(""));
  return svg;
}

function title(run) {
  const words = [`${run.framework === "pytorch" ? "PyTorch" : run.framework === "tensorflow" ? "TensorFlow" : "JAX"} ${run.mode}`, run.workload, run.task];
  if (+run.batch_size) words.push(`batch ${run.batch_size}`);
  for (const name of Object.keys(USUAL)) if (run[name] !== USUAL[name]) words.push(name === "threads" ? `${run.threads} thread` : run[name].replace("-", " "));
  return words.join(", ");
}

function contestant(runs, times) {
  const section = element("section");
  section.style.setProperty("--tone", `var(--fig-${runs[0].framework})`);
  element("h2", title(runs[0]), section);
  const good = runs.filter((run) => run.status === "ok" && times.has(run.id)).map((run) => median(times.get(run.id)) / 1e3);
  const count = `${runs.length} run${runs.length > 1 ? "s" : ""}, ${runs.filter((run) => run.status === "ok").length} good`;
  element("p", good.length ? `${count}. Median over good runs: ${NUMBER.format(median(good))} ms a step.` : `${count}.`, section);
  const every = runs.flatMap((run) => times.get(run.id) ?? []).sort((a, b) => a - b);
  const [low, high] = [every[0], every[Math.floor(every.length * 0.99)]]; // a single slow step must not flatten all others
  const scroll = element("div", "", section);
  Object.assign(scroll, { className: "scroll whole", tabIndex: 0 });
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", `Runs of ${title(runs[0])}`);
  const table = element("table", "", scroll);
  table.className = "data";
  table.createCaption().textContent = every.length ? `Dots: every step in order, from ${NUMBER.format(low / 1e3)} to ${NUMBER.format(high / 1e3)} ms.` : "No steps were timed.";
  const head = table.createTHead().insertRow();
  for (const name of ["Round", "Every step", "Median, ms", "Steps", "Status", "First call, ms", "Peak, MiB", "Run"]) element("th", name, head).scope = "col";
  const body = table.createTBody();
  for (const run of runs) {
    const row = body.insertRow();
    const own = times.get(run.id);
    row.insertCell().textContent = run.round;
    const cell = row.insertCell();
    if (own) cell.append(drawing(own.map((time) => Math.min(time, high)), low, high));
    const status = run.reason ? `${run.status}: ${run.reason}` : run.status;
    for (const text of [own ? NUMBER.format(median(own) / 1e3) : "", own?.length ?? "", status, run.first_call_ms, run.peak_rss_mib, run.id]) row.insertCell().textContent = text;
  }
  return section;
}

function choices(box, query, runs, show) {
  const form = box.querySelector(".table-tools");
  for (const name of CHOICES) {
    const select = form.querySelector(`[name="${name}"]`);
    const values = [...new Set(runs.map((run) => run[name]))].sort();
    select.replaceChildren(...values.map((value) => new Option(value, value)));
    select.value = query.get(name); // nothing, where the address names several or none that is there
  }
  form.onchange = () => show(new URLSearchParams(new FormData(form)));
}

export async function showSamples(box, root) {
  const said = box.querySelector(".samples-said");
  async function show(query) {
    try {
      said.textContent = "Reading …";
      const known = [...box.querySelector('[name="environment"]').options].map((option) => option.value);
      for (const [name, value] of [...query]) if (!value) query.delete(name);
      const environment = query.get("environment") ?? known[0];
      if (!known.includes(environment)) throw new Error(`no environment ${environment}`);
      box.querySelector('[name="environment"]').value = environment;
      const { runs, times } = await read(environment, root);
      for (const name of CHOICES) if (!query.has(name)) query.set(name, runs.find((run) => run.task === "training")?.[name] ?? runs[0][name]);
      query.set("environment", environment);
      history.replaceState(history.state, "", `?${query.toString().replaceAll("%2C", ",")}`);
      choices(box, query, runs, show);
      const groups = new Map();
      for (const filter of wanted(query)) {
        for (const run of runs.filter((each) => Object.entries(filter).every(([name, value]) => each[name] === value))) {
          const key = CONTESTANT.map((name) => run[name]).join(" ");
          groups.set(key, (groups.get(key) ?? new Set()).add(run));
        }
      }
      const sections = [...groups.values()].map((found) => contestant([...found].sort((a, b) => a.sweep.localeCompare(b.sweep) || a.round - b.round || a.attempt - b.attempt), times));
      box.querySelector(".samples-result").replaceChildren(...sections);
      const count = [...groups.values()].reduce((sum, found) => sum + found.size, 0);
      said.textContent = count ? `${count} runs of ${groups.size} contestant${groups.size > 1 ? "s" : ""}.` : "No run fits this address.";
      const own = [...query].filter(([name]) => Object.hasOwn(runs[0], name) && !CHOICES.includes(name)); // what no control shows
      if (own.length) {
        said.append(` Chosen by the link: ${own.map(([name, value]) => `${name.replaceAll("_", " ")} ${value.replaceAll(",", " or ")}`).join("; ")}. `);
        const all = new URLSearchParams([["environment", environment], ...CHOICES.map((name) => [name, query.get(name)])]);
        element("a", "Show every run of this model", said).href = `?${all}`;
      }
    } catch (error) {
      box.querySelector(".samples-result").replaceChildren();
      said.textContent = `Not read: ${error.message}.`;
    }
  }
  await show(new URLSearchParams(location.search));
}
