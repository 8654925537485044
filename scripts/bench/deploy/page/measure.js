// Load a runtime and a model, answer requests one after the other, and give their times back to the server of this page.
// As bench/deploy/serve.py does it outside a browser; performance.now() counts from the start of the navigation.

const job = await (await fetch("/job.json")).json();
const arrays = { float32: Float32Array, int32: Int32Array, int64: BigInt64Array };

async function array(name, type) {
  return new arrays[type](await (await fetch(name)).arrayBuffer());
}

async function measure() {
  const { load } = await import(`/${job.runtime}.js`);
  const call = await load(job);
  const ready = performance.now();
  const x = await array("/x", job.type);
  const before = await array("/before", "float32");
  const begun = performance.now();
  const after = await call(x);
  const first = performance.now() - begun;
  const times = await timed(() => call(x));
  return { ready_ms: ready, first_ms: first, difference: apart(before, after), call_time_us: times,
           isolated: crossOriginIsolated };
}

// The largest difference over the largest output; null for another shape, or no number.
function apart(before, after) {
  if (after.length !== before.length || !after.every(Number.isFinite)) return null;
  let [largest, difference] = [0, 0];
  for (let place = 0; place < before.length; place++) {
    largest = Math.max(largest, Math.abs(before[place]));
    difference = Math.max(difference, Math.abs(after[place] - before[place]));
  }
  return difference / largest;
}

// Whole microseconds of each request in the window, after a second one and a warm-up.
async function timed(step) {
  await step();
  const warm = performance.now() + job.warm_up_ms;
  while (performance.now() < warm) await step();
  const [start, times] = [performance.now(), []];
  let last = start;
  while (last - start < job.window_ms || times.length < job.least) {
    await step();
    const now = performance.now();
    times.push(Math.round((now - last) * 1e3));
    last = now;
  }
  return times;
}

let answer;
try {
  answer = await measure();
} catch (error) {
  answer = { failed: String(error?.stack?.includes(error?.message) ? error : (error?.message ?? error)) };
}
await fetch("/answer", { method: "POST", body: JSON.stringify(answer) });
