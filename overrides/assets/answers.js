/* Who takes less time: one combination of model, task, device and division at a time, which the address keeps. Loaded by site.js where the table is. */
export function openAnswers(box) {
  const form = box.querySelector("form"), said = box.querySelector(".answers-said"), bodies = [...box.querySelectorAll("tbody")];
  const names = [...form.elements].map((each) => each.name);
  const show = () => {
    const key = names.map((name) => form.elements[name].value).join("|");
    const body = bodies.find((each) => each.dataset.key === key);
    for (const each of bodies) each.classList.toggle("other", each !== body);
    said.textContent = body ? body.dataset.said : "Not measured in this combination: choose another one.";
  };
  const query = new URLSearchParams(location.search);
  for (const name of names) {
    const control = form.elements[name], asked = query.get(name);
    if (asked && [...(control.options ?? [])].some((each) => each.value === asked)) control.value = asked;
  }
  show();
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    show();
    const address = new URL(location);
    for (const name of names) address.searchParams.set(name, form.elements[name].value);
    history.replaceState(history.state, "", address);
  });
}
