/* A page that was opened as a file: there a browser lets no script read other files, and shows the contents of a folder where a server would
   show its page. Links lead to pages again, what cannot work is put away, and one sentence says what to do. Loaded by site.js. */
(() => {
  "use strict";
  const hide = (selector) => document.querySelectorAll(selector).forEach((each) => { each.hidden = true; });
  for (const link of document.querySelectorAll("a[href]")) {
    if (link.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
  }
  for (const box of document.querySelectorAll(".fig-draw")) box.dataset.state = "file"; // the drawing stays
  document.documentElement.classList.add("is-file");
  hide(".fig-explore, .fig-views, .guide-begin, .samples form, .samples-said, .compare, .md-search, [for=__search]");
  const said = document.createElement("p");
  said.className = "as-file";
  said.append("Opened as a file, this page has all text, tables and drawings. Search, the guide and interactive figures need a server: in the folder of the site run ",
    Object.assign(document.createElement("code"), { textContent: "python3 -m http.server" }), ", then open http://localhost:8000/.");
  document.querySelector(".md-content__inner")?.prepend(said);
})();
