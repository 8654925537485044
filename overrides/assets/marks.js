/* What a mark of a figure is and what it rests on, in the page below its drawing. Loaded by site.js at the first click on one. */

const ADDRESS = /^(samples|claims)\//; // of what a mark leads to; other marks carry other things
const LEADS_TO = { samples: "The runs behind it", claims: "The claim with its evidence" };

/* The words that Plotly shows beside the mark, a line each. */
function words(live) {
  return [...live.querySelectorAll(".hovertext text")].flatMap((text) => {
    const lines = [...text.querySelectorAll("tspan.line")];
    return (lines.length ? lines : [text]).map((line) => line.textContent.trim());
  }).filter(Boolean);
}

function element(name, text, parent) {
  const made = document.createElement(name);
  made.textContent = text;
  parent.append(made);
  return made;
}

function close(panel) {
  const button = panel.closest("figure").querySelector(".fig-explore");
  panel.remove();
  button?.focus({ preventScroll: true });
}

/* `point` is what Plotly says of the mark; `root` is the address of the site. */
export function openMark(figure, point, root) {
  figure.querySelector(".fig-mark")?.remove();
  const panel = document.createElement("div");
  panel.className = "fig-mark";
  panel.tabIndex = -1;
  panel.setAttribute("role", "region");
  panel.setAttribute("aria-label", "The mark that you chose");
  const [first, ...rest] = words(figure.querySelector(".fig-live"));
  element("strong", first ?? "A mark of this figure", element("p", "", panel));
  for (const line of rest) element("p", line, panel);
  const ways = element("p", "", panel);
  const [address, kind] = ADDRESS.exec(typeof point.customdata === "string" ? point.customdata : "") ?? [];
  if (address) {
    const link = element("a", LEADS_TO[kind], ways);
    link.href = new URL(point.customdata, root);
    if (figure.matches(".fig-embed")) Object.assign(link, { target: "_blank", rel: "noopener" });
  } else if (figure.querySelector("details.fig-data")) {
    element("button", "The rows drawn", ways).addEventListener("click", () => {
      const rows = figure.querySelector("details.fig-data");
      rows.open = true;
      rows.querySelector("summary").focus();
    });
  }
  element("button", "Close", ways).addEventListener("click", () => close(panel));
  for (const button of ways.querySelectorAll("button")) button.type = "button";
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") close(panel); });
  figure.querySelector(".fig-draw").after(panel);
  panel.focus({ preventScroll: true });
}
