/* The share panel of a figure, a claim or a row, in place: taken from its own page, which holds it for readers without scripts.
   Copying says what was copied; a link of a figure carries what the reader chose to see. Loaded by site.js on first use. */

let dialog;

/* Full addresses in a panel that was written for another page. */
function rebased(panel, page) {
  for (const link of panel.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), page).href;
  panel.dataset.address = new URL(panel.dataset.address, page).href;
  return panel;
}

export async function openPanel(link) {
  const page = new URL(link.href);
  const answer = await fetch(page);
  if (!answer.ok) throw new Error(`${page}: ${answer.status}`);
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("share");
  if (!found) throw new Error(`${page}: no panel`);
  const panel = rebased(document.importNode(found, true), page);
  panel.removeAttribute("id");
  panel.querySelector("h2").textContent = panel.dataset.title;
  dialog?.remove();
  dialog = document.createElement("dialog");
  dialog.className = "share-dialog md-typeset";
  dialog.setAttribute("aria-label", `Share: ${panel.dataset.title}`);
  const close = document.createElement("button");
  Object.assign(close, { type: "button", className: "share-close", textContent: "Close" });
  close.addEventListener("click", () => dialog.close());
  const said = document.createElement("p");
  said.className = "copy-said";
  said.setAttribute("role", "status");
  dialog.append(close, panel, said);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => link.focus());
  document.body.append(dialog);
  if (navigator.share) panel.querySelector(".share-native")?.removeAttribute("hidden");
  dialog.showModal();
  panel.querySelector("[data-copy]")?.focus(); // the recommended text: Enter copies it
}

/* The system's own way to share, where there is one. */
export function shareNatively(button) {
  const panel = button.closest(".share");
  return navigator.share({ title: panel.dataset.title, url: addressOf(panel) }).catch(() => {}); // a reader who changes their mind
}

const addressOf = (panel) => {
  const own = new URL(panel.dataset.address, location.href);
  const chosen = location.search.slice(1).split("&").filter((part) => /^(show|scale|view)=/.test(part)); // not what others add to an address
  if (own.pathname === location.pathname && chosen.length) own.search = chosen.join("&");
  return own.href;
};

const codeOf = (button) => button.dataset.copy
  ? button.closest(".share").querySelector(`[id="${CSS.escape(button.dataset.copy)}"]`) : button.closest(".request").querySelector("code");

/* The text of a `[data-copy]` button; in a panel, the link as the reader sees it now. */
export function textOf(button) {
  const panel = button.closest(".share"), text = codeOf(button).textContent;
  if (button.dataset.copy !== "copy-link") return text;
  const now = new URL(addressOf(panel));
  return now.href === new URL(panel.dataset.address, location.href).href ? text : text + now.search;
}

export async function copy(button) {
  const text = textOf(button);
  try {
    await navigator.clipboard.writeText(text);
    tell(button, button.dataset.what ? `${button.dataset.what} copied.` : "Copied.");
  } catch {
    button.closest(".share")?.querySelector(".share-others").setAttribute("open", ""); // a text that is folded cannot be selected
    getSelection().selectAllChildren(codeOf(button));
    tell(button, "Selected: copy it with the keyboard, for the browser does not let this page.");
  }
}

function tell(button, words) {
  const root = button.closest(".request, dialog, .md-content__inner");
  let said = root.querySelector(".copy-said");
  if (!said) {
    said = document.createElement("p");
    said.className = "copy-said";
    said.setAttribute("role", "status");
    root.append(said);
  }
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = words; }); // an element that was there before speaks when its words change
}
