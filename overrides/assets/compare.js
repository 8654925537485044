/* A reader's own benchmark files beside ours: read in this browser, sent nowhere. Loaded by site.js on first use.
   The statistics are those of scripts/sitedata/statistics.py: median per run, log ratio per round, exact bootstrap of the median over rounds. */
import { median, records, stepTimes, textOf } from "./results.js";

const FEWEST_ROUNDS = 6; // as FEWEST_VALUES in statistics.py
const CONTESTANT = ["workload", "framework", "mode", "task", "device", "precision", "layout", "threads", "batch_size"]; // a twin differs from its other by its variant alone
const NEEDED = ["status", "sweep", "round", "workload", "framework", "mode", "task", "variant", "device", "precision", "layout", "threads", "batch_size", "id"];

/* The bootstrapped median's exact distribution: [value, probability], by order statistics. */
function distribution(sorted) {
  const n = sorted.length, half = n >> 1;
  const choose = (k) => { let product = 1; for (let i = 1; i <= k; i += 1) product *= (n - k + i) / i; return product; };
  const atLeast = (wanted, smallest) => {
    let sum = 0;
    for (let k = wanted; k <= n; k += 1) sum += choose(k) * (smallest / n) ** k * (1 - smallest / n) ** (n - k);
    return sum;
  };
  const found = [];
  for (let i = 0; i < n; i += 1) {
    if (n % 2) { found.push([sorted[i], atLeast(half + 1, i + 1) - atLeast(half + 1, i)]); continue; }
    const lower = choose(half) * (((i + 1) / n) ** half - (i / n) ** half);
    for (let j = i + 1; j < n; j += 1) found.push([(sorted[i] + sorted[j]) / 2, lower * (((n - j) / n) ** half - ((n - j - 1) / n) ** half)]);
    found.push([sorted[i], atLeast(half, i + 1) - atLeast(half, i) - lower * ((n - i - 1) / n) ** half]);
  }
  return found.sort((a, b) => a[0] - b[0]);
}

function interval(values) {
  const steps = distribution([...values].sort((a, b) => a - b));
  const first = (ordered) => { let sum = 0; for (const [value, share] of ordered) { sum += share; if (sum >= 0.025) return value; } return ordered.at(-1)[0]; };
  return [first(steps), first([...steps].reverse())];
}

function ratioOf(runs, times, wanted, main) {
  const side = (framework) => new Map(runs
    .filter((run) => run.status === "ok" && run.workload === wanted.workload && run.task === wanted.task && run.framework === framework
      && run.mode === main[framework] && run.variant === "plain" && run.precision === "float32" && run.layout === "default"
      && +run.threads === 0 && +run.batch_size === wanted.batch_size && run.device === wanted.device && times.has(run.id))
    .map((run) => [`${run.sweep} ${run.round}`, median(times.get(run.id))]));
  const [pytorch, tensorflow] = [side("pytorch"), side("tensorflow")];
  const logs = [...pytorch].filter(([round]) => tensorflow.has(round)).map(([round, time]) => Math.log(time / tensorflow.get(round)));
  if (!logs.length) return null;
  const [low, high] = logs.length > 1 ? interval(logs) : [-Infinity, Infinity];
  return { median: Math.exp(median(logs)), low: Math.exp(low), high: Math.exp(high), rounds: logs.length };
}

/* The band of the file's own controls, as tie_band() in benchmarks.py: at least ours, as wide as the intervals of its twins. */
function ownBand(runs, times, least) {
  const controls = new Map(); // contestant → variant → round → time
  for (const run of runs.filter((run) => run.status === "ok" && ["plain", "twin"].includes(run.variant) && times.has(run.id))) {
    const key = CONTESTANT.map((name) => run[name]).join(" ");
    if (!controls.has(key)) controls.set(key, { plain: new Map(), twin: new Map() });
    controls.get(key)[run.variant].set(`${run.sweep} ${run.round}`, median(times.get(run.id)));
  }
  let band = least, count = 0;
  for (const { plain, twin } of controls.values()) {
    const logs = [...twin].filter(([round]) => plain.has(round)).map(([round, time]) => Math.log(time / plain.get(round)));
    if (logs.length < 2) continue;
    const [low, high] = interval(logs);
    band = Math.max(band, Math.exp(high), Math.exp(-low));
    count += 1;
  }
  return { band, count };
}

