// LiteRT.js with WebAssembly.
import { Tensor, loadAndCompile, loadLiteRt } from "@litertjs/core";

export async function load(job) {
  await loadLiteRt("/node_modules/@litertjs/core/wasm/", { threads: job.threads > 1 });
  const options = { accelerator: "wasm", cpuOptions: { numThreads: job.threads } };
  const model = await loadAndCompile("/model/model.tflite", options);
  return async (x) => {
    const asked = new Tensor(x, job.shape);
    const [gives] = await model.run(asked);
    const output = gives.toTypedArray().slice(); // what it shows is the runtime's own memory
    asked.delete();
    gives.delete();
    return output;
  };
}
