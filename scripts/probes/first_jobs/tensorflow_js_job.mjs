// Train a line in Node.js, and predict with it.
// npm install @tensorflow/tfjs
import * as tf from "@tensorflow/tfjs";

const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
model.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1) });
const x = tf.tensor2d([[-1], [0], [1], [2]]);
const y = tf.tensor2d([[-3], [-1], [1], [3]]);
await model.fit(x, y, { epochs: 200, verbose: 0 });
const [predicted] = await model.predict(tf.tensor2d([[5]])).data();
if (Math.abs(predicted - 9) > 0.5) throw new Error(`expected 9, got ${predicted}`);
console.log(`Trained on four points of y = 2x - 1, it predicts ${predicted.toFixed(2)} for x = 5`);
