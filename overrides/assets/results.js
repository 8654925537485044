/* Reading the benchmark's files in a browser: for a reader's own files (compare.js) and for the runs behind a number (samples.js). */
const LARGEST_BYTES = 200e6; // unpacked; what we publish is a hundredth of it

/* Unpacked where it is packed: some servers do that themselves. */
export async function textOf(file, name) {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return file.text();
  if (!window.DecompressionStream) throw new Error("this browser cannot unpack .gz files: unpack it first and choose samples.csv");
  const reader = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const decoder = new TextDecoder();
  let text = "", bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > LARGEST_BYTES) throw new Error(`${name} is larger than a result file can be`);
    text += decoder.decode(value, { stream: true });
  }
}

export function records(text, name) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ",") rows.push([]);
  }
  const [head, ...body] = rows.filter((row) => row.length > 1);
  if (!head) throw new Error(`${name} is empty`);
  return body.map((row) => Object.fromEntries(head.map((column, index) => [column, row[index] ?? ""])));
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/* Run → times of its steps in microseconds, in order; only runs whose steps were timed. */
export function stepTimes(text, name) {
  return new Map(records(text, name).filter((row) => row.step_time_us).map((row) => [row.run_id, row.step_time_us.split(" ").map(Number)]));
}
