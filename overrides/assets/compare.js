/* A reader's own benchmark files beside ours: read in this browser, sent nowhere. Loaded by site.js on first use.
   The statistics are those of scripts/sitedata/judge/intervals.py: median per run, log ratio per round, order statistics of each sweep's rounds. */
import { CONTESTANT, Problems, inTurns, ownRuns } from "./own-files.js";
import { counted, median } from "./results.js";

const FEWEST_ROUNDS = 6; // as FEWEST_VALUES in rounds.py
const LEVEL = 0.95;
const NOTHING = "Nothing in your file can be compared with ours — expected models, modes and batch sizes of the table below, measured by both frameworks in the same rounds of one sweep.";

/* The narrowest interval of order statistics that covers the median often enough, and how often; else the whole range. */
function interval(values) {
  if (values.length < 2) return { low: -Infinity, high: Infinity, covers: 0 };
  const sorted = [...values].sort((a, b) => a - b), size = sorted.length;
  let rank = 0, covers = 0, outside = 0, log = -size; // of 2: the probability that so many values lie below the median
  for (let below = 0; 2 * (below + 1) <= size; below += 1) {
    outside += 2 * 2 ** log;
    if (below && 1 - outside < LEVEL) break;
    [rank, covers] = [below + 1, Math.max(0, 1 - outside)];
    log += Math.log2((size - below) / (below + 1));
  }
  return { low: sorted[rank - 1], high: sorted.at(-rank), covers };
}

/* The logarithms of the ratios of each sweep that counts: one with enough rounds, or any if none has. */
function sweepsOf(above, below) {
  const sweeps = new Map();
  for (const [round, time] of above) {
    if (!below.has(round)) continue;
    const sweep = round.split(" ")[0];
    sweeps.set(sweep, [...(sweeps.get(sweep) ?? []), Math.log(time / below.get(round))]);
  }
  const all = [...sweeps.values()], enough = all.filter((logs) => logs.length >= FEWEST_ROUNDS);
  return { rounds: all.flat().length, sweeps: enough.length ? enough : all };
}

function ratioOf(timed, wanted, main) {
  const side = (framework) => new Map(timed
    .filter((run) => run.workload === wanted.workload && run.task === wanted.task && run.framework === framework
      && run.mode === main[framework] && run.variant === "plain" && run.precision === "float32" && run.layout === "default"
      && run.threads === 0 && run.batch_size === wanted.batch_size && run.device === wanted.device)
    .map((run) => [`${run.sweep} ${run.round}`, run.time]));
  const { rounds, sweeps } = sweepsOf(side("pytorch"), side("tensorflow"));
  if (!rounds) return null;
  const ends = sweeps.map(interval);
  return {
    median: Math.exp(median(sweeps.map(median))), low: Math.exp(Math.min(...ends.map((end) => end.low))),
    high: Math.exp(Math.max(...ends.map((end) => end.high))), covers: Math.min(...ends.map((end) => end.covers)), rounds,
  };
}

/* The band of the file's own controls, as tie_band() in ratios.py: at least ours, as wide as the medians of its twins. */
async function ownBand(timed, least) {
  const controls = new Map(); // contestant → variant → round → time
  for (const run of timed.filter((each) => ["plain", "twin"].includes(each.variant))) {
    const key = CONTESTANT.map((name) => run[name]).join(" ");
    if (!controls.has(key)) controls.set(key, { plain: new Map(), twin: new Map() });
    controls.get(key)[run.variant].set(`${run.sweep} ${run.round}`, run.time);
  }
  let band = least, count = 0;
  await inTurns(controls.values(), ({ plain, twin }) => {
    const { rounds, sweeps } = sweepsOf(twin, plain);
    if (rounds < 2) return;
    band = Math.max(band, ...sweeps.map((logs) => Math.exp(Math.abs(median(logs)))));
    count += 1;
  });
  return { band, count };
}

function outcome(ratio, band) {
  if (ratio.covers < LEVEL) return "unclear: too few rounds";
  if (ratio.high < 1 / band) return "PyTorch faster";
  if (ratio.low > band) return "TensorFlow faster";
  return ratio.low >= 1 / band && ratio.high <= band ? "tie" : "unclear";
}

const shown = (ratio) => (ratio ? `${ratio.median.toFixed(2)}×` + (ratio.rounds > 1 ? ` (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}, ${(Math.floor(ratio.covers * 1000) / 10).toFixed(1)} %)` : "") : "not in the file");

function table(box, rows) {
  const made = document.createElement("table");
  made.className = "data";
  const add = (parent, tag, texts) => {
    const row = parent.appendChild(document.createElement("tr"));
    for (const text of texts) row.appendChild(document.createElement(tag)).textContent = text;
  };
  made.createCaption().textContent = "Step time of PyTorch ÷ step time of TensorFlow, main setting, with intervals and their coverage";
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
    + (rows.some((row) => row[3]) ? `A tie lies within ${percent(band)} in your file (${controls}), within ${percent(ourBand)} in ours.` : NOTHING);
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
