// ONNX Runtime Web with WebAssembly.
import * as ort from "/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs";

export async function load(job) {
  ort.env.wasm.wasmPaths = "/node_modules/onnxruntime-web/dist/";
  ort.env.wasm.numThreads = job.threads;
  const weights = job.files.filter((name) => name !== "model.onnx");
  const externalData = weights.map((path) => ({ path, data: `/model/${path}` }));
  const options = { executionProviders: ["wasm"], ...(externalData.length ? { externalData } : {}) };
  const session = await ort.InferenceSession.create("/model/model.onnx", options);
  const [[asked], [gives]] = [session.inputNames, session.outputNames];
  return async (x) => (await session.run({ [asked]: new ort.Tensor(job.type, x, job.shape) }))[gives].data;
}
