/* Before a page is painted: what the theme's pages do in scripts of their own, here in a file, so that a host may forbid inline scripts.
   Loaded in the head by partials/javascripts/base.html, which waits for it. */
(() => {
  "use strict";
  // What the theme's script expects: a reader's choices, kept under the address of the site.
  const root = new URL("..", document.currentScript.src);
  const keyOf = (name, scope) => `${scope.pathname}.${name}`;
  window.__md_scope = root;
  window.__md_hash = (text) => [...text].reduce((hash, letter) => (hash << 5) - hash + letter.charCodeAt(0), 0);
  window.__md_get = (name, storage = localStorage, scope = root) => JSON.parse(storage.getItem(keyOf(name, scope)));
  window.__md_set = (name, value, storage = localStorage, scope = root) => {
    try { storage.setItem(keyOf(name, scope), JSON.stringify(value)); } catch { /* a browser that keeps nothing: the choice holds for this page */ }
  };

  // The theme takes every alternate for a translation of the site, whose map it asks for on each page; readers of feeds want just this word.
  const all = document.querySelectorAll.bind(document);
  document.querySelectorAll = (selector) => all(selector === "link[rel=alternate]" ? `${selector}[hreflang]` : selector);

  // What the theme's script would do later, at the price of a new style for the whole page: name its state, make the address absolute.
  document.documentElement.className = "js js-focus-visible";
  const sheet = document.querySelector("link[rel=stylesheet]");
  sheet.href = sheet.href;

  // The scheme that the reader chose, else the system's, as soon as there is a body; assets/site.js switches and remembers it.
  const scheme = __md_get("__scheme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default");
  document.documentElement.style.colorScheme = scheme === "slate" ? "dark" : "light";
  new MutationObserver((changes, observer) => {
    if (!document.body) return;
    document.body.dataset.mdColorScheme = scheme;
    observer.disconnect();
  }).observe(document.documentElement, { childList: true });

  // The theme's script (search, instant navigation) starts when a reader first does something, or after some seconds: until then it would
  // only keep the page from answering. It sets everything up on DOMContentLoaded, so it gets one of its own; a key that it missed is given again.
  const signs = ["pointermove", "pointerdown", "keydown", "wheel", "scroll", "focusin"], wait = 6000;
  function startAtFirstSign() {
    const start = (event) => {
      for (const sign of signs) removeEventListener(sign, start, true);
      clearTimeout(timer);
      const script = document.createElement("script");
      script.src = document.getElementById("theme-script").src;
      script.onload = () => setTimeout(() => {
        document.dispatchEvent(new Event("DOMContentLoaded"));
        if (event?.type === "keydown") event.target.dispatchEvent(new KeyboardEvent("keydown", { key: event.key, bubbles: true }));
      });
      document.body.append(script);
    };
    const timer = setTimeout(() => (window.requestIdleCallback || setTimeout)(() => start()), wait);
    for (const sign of signs) addEventListener(sign, start, { capture: true, passive: true });
  }
  document.addEventListener("DOMContentLoaded", startAtFirstSign, { once: true });
})();