function outcome(ratio, band) {
  if (ratio.rounds < FEWEST_ROUNDS) return "unclear: too few rounds";
  if (ratio.high < 1 / band) return "PyTorch faster";
  if (ratio.low > band) return "TensorFlow faster";
  return ratio.low >= 1 / band && ratio.high <= band ? "tie" : "unclear";
}

const shown = (ratio) => (ratio ? `${ratio.median.toFixed(2)}×` + (ratio.rounds > 1 ? ` (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})` : "") : "not in the file");

function table(box, rows) {
  const made = document.createElement("table");
  made.className = "data";
  const add = (parent, tag, texts) => {
    const row = parent.appendChild(document.createElement("tr"));
    for (const text of texts) row.appendChild(document.createElement(tag)).textContent = text;
  };
  made.createCaption().textContent = "Step time of PyTorch ÷ step time of TensorFlow, main setting, 95 % intervals";
  add(made.createTHead(), "th", ["Model", "Task", "Yours", "Rounds", "Says", `Ours: ${box.dataset.title}`, "Says"]);
  const body = made.createTBody();
  rows.forEach((row) => add(body, "td", row));
  const scroll = document.createElement("div");
  scroll.className = "scroll whole";
  scroll.tabIndex = 0;
  scroll.append(made);
  box.querySelector(".compare-result").replaceChildren(scroll);
}

export async function compareResults(box, files) {
  const said = box.querySelector(".compare-said");
  try {
    said.textContent = "Reading …";
    const find = (pattern) => [...files].find((file) => pattern.test(file.name));
    const [runsFile, samplesFile] = [find(/^runs.*\.csv(\.gz)?$/), find(/^samples.*\.csv(\.gz)?$/)];
    if (!runsFile || !samplesFile) throw new Error("two files are needed, runs.csv and samples.csv.gz of one environment");
    const runs = records(await textOf(runsFile, runsFile.name), runsFile.name);
    const missing = NEEDED.filter((column) => runs[0] && !(column in runs[0]));
    if (!runs.length || missing.length) throw new Error(`${runsFile.name} is not a file of runs` + (missing.length ? `: no column ${missing.join(", ")}` : ""));
    const times = stepTimes(await textOf(samplesFile, samplesFile.name), samplesFile.name);
    const device = runs.some((run) => run.device === "cpu" && run.status === "ok") ? "cpu" : "cuda";
    const [main, ourBand] = [JSON.parse(box.dataset.main), +box.dataset.band];
    const { band, count } = ownBand(runs, times, +box.dataset.least);
    const rows = JSON.parse(box.dataset.ours).map((ours) => {
      const yours = ratioOf(runs, times, { ...ours, device }, main);
      return [ours.name, ours.task, shown(yours), yours?.rounds ?? "", yours ? outcome(yours, band) : "", shown(ours), outcome(ours, ourBand)];
    });
    table(box, rows);
    const good = runs.filter((run) => run.status === "ok").length;
    const controls = count ? `${count} control${count > 1 ? "s" : ""} of its own` : "no controls of its own, so the least band";
    said.textContent = `${good.toLocaleString("en")} good runs of ${runs.length.toLocaleString("en")}, device ${device}. A tie lies within ${Math.round((band - 1) * 100)} % in your file (${controls}), within ${Math.round((ourBand - 1) * 100)} % in ours.`;
  } catch (error) {
    box.querySelector(".compare-result").replaceChildren();
    said.textContent = `Not read: ${error.message}.`;
  }
}
