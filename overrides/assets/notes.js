/* The note of a mark: beside the text while the mark is pointed at or has the focus, and until it is closed once it was clicked.
   On a phone a click opens it as a sheet at the lower edge. The page never moves. site.js hands over what happens to marks. */

const SHEET = matchMedia("(max-width: 44rem), (pointer: coarse)");
const ENTERS_MS = 100; // passing over a mark on the way elsewhere opens nothing
const LEAVES_MS = 250; // time to move the pointer from the mark to its note
const CROSSES_MS = 900; // the same across the text
const NARROWEST_PX = 190, WIDEST_PX = 300; // of a note in the margin
const GAP_PX = 8;

let shown; // { mark, box, pinned, beside }
let entering, leaving;
let returning; // the mark to which the focus goes back: it must not open its note again

export function pointerover(mark, { pointerType }) {
  if (pointerType === "touch" || SHEET.matches) return;
  if (shown?.mark === mark) { clearTimeout(leaving); return; }
  clearTimeout(entering);
  entering = setTimeout(() => { if (mark.matches(":hover") && !isPinned()) open(mark); }, ENTERS_MS);
}

export function focusin(mark) {
  if (returning === mark) { returning = undefined; return; }
  if (!SHEET.matches && mark.matches(":focus-visible") && !isPinned() && shown?.mark !== mark) open(mark);
}

export function click(mark) {
  if (shown?.mark === mark && shown.pinned) close();
  else if (open(mark, true)) shown.box.focus({ preventScroll: true });
}

const isPinned = () => shown?.pinned && shown.box.isConnected;

function open(mark, pinned = false) {
  const note = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
  if (!note || !mark.isConnected) return false;
  remove();
  const box = document.createElement("div");
  box.className = `margin-note${SHEET.matches ? " is-sheet" : ""}`;
  box.id = "margin-note";
  box.append(...note.cloneNode(true).childNodes);
  box.querySelectorAll(".footnote-backref").forEach((each) => each.remove());
  box.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
  shown = { mark, box, pinned };
  if (pinned) {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", "Close the note");
    button.textContent = "×";
    button.addEventListener("click", () => close());
    box.prepend(button);
    box.tabIndex = -1;
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", `Note ${mark.textContent.match(/\d*$/)[0]}`);
    mark.setAttribute("aria-expanded", "true");
  } else {
    box.setAttribute("role", "tooltip");
    mark.setAttribute("aria-describedby", box.id);
  }
  mark.closest(".md-content__inner").append(box);
  place();
  return true;
}

function remove() {
  clearTimeout(leaving);
  shown?.box.remove();
  shown?.mark.removeAttribute("aria-describedby");
  shown?.mark.removeAttribute("aria-expanded");
  shown = undefined;
}

/** Closes the note; whoever was in it is back at its mark. */
function close() {
  const { mark, box } = shown;
  const within = box.contains(document.activeElement);
  remove();
  if (!within) return;
  returning = mark;
  mark.focus({ preventScroll: true });
}

/** In the margin at the height of its mark; without room there below the line, or above it near the window's lower edge. */
function place() {
  const { mark, box } = shown;
  if (box.classList.contains("is-sheet")) return;
  const [wide, high] = [document.documentElement.clientWidth, innerHeight];
  const at = mark.getBoundingClientRect();
  const text = mark.closest(".md-content__inner");
  const frame = text.getBoundingClientRect();
  const edge = frame.right - parseFloat(getComputedStyle(text).paddingRight) + 2 * GAP_PX;
  const room = wide - edge - GAP_PX;
  shown.beside = room >= NARROWEST_PX;
  box.style.width = shown.beside ? `${Math.min(room, WIDEST_PX)}px` : "";
  const top = document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
  const tall = box.offsetHeight;
  let x = edge, y = Math.max(top + GAP_PX, Math.min(at.top - GAP_PX, high - tall - GAP_PX));
  if (!shown.beside) {
    x = Math.max(GAP_PX, Math.min(at.left - 2 * GAP_PX, wide - box.offsetWidth - GAP_PX));
    y = at.bottom + GAP_PX;
    if (y + tall > high && at.top - tall - GAP_PX > top) y = at.top - tall - GAP_PX;
  }
  box.style.left = `${x - frame.left}px`;
  box.style.top = `${y - frame.top}px`;
}

/** A note that nobody clicked goes once neither pointer nor focus is at its mark or in it. */
function leave() {
  clearTimeout(leaving);
  if (!shown || shown.pinned) return;
  leaving = setTimeout(() => {
    const stays = shown?.pinned || shown?.mark.matches(":hover, :focus-visible") || shown?.box.matches(":hover, :focus-within");
    if (!stays) remove();
  }, shown.beside ? CROSSES_MS : LEAVES_MS);
}
const isOf = (target) => shown && (shown.mark.contains(target) || shown.box.contains(target));

for (const kind of ["pointerout", "focusout"]) {
  document.addEventListener(kind, (event) => { if (isOf(event.target)) leave(); });
}
document.addEventListener("pointerup", (event) => { // phones send no click from what cannot be clicked, and none of these after scrolling
  if (shown && !isOf(event.target)) remove();
});
document.addEventListener("keydown", (event) => {
  if (!shown) return;
  if (event.key === "Escape") close();
  if (event.key !== "Tab" || !shown.box.contains(document.activeElement)) return;
  const stops = [...shown.box.querySelectorAll("button, a[href]")]; // behind the last one comes what follows the mark
  if (document.activeElement === stops.at(-1) && !event.shiftKey) close();
  else if (event.shiftKey && [shown.box, stops[0]].includes(document.activeElement)) { event.preventDefault(); close(); }
});
addEventListener("resize", () => { if (shown?.box.isConnected) place(); });
