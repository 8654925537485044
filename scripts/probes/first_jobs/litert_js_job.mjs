// Load the runtime, as a browser would.
// npm install @litertjs/core
import * as litert from "@litertjs/core";

console.log(`It offers ${Object.keys(litert).length} names`);
if (typeof document === "undefined") {
  console.error("not here: it loads; its WebAssembly is for browsers, and this is Node.js");
  process.exit(1);
}
