/* Reading the benchmark's files in a browser: for a reader's own files (own-files.js) and for the runs behind a number (samples.js).
   In: a file. Out: its text, its rows, the times of its steps; or an Unreadable, whose message is for the reader. */
export const PUBLISHED = { bytes: 200e6, lines: 200e3, cell: 1e6 }; // unpacked; characters; as in scripts/sitedata/load/csv_table.py; ours are a hundredth of it
const MOST_CELLS = 200; // in a row: five times what the schema has
const [LINE, RETURN, QUOTE, COMMA] = [10, 13, 34, 44]; // character codes

export class Unreadable extends Error {}

export const counted = (number) => number.toLocaleString("en");

/* Unpacked where it is packed: some servers do that themselves. */
export async function textOf(file, name, limits = PUBLISHED) {
  const refuse = (why) => { throw new Unreadable(`${name} ${why}`); };
  const tooLarge = `is too large — expected at most ${counted(limits.bytes)} bytes, unpacked`;
  if (file.size > limits.bytes) refuse(tooLarge);
  const start = await file.slice(0, 2).arrayBuffer().catch(() => refuse("cannot be opened: choose it again"));
  const [first, second] = new Uint8Array(start);
  if (first === 0x50 && second === 0x4b) refuse("is a ZIP archive, whatever its name — expected what is in it: unpack it first");
  const packed = first === 0x1f && second === 0x8b;
  if (packed && !window.DecompressionStream) refuse("is packed, and this browser cannot unpack it: unpack it and choose the .csv");
  const reader = (packed ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream()).getReader();
  const broken = packed ? "is not a whole gzip file — expected one that gzip wrote to its end" : "cannot be read: choose it again";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "", bytes = 0;
  for (let more = true; more;) {
    const { done, value } = await reader.read().catch(() => refuse(broken));
    more = !done;
    bytes += value?.length ?? 0;
    if (bytes > limits.bytes) refuse(tooLarge); // a small file can hold endless zeros: what is not asked for is not unpacked
    try { text += decoder.decode(value, { stream: more }); } catch { refuse("is no CSV: it is not text in UTF-8"); }
  }
  if (text.includes("\0")) refuse("is no CSV: it holds binary data");
  return text;
}

/* Where the cell that starts at `from` ends, its quotes included; -1 if its quote is never closed. Beyond the longest it need not be right. */
function endOfCell(text, from, longest) {
  let at = from;
  if (text.charCodeAt(at) !== QUOTE) {
    for (let code; at < text.length; at += 1) if ((code = text.charCodeAt(at)) === COMMA || code === LINE || code === RETURN || code === QUOTE) break;
    return at;
  }
  while ((at = text.indexOf('"', at + 1)) >= 0 && text.charCodeAt(at + 1) === QUOTE && at - from <= longest) at += 1;
  return at < 0 ? -1 : at + 1;
}

/* Rows with the line on which each starts: [line, cells]. No character is passed twice, so the time grows as the text does.
   Empty lines are no rows. What cannot be read further ends with an Unreadable. */
export function* rowsOf(text, name, limits = PUBLISHED) {
  let at = 0, line = 1;
  const refuse = (why) => { throw new Unreadable(`${name}:${line}: ${why}`); };
  while (at < text.length) {
    const [start, cells] = [line, []];
    let end;
    do {
      const [from, isQuoted] = [at, text.charCodeAt(at) === QUOTE];
      at = endOfCell(text, from, limits.cell);
      end = text.charCodeAt(at);
      if (end === RETURN && text.charCodeAt(at + 1) !== LINE) refuse("a carriage return alone — expected lines that end in LF or CR LF");
      if (at - from > limits.cell) refuse(`a cell is too long — expected at most ${counted(limits.cell)} characters`);
      const isOver = at >= 0 && (at >= text.length || end === COMMA || end === LINE || end === RETURN);
      if (!isOver) refuse('broken quoting — expected quotes in pairs, a quote inside a cell doubled ("")');
      if (cells.length === MOST_CELLS) refuse(`too many cells — expected at most ${MOST_CELLS}`);
      cells.push(isQuoted ? text.slice(from + 1, at - 1).replaceAll('""', '"') : text.slice(from, at));
      if (isQuoted) line += cells.at(-1).split("\n").length - 1;
      at += end === RETURN ? 2 : 1;
    } while (end === COMMA);
    if (line > limits.lines) refuse(`too many lines — expected at most ${counted(limits.lines)}`);
    line += 1;
    if (cells.length > 1 || cells[0]) yield [start, cells];
  }
}

/* What is wrong with the number of cells in a row, if anything. */
export function miscounted([line, cells], columns, name) {
  if (cells.length === columns.length) return "";
  return `${name}:${line}: wrong number of cells, got ${cells.length} — expected ${columns.length}, as in the header`;
}

export function records(text, name) {
  const [head, ...rows] = rowsOf(text, name);
  if (!head) throw new Unreadable(`${name} is empty`);
  const columns = head[1];
  const wrong = rows.map((row) => miscounted(row, columns, name)).find(Boolean);
  if (wrong) throw new Unreadable(wrong);
  return rows.map(([, cells]) => Object.fromEntries(columns.map((column, index) => [column, cells[index]])));
}

export function median(values) {
  const sorted = Float64Array.from(values).sort(); // by value, and many times faster than a comparing function
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/* Run → times of its steps in microseconds, in order; only runs whose steps were timed. */
export function stepTimes(text, name) {
  return new Map(records(text, name).filter((row) => row.step_time_us).map((row) => [row.run_id, row.step_time_us.split(" ").map(Number)]));
}
