/* What a reader chose to see of a figure: frameworks, scale, figure or table. By name in the address, defaults too, so that a link still
   shows what it showed when a default changes. Loaded by site.js where an address asks for a view, or a control is used. */

const NAMES = ["show", "scale", "view"];

/* What the address asks for, as far as the figure knows it. `offers` is { show: [names], scale: now or "" }. */
export function stateOf(query, offers) {
  const asked = query.has("show") ? query.get("show").split(",").filter((name) => offers.show.includes(name)) : [];
  const scale = query.get("scale");
  return {
    show: asked.length ? offers.show.filter((name) => asked.includes(name)) : offers.show,
    scale: offers.scale && (scale === "log" || scale === "linear") ? scale : offers.scale,
    view: query.get("view") === "table" ? "table" : "figure",
  };
}

export function offersOf(data) {
  return { show: data.show ? data.show.split(",") : [], scale: data.scale || "", axis: data.axis || "" };
}

/* The query of a state, all of it: `show=pytorch,tensorflow&scale=log&view=figure`. */
export function queryOf(state, rest = "") {
  const query = new URLSearchParams(rest);
  NAMES.forEach((name) => query.delete(name));
  const parts = [state.show.length && `show=${state.show.join(",")}`, state.scale && `scale=${state.scale}`, `view=${state.view}`];
  return [query.toString(), ...parts].filter(Boolean).join("&");
}

export const isDefault = (state, offers) => state.show.length === offers.show.length && state.scale === offers.scale && state.view === "figure";

/* A Plotly figure as the state wants it; changes it in place. */
export function shaped(figure, state, offers) {
  const hidden = (name) => offers.show.includes(name) && !state.show.includes(name);
  const notes = figure.layout.annotations || [];
  for (const trace of figure.data) {
    if (hidden(trace.meta) || (trace.meta === "between" && state.show.length < offers.show.length)) trace.visible = false;
  }
  figure.layout.annotations = notes.filter((note) => !hidden(note.name));
  if (offers.scale && state.scale !== offers.scale) rescaled(figure, offers.axis, state.scale === "log");
  return figure;
}

/* Places of labels are data on a linear axis and exponents on a logarithmic one; ticks chosen for one scale do not fit the other. */
function rescaled({ data, layout }, letter, log) {
  const ref = new RegExp(`^${letter}\\d*$`);
  for (const [name, axis] of Object.entries(layout)) {
    if (!name.startsWith(`${letter}axis`)) continue;
    axis.type = log ? "log" : "linear";
    for (const choice of ["range", "tickvals", "ticktext", "dtick", "tick0", "rangemode", "nticks"]) delete axis[choice];
    axis.autorange = true;
    axis.tickformat = axis.tickformat || "~s";
    if (log) axis.dtick = "D2"; // 1, 2, 5 of each decade
    else axis.rangemode = "tozero";
  }
  for (const trace of data) trace.cliponaxis = false; // a mark at the edge is whole
  for (const note of layout.annotations) {
    if (ref.test(note[`${letter}ref`] ?? letter)) note[letter] = log ? Math.log10(note[letter]) : 10 ** note[letter];
  }
}
