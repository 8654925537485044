/* A reader's own result files, checked as the build checks ours. In: the chosen files, and what the schema accepts (scripts/sitedata/pages/own_files.py).
   Out: the runs, with numbers as numbers and the median of their steps as `time`; or what is wrong with the files. */
import { Unreadable, counted, median, miscounted, rowsOf, textOf } from "./results.js";

// A twin differs from its other by its variant alone.
export const CONTESTANT = ["workload", "framework", "mode", "task", "device", "precision", "layout", "threads", "batch_size"];
const LIMITS = { bytes: 20e6, lines: 20e3, cell: 5e5 }; // of each file, unpacked: ten times and more what we publish, read in a few seconds
const LONGEST_WORD = 200; // characters of any cell but one of times
const LONGEST_SHOWN = 40;
const MOST_SHOWN = 5; // problems
const MOST_ROUNDS = 200; // of one contestant: an interval looks at each pair of rounds
const TURN_MS = 40; // work without a pause; longer ones are felt

/* What is wrong, the first few in words. */
export class Problems {
  first = [];
  count = 0;
  add(words) { if ((this.count += 1) <= MOST_SHOWN) this.first.push(words); }
  toString() {
    if (this.count === 1) return `Not read: ${this.first[0]}.`;
    const rest = this.count - this.first.length;
    return [`Not read, ${counted(this.count)} problems:`, ...this.first, ...(rest ? [`and ${counted(rest)} more`] : [])].join("\n");
  }
}

/* Something for each item, with pauses in which the page can move. */
export async function inTurns(items, act) {
  let since = performance.now();
  for (const item of items) {
    act(item);
    if (performance.now() - since < TURN_MS) continue;
    await new Promise((resume) => { setTimeout(resume); });
    since = performance.now();
  }
}

/* Text of a file on one line, cut where it is long, with nothing invisible in it. */
function plain(text) {
  const start = text.slice(0, LONGEST_SHOWN).replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, (odd) => `\\u{${odd.codePointAt(0).toString(16)}}`);
  return text.length > LONGEST_SHOWN ? `${start}…` : start;
}

/* The file of runs and that of samples among those chosen: a browser adds to the names of what it downloads. */
function pairOf(files, tell) {
  const named = (pattern) => [...files].filter((file) => pattern.test(file.name));
  const found = [named(/^runs.*\.csv(\.gz)?$/), named(/^samples.*\.csv(\.gz)?$/)];
  const shown = (some) => some.slice(0, 2).map((file) => `'${plain(file.name)}'`).join(" and ");
  const twice = found.find((each) => each.length > 1);
  if (twice) tell(`one file of a kind is needed, got ${shown(twice)}`);
  else if (found.some((each) => !each.length)) tell(`two files are needed, runs.csv and samples.csv.gz of one environment, got ${shown([...files])}`);
  return twice ? [] : found.flat();
}

/* How the cells of a column are read: (cell, refuse) → value; what is not accepted goes to refuse(), which returns nothing. */
const READERS = {
  string({ enum: values, pattern }) {
    const [known, whole] = [values && new Set(values), pattern && new RegExp(`^(?:${pattern})$`)];
    return (cell, refuse) => (cell.length <= LONGEST_WORD && (!known || known.has(cell)) && (!whole || whole.test(cell)) ? cell : refuse(cell));
  },
  integer: () => (cell, refuse) => (cell.length <= 15 && /^\d+$/.test(cell) ? Number(cell) : refuse(cell)),
  times({ pattern }) {
    const whole = new RegExp(`^(?:${pattern})$`);
    return (cell, refuse) => {
      const times = cell.split(" ");
      const odd = times.find((time) => !whole.test(time));
      return odd === undefined ? { count: times.length, median: median(times) } : refuse(odd);
    };
  },
};

/* Once the header of a table is known: (line, cells) → row. A cell that is not accepted is told. */
function rowReader(header, name, { what, accepted, tell }) {
  const twice = header.find((column, index) => header.indexOf(column) < index);
  if (twice !== undefined) throw new Unreadable(`${name}:1: column appears twice, got '${plain(twice)}' — expected each column once`);
  const missing = accepted.filter(({ needed, column }) => needed && !header.includes(column));
  if (missing.length) throw new Unreadable(`${name} is not a file of ${what}: no column ${missing.map(({ column }) => column).join(", ")}`);
  const columns = accepted.filter(({ column }) => header.includes(column))
    .map((each) => ({ ...each, place: header.indexOf(each.column), read: READERS[each.type](each) }));
  return (line, cells) => {
    const row = { line };
    for (const { column, place, expected, filled, read } of columns) {
      const tellCell = (problem) => { tell(`${name}:${line}: ${column}: ${problem} — expected ${expected}`); };
      if (cells[place]) row[column] = read(cells[place], (odd) => tellCell(`not accepted, got '${plain(odd)}'`));
      else if (filled) tellCell("empty cell");
    }
    return row;
  };
}

