// The list: a chosen filter applies at once, and the ink bar says who is held back.
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);

const filters = one("[data-filters]");
one("[data-filters-show]")?.classList.add("visually-hidden-focusable");
all(":scope > select", filters ?? document.createElement("form")).forEach((select) => {
  select.addEventListener("change", () => filters.requestSubmit());
});
// Empty values would make addresses that nobody can read.
filters?.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData.entries()]) if (value === "") event.formData.delete(name);
});

function held(kind) {
  return all(`input[name=id][form=batch]:checked`).filter((box) => box.dataset.held.split(" ").includes(kind)).length;
}

function sayHeld() {
  const batch = one("[data-batch]");
  if (!batch) return;
  const everyone = one("[data-everyone]", batch)?.checked;
  const said = [];
  const sum = one("[data-held-sum]", batch);
  for (const kind of ["keeper", "notice", "restricted"]) {
    const count = everyone ? 0 : held(kind);
    all(`[data-held-note="${kind}"]`, batch).forEach((note) => {
      note.dataset.words ??= note.textContent;
      note.textContent = note.dataset.words.replace("#", count);
      note.hidden = count === 0;
    });
    if (count) said.push(sum.dataset[kind].replace("#", count));
  }
  sum.textContent = said.length ? sum.dataset.lead + said.join(sum.dataset.join) : "";
  sum.hidden = said.length === 0;
}

document.addEventListener("change", sayHeld);
sayHeld();
