/* Before a page is painted: what the theme's pages do in scripts of their own, here in a file, so that a host may forbid inline scripts.
   Loaded in the head by partials/javascripts/base.html, which waits for it. */
(() => {
  "use strict";
  // What the theme's script expects: a reader's choices, kept under the address of the site.
  const root = new URL("..", document.currentScript.src);
  const keyOf = (name, scope) => `${scope.pathname}.${name}`;
  window.__md_scope = root;
  window.__md_hash = (text) => [...text].reduce((hash, letter) => (hash << 5) - hash + letter.charCodeAt(0), 0);
  // A browser may keep nothing, or what somebody else wrote there: what cannot be read was never chosen.
  const attempt = (act) => { try { return act(); } catch { return null; } };
  window.__md_get = (name, storage, scope = root) => attempt(() => JSON.parse((storage ?? localStorage).getItem(keyOf(name, scope))));
  window.__md_set = (name, value, storage, scope = root) => attempt(() => (storage ?? localStorage).setItem(keyOf(name, scope), JSON.stringify(value)));

  // The theme takes every alternate for a translation of the site, whose map it asks for on each page; readers of feeds want just this word.
  const all = document.querySelectorAll.bind(document);
  document.querySelectorAll = (selector) => all(selector === "link[rel=alternate]" ? `${selector}[hreflang]` : selector);

  // What the theme's script would do later, at the price of a new style for the whole page: name its state, make the address absolute.
  document.documentElement.className = "js js-focus-visible";
  const sheet = document.querySelector("link[rel=stylesheet]");
  sheet.href = sheet.href;

  // The scheme that the reader chose, here or in another tab, else the system's; from the moment when there is a body.
  const SCHEMES = { default: "light", slate: "dark" };
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen; // holds for this page where a browser keeps nothing
  function showScheme() {
    const scheme = [__md_get("__scheme"), chosen, system.matches ? "slate" : "default"].find((each) => Object.hasOwn(SCHEMES, each));
    document.documentElement.style.colorScheme = SCHEMES[scheme];
    if (document.body && document.body.dataset.mdColorScheme !== scheme) document.body.dataset.mdColorScheme = scheme;
  }
  showScheme();
  new MutationObserver((changes, observer) => {
    if (!document.body) return;
    showScheme();
    observer.disconnect();
  }).observe(document.documentElement, { childList: true });
  system.addEventListener("change", showScheme);
  for (const sign of ["storage", "pageshow"]) addEventListener(sign, showScheme); // a page that a way back brings again has missed some
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".scheme-switch")) return;
    chosen = document.body.dataset.mdColorScheme === "slate" ? "default" : "slate";
    __md_set("__scheme", chosen);
    showScheme();
  });

  // Single keys are the theme's. With a modifier they are the browser's or the system's; held down, while a word is composed, or before a
  // dialog they mean nothing to it. The last one that it missed, since its script had not started, is given again.
  let missed;
  addEventListener("keydown", (event) => {
    const { target } = event, within = (selector) => target.closest?.(selector);
    const isHeld = event.ctrlKey || event.metaKey || event.altKey || event.getModifierState?.("AltGraph") || (event.repeat && !within(".md-search"));
    if (isHeld || event.isComposing || event.defaultPrevented || within("dialog")) event.stopImmediatePropagation();
    else if (!window.document$) {
      missed = event;
      if (event.key === "/" && !within("input, select, textarea, [contenteditable]")) event.preventDefault(); // a browser would search the page, too
    }
  });

  // The theme's script (search, instant navigation) starts when a reader first does something, or after some seconds: until then it would
  // only keep the page from answering. It sets everything up on DOMContentLoaded, so it gets one of its own.
  const signs = ["pointermove", "pointerdown", "keydown", "wheel", "scroll", "focusin"], wait = 6000;
  function startAtFirstSign() {
    const start = () => {
      for (const sign of signs) removeEventListener(sign, start, true);
      clearTimeout(timer);
      const script = document.createElement("script");
      script.src = document.getElementById("theme-script").src;
      script.onload = () => setTimeout(() => {
        document.dispatchEvent(new Event("DOMContentLoaded"));
        missed?.target.dispatchEvent(new KeyboardEvent("keydown", missed));
      });
      document.body.append(script);
    };
    const timer = setTimeout(() => (window.requestIdleCallback || setTimeout)(() => start()), wait);
    for (const sign of signs) addEventListener(sign, start, { capture: true, passive: true });
  }
  document.addEventListener("DOMContentLoaded", startAtFirstSign, { once: true });
})();
