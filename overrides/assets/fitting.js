/* What fits together: any release, Python and system, answered from the API's file; the address keeps the choice. Loaded by site.js where the form is. */
const RANGES = { numpy: "NumPy", protobuf: "protobuf", keras: "Keras" };
const WITH_EXTRAS = ["linux-x86-64"];
const ON_WINDOWS = "Without WSL2 only PyTorch drives an NVIDIA GPU, by a build from its own index, as the package index has one for the CPU; TensorFlow after 2.10 and JAX need WSL2: choose Linux.";

export function openFits(box) {
  const form = box.querySelector("form"), fields = form.elements;
  const names = [...fields].map((each) => each.name);
  const [said, line, facts, beside] = [".answers-said", ".fits-line", ".fits-facts", ".fits-beside"].map((each) => box.querySelector(each));
  const of = (name) => fields[name].selectedOptions[0]?.textContent;
  let all;

  const load = async () => {
    if (all) return true;
    try {
      const answer = await fetch(box.dataset.fits);
      if (!answer.ok) throw new Error(answer.status);
      all = (await answer.json()).releases;
      return true;
    } catch {
      said.textContent = "The list of releases did not load. The tables below hold the newest ones; try again by choosing once more.";
      return false;
    }
  };
  const at = (release, system = fields.system.value) => release.places.find((each) => each.platform === system);
  const fits = (release) => at(release)?.pythons.includes(fields.python.value);
  const only = (companion) => !companion.only_on || companion.only_on.includes(`${fields.system.value} ${fields.python.value}`);

  const fill = (list, items) => list.replaceChildren(...items.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  const show = () => {
    const mine = all.filter((each) => each.framework === fields.framework.value);
    const sameOne = fields.release.dataset.of === fields.framework.value; // 2.15.0 of another is another release
    const chosen = sameOne && mine.find((each) => each.version === fields.release.value) || mine[0];
    if (!sameOne) {
      fields.release.replaceChildren(...mine.map((each) => new Option(each.version, each.version)));
      fields.release.dataset.of = fields.framework.value;
      fields.release.value = chosen.version;
    }
    const title = `${of("framework")} ${chosen.version}`, place = at(chosen), installs = fits(chosen);
    const where = `Python ${fields.python.value}, ${of("system")}`;
    const way = document.getElementById(`${fields.accelerator.value}-${fields.framework.value}`); // how it computes on what metadata do not tell of
    if (way) return told(way, chosen, mine[0]);
    said.textContent = installs && chosen.pure ? `${title} has a wheel for ${where}; what it requires may have none.` : installs ? `${title} installs on ${where}.` : `${title} has no wheel for ${where}.`;
    line.textContent = installs ? typed(chosen) : "";
    box.querySelector(".copyable").hidden = !line.textContent;
    fill(facts, installs ? about(chosen, place) : instead(chosen, place, mine));
    const suiting = installs ? chosen.companions.filter(only) : [];
    const listed = (bound) => suiting.filter((each) => each.bound === bound).map(named).join(", ");
    beside.replaceChildren(...[["Made for it", listed(true)], ["Accept it and later ones", listed(false)]].filter(([, list]) => list)
      .flatMap(([how, list]) => [Object.assign(document.createElement("strong"), { textContent: `${how}: ` }), `${list}. `]));
  };
  const told = (way, chosen, newest) => { // a route tells of the newest release
    const byExtra = fields.accelerator.value === "tpu" && chosen.tpu_extras, by = way.querySelector(".fits-by");
    const suits = byExtra ? WITH_EXTRAS.includes(fields.system.value) && fits(chosen) : way.dataset.release === chosen.version;
    said.textContent = `${of("framework")} on ${of("accelerator")}: ${by.textContent}.`;
    line.textContent = byExtra ? typed(chosen) : suits ? way.querySelector("code").textContent : "";
    box.querySelector(".copyable").hidden = !suits;
    const rest = suits ? way.querySelector("small").textContent : byExtra ? `Choose Linux on x86-64, and a Python for which ${chosen.version} has a wheel.` : way.dataset.release && `The releases that install together are of ${way.dataset.release}: ${way.querySelector("code").textContent}`;
    const older = !suits && !byExtra && chosen !== newest && `This is known of ${newest.version}, the newest release, not of ${chosen.version}.`;
    fill(facts, [way.querySelector(".fits-why")?.textContent, older, rest].filter(Boolean));
    const link = way.querySelector("a").cloneNode(true);
    link.textContent = "What it rests on, and the rest of the way";
    beside.replaceChildren(link);
  };
  const named = (one) => `${one.package.replace("pkg:pypi/", "")} ${one.version}${one.status && one.status !== "active" ? ` (${one.status})` : ""}`;
  const apart = () => fields.accelerator.value === "nvidia" && fields.system.value.startsWith("windows");
  const typed = (release) => {
    const asked = { nvidia: release.gpu_extras, tpu: release.tpu_extras }[fields.accelerator.value];
    const wanted = WITH_EXTRAS.includes(fields.system.value) ? asked?.split(" ").at(-1) : "";
    const start = fields.system.value.startsWith("windows") ? `py -${fields.python.value}` : `python${fields.python.value}`;
    const line = `${start} -m pip install "${fields.framework.selectedOptions[0].dataset.package}${wanted ? `[${wanted}]` : ""}==${release.version}"`;
    if (!apart() || release.framework === "keras") return line;
    if (release.framework !== "pytorch" || !release.cuda) return "";
    return `${line} --index-url https://download.pytorch.org/whl/cu${release.cuda.split(".").slice(0, 2).join("")}`; // 13.2.2: cu132
  };
  const about = (release, place) => [
    apart() && ON_WINDOWS,
    `Released on ${new Date(release.released_on).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })}.`,
    place.needs && `Needs ${place.platform.startsWith("macos") ? "macOS" : "glibc"} ${place.needs} or later.`,
    ...Object.entries(RANGES).map(([name, title]) => release[name] && `Asks for ${title}${release[name] === "any" ? "" : ` ${release[name]}`}.`),
    fields.accelerator.value === "nvidia" ? !apart() && graphics(release) : release.cuda && !release.gpu_extras && WITH_EXTRAS.includes(place.platform) && `Its wheel for this system brings CUDA ${spoken(release.cuda)}, whichever device you use; for one without, add --index-url https://download.pytorch.org/whl/cpu.`,
  ].filter(Boolean);
  const graphics = (release) => {
    if (!WITH_EXTRAS.includes(fields.system.value)) return "For an NVIDIA GPU on this system its metadata say nothing that we read; the guide has the ways.";
    if (release.cuda) return `Brings CUDA ${spoken(release.cuda)}${release.cudnn ? ` and cuDNN ${spoken(release.cudnn)}` : ""}${release.gpu_extras ? ", by the extra in square brackets" : ""}.${release.driver ? ` CUDA ${release.cuda.split(".")[0]} needs NVIDIA's driver ${release.driver} or later.` : ""}`;
    if (release.gpu_extras) return `Brings CUDA by an extra: ${release.gpu_extras.split(" ").join(" or ")}.`;
    return "Its requirements name no CUDA: it holds its own, or expects one that is installed.";
  };
  const spoken = (version) => version.endsWith("+") ? `${version.slice(0, -1)} or later` : version;
  const instead = (release, place, mine) => {
    const here = mine.find(fits);
    return [
      place ? `On this system it is for Python ${place.pythons.join(", ")}.` : `It has wheels for ${release.places.map((each) => [...fields.system.options].find((one) => one.value === each.platform).textContent).join(", ")}.`,
      here ? `For Python ${fields.python.value} on this system the newest release is ${here.version}.` : `No release since 2018 has a wheel for Python ${fields.python.value} on this system.`,
    ];
  };
  const keep = () => {
    const address = new URL(location);
    for (const name of names) address.searchParams.set(name, fields[name].value);
    history.replaceState(history.state, "", address);
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", async () => { if (await load()) { show(); keep(); } });
  const query = new URLSearchParams(location.search);
  if (!names.some((name) => query.has(name))) return;
  load().then((there) => {
    if (!there) return;
    for (const name of ["framework", "release", "python", "system", "accelerator"]) {
      const asked = query.get(name);
      if (asked && [...fields[name].options].some((each) => each.value === asked)) fields[name].value = asked;
      if (name === "framework") show();
    }
    show();
  });
}