/* The rows of a file by their id. */
async function tableOf(file, key, { what, accepted, tell }) {
  const name = plain(file.name);
  const found = new Map();
  let header, read, rows = 0;
  const add = ([line, cells]) => {
    if (!header) {
      header = cells;
      read = rowReader(header, name, { what, accepted, tell });
      return;
    }
    rows += 1;
    const wrong = miscounted([line, cells], header, name);
    if (wrong) { tell(wrong); return; }
    const row = read(line, cells);
    const before = row[key] && found.get(row[key]);
    if (before) tell(`${name}:${line}: ${key}: the same as in line ${before.line}, got '${plain(row[key])}' — expected each run once`);
    else found.set(row[key], row);
  };
  try {
    const text = await textOf(file, name, LIMITS);
    if (/^\s*</.test(text.slice(0, LONGEST_WORD))) throw new Unreadable(`${name} is a web page, not CSV`);
    await inTurns(rowsOf(text, name, LIMITS), add);
    if (!rows) throw new Unreadable(header ? `${name} has a header and no rows` : `${name} is empty`);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    tell(error.message);
  }
  return found;
}

/* Rules across the runs, as in scripts/sitedata/check/environments.py. */
async function checkRuns(runs, name, modes, tell) {
  const rounds = new Map(); // contestant → round → line
  await inTurns(runs, (run) => {
    const known = modes[run.framework];
    if (!known.includes(run.mode)) tell(`${name}:${run.line}: mode: not a mode of ${run.framework}, got '${run.mode}' — expected one of ${known.join(", ")}`);
    if (run.status !== "ok") return;
    const [contestant, round] = [[...CONTESTANT.map((column) => run[column]), run.variant].join(" "), `${run.sweep} ${run.round}`];
    const lines = rounds.get(contestant) ?? new Map();
    rounds.set(contestant, lines);
    if (lines.has(round)) tell(`${name}:${run.line}: the same contestant and round as line ${lines.get(round)} — expected at most one good run`);
    else if (lines.size === MOST_ROUNDS) tell(`${name}:${run.line}: one more round of a contestant than can be compared — expected at most ${MOST_ROUNDS}`);
    else lines.set(round, run.line);
  });
}

/* Ids are named by the minute, so files of two machines can have some in common: the number of steps tells them apart. */
function checkPair(runs, samples, [runsName, samplesName], tell) {
  const strangers = [...samples.keys()].filter((id) => !runs.has(id)).length;
  const timed = [...runs.values()].filter((run) => run.steps && run.status === "ok");
  const untimed = timed.filter((run) => !samples.has(run.id)).length;
  const others = [...samples.values()].filter((each) => runs.get(each.run_id)?.steps && runs.get(each.run_id).steps !== each.step_time_us.count).length;
  const signs = [
    strangers && `${strangers} of ${samples.size} run ids of ${samplesName} are not in ${runsName}`,
    untimed && `${untimed} of ${timed.length} timed runs of ${runsName} are not in ${samplesName}`,
    others && `${others} of ${samples.size} runs have another number of steps than of times`,
  ].filter(Boolean);
  if (signs.length) tell(`${runsName} and ${samplesName} do not belong together: ${signs.join(", ")}`);
}

/* The runs of the chosen files; `time` is the median of a run's steps, in microseconds, where they were timed. */
export async function ownRuns(files, accepted, problems) {
  const tell = (words) => problems.add(words);
  const [runsFile, samplesFile] = pairOf(files, tell);
  if (!runsFile || !samplesFile) return [];
  const runs = await tableOf(runsFile, "id", { what: "runs", accepted: accepted.runs, tell });
  const samples = await tableOf(samplesFile, "run_id", { what: "samples", accepted: accepted.samples, tell });
  const names = [plain(runsFile.name), plain(samplesFile.name)];
  if (!problems.count) await checkRuns(runs.values(), names[0], accepted.modes, tell);
  if (!problems.count) checkPair(runs, samples, names, tell);
  return problems.count ? [] : [...runs.values()].map((run) => ({ ...run, time: samples.get(run.id)?.step_time_us.median }));
}
