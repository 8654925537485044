// Load the library, and a model from a hub.
// npm install @huggingface/transformers
import { Tensor, matmul } from "@huggingface/transformers";

const ones = new Tensor("float32", new Float32Array(4).fill(1), [2, 2]);
console.log(`The library loads; a sum of ${ones.sum().data[0]}; ${typeof matmul}`);
console.error("not here: it loads; its models are in no package but on a hub");
process.exit(1);
