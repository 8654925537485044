// Playwright speaks WebDriver BiDi to a Firefox as it is delivered. It begins each page with a command for the colour scheme, which extended
// support releases up to 153 do not know: here their refusal is no failure. Loaded into Playwright's driver by tests/conftest.py.
const Module = require("module");

const COMMAND = '("emulation.setMediaFeaturesOverride"';
const compile = Module.prototype._compile;
Module.prototype._compile = function (code, name) {
  const isDriver = name.endsWith("coreBundle.js");
  return compile.call(this, isDriver ? code.replaceAll(`.send${COMMAND}`, `.sendMayFail${COMMAND}`) : code, name);
};
