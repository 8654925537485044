/* A reader's own benchmark files beside ours: read in this browser, sent nowhere. Loaded by site.js on first use.
   The statistics are those of scripts/sitedata/judge/intervals.py: median per run, log ratio per round, exact bootstrap of the median over rounds. */
import { CONTESTANT, Problems, inTurns, ownRuns } from "./own-files.js";
import { counted, median } from "./results.js";

const FEWEST_ROUNDS = 6; // as FEWEST_VALUES in statistics.py

/* The bootstrapped median's exact distribution: [value, probability], by order statistics. */
function distribution(sorted) {
  const n = sorted.length, half = n >> 1;
  const chosen = Array.from({ length: n + 1 }, (_, k) => { let product = 1; for (let i = 1; i <= k; i += 1) product *= (n - k + i) / i; return product; });
  const atLeast = (wanted, smallest) => {
    let sum = 0;
    for (let k = wanted; k <= n; k += 1) sum += chosen[k] * (smallest / n) ** k * (1 - smallest / n) ** (n - k);
    return sum;
  };
  const found = [];
  for (let i = 0; i < n; i += 1) {
    if (n % 2) { found.push([sorted[i], atLeast(half + 1, i + 1) - atLeast(half + 1, i)]); continue; }
    const lower = chosen[half] * (((i + 1) / n) ** half - (i / n) ** half);
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

function intervalOf(above, below) {
  const logs = [...above].filter(([round]) => below.has(round)).map(([round, time]) => Math.log(time / below.get(round)));
  return { logs, ends: logs.length > 1 ? interval(logs) : [-Infinity, Infinity] };
}

function ratioOf(timed, wanted, main) {
  const side = (framework) => new Map(timed
    .filter((run) => run.workload === wanted.workload && run.task === wanted.task && run.framework === framework
      && run.mode === main[framework] && run.variant === "plain" && run.precision === "float32" && run.layout === "default"
      && run.threads === 0 && run.batch_size === wanted.batch_size && run.device === wanted.device)
    .map((run) => [`${run.sweep} ${run.round}`, run.time]));
  const { logs, ends } = intervalOf(side("pytorch"), side("tensorflow"));
  return logs.length ? { median: Math.exp(median(logs)), low: Math.exp(ends[0]), high: Math.exp(ends[1]), rounds: logs.length } : null;
}

/* The band of the file's own controls, as tie_band() in benchmarks.py: at least ours, as wide as the intervals of its twins. */
async function ownBand(timed, least) {
  const controls = new Map(); // contestant → variant → round → time
  for (const run of timed.filter((each) => ["plain", "twin"].includes(each.variant))) {
    const key = CONTESTANT.map((name) => run[name]).join(" ");
    if (!controls.has(key)) controls.set(key, { plain: new Map(), twin: new Map() });
    controls.get(key)[run.variant].set(`${run.sweep} ${run.round}`, run.time);
  }
  let band = least, count = 0;
  await inTurns(controls.values(), ({ plain, twin }) => {
    const { logs, ends: [low, high] } = intervalOf(twin, plain);
    if (logs.length < 2) return;
    band = Math.max(band, Math.exp(high), Math.exp(-low));
    count += 1;
  });
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

async function answer(box, runs) {
  const good = runs.filter((run) => run.status === "ok");
  const timed = good.filter((run) => run.time);
  const device = good.some((run) => run.device === "cpu") ? "cpu" : "cuda";
  const [main, ourBand] = [JSON.parse(box.dataset.main), +box.dataset.band];
  const { band, count } = await ownBand(timed, +box.dataset.least);
  const rows = [];
  await inTurns(JSON.parse(box.dataset.ours), (ours) => {
    const yours = ratioOf(timed, { ...ours, device }, main);
    rows.push([ours.name, ours.task, shown(yours), yours?.rounds ?? "", yours ? outcome(yours, band) : "", shown(ours), outcome(ours, ourBand)]);
  });
  const controls = count ? `${count} control${count > 1 ? "s" : ""} of its own` : "no controls of its own, so the least band";
  const percent = (factor) => `${Math.round((factor - 1) * 100)} %`;
  const said = `${counted(good.length)} good runs of ${counted(runs.length)}, device ${device}. `
    + `A tie lies within ${percent(band)} in your file (${controls}), within ${percent(ourBand)} in ours.`;
  return { rows, said };
}

let latest = 0; // choice of files: what an earlier one leads to is shown no more

export async function compareResults(box, files) {
  const turn = (latest += 1);
  const said = box.querySelector(".compare-said");
  box.querySelector(".compare-result").replaceChildren();
  said.textContent = "Reading …";
  const problems = new Problems();
  const found = await ownRuns(files, JSON.parse(box.dataset.accepted), problems)
    .then((runs) => (problems.count ? null : answer(box, runs)))
    .catch((error) => { problems.add("something went wrong in this page, so nothing is compared"); console.error(error); });
  if (turn !== latest) return;
  if (!problems.count) table(box, found.rows);
  said.textContent = problems.count ? `${problems}` : found.said;
}
