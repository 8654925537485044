// TensorFlow.js with its WebAssembly backend.
const folder = "/node_modules/@tensorflow";

function script(path) {
  return new Promise((resolve, reject) => {
    const tag = Object.assign(document.createElement("script"), { src: `${folder}/${path}`, onload: resolve });
    tag.onerror = () => reject(new Error(`${path} does not load`));
    document.head.append(tag);
  });
}

export async function load(job) {
  await script("tfjs/dist/tf.min.js");
  await script("tfjs-backend-wasm/dist/tf-backend-wasm.min.js");
  tf.wasm.setWasmPaths(`${folder}/tfjs-backend-wasm/dist/`);
  tf.wasm.setThreadsCount(job.threads);
  await tf.setBackend("wasm");
  const model = await tf.loadGraphModel("/model/model.json");
  return async (x) => {
    const asked = tf.tensor(x, job.shape, job.type);
    const gives = await model.executeAsync(asked);
    const output = await gives.data();
    tf.dispose([asked, gives]);
    return output;
  };
}
