/* The page for addresses that lead nowhere, in a site that does not know its own address: 404.html loads this file from one folder after
   another, and the first one that is there says where the site lies. All that is relative on the page then begins there. */
(() => {
  "use strict";
  if (document.querySelector("base")) return;
  const base = document.createElement("base");
  base.href = new URL("..", document.currentScript.src);
  document.head.prepend(base);
  // The theme's script reckons with the address of the page.
  document.addEventListener("DOMContentLoaded", () => {
    const config = document.getElementById("__config");
    config.textContent = JSON.stringify({ ...JSON.parse(config.textContent), base: base.href });
  });
})();
