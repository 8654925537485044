// Run a model of one node with WebAssembly.
// npm install onnxruntime-web
import * as ort from "onnxruntime-web";

// a model in the ONNX format: y = Relu(x), two numbers
const model = Uint8Array.from(
  Buffer.from("CAg6NwoMCgF4EgF5IgRSZWx1EgVmaXJzdFoPCgF4EgoKCAgBEgQKAggCYg8KAXkSCgoICAESBAoCCAJCBAoAEBE=", "base64"),
);
ort.env.wasm.numThreads = 1;
const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
const { y } = await session.run({ x: new ort.Tensor("float32", [-1, 2], [2]) });
if (y.data[0] !== 0 || y.data[1] !== 2) throw new Error(`got ${y.data}`);
console.log("WebAssembly ran a model of one node");
process.exit(0);
