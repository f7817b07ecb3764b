// The desk: keys, command palette, toasts, copying, selection. Every act here also has a button or a link.
const body = document.body;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);

// Toasts: at least eight seconds, and as long as they are looked at.
const TOAST_MS = 8000;

function watchToast(toast) {
  let timer = 0;
  const wait = () => { clearTimeout(timer); timer = setTimeout(() => leave(), TOAST_MS); };
  const hold = () => clearTimeout(timer);
  const leave = () => (toast.matches(":hover, :focus-within") ? wait() : toast.remove());
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("pointerleave", wait);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", wait);
  one("[data-toast-close]", toast)?.addEventListener("click", () => toast.remove());
  wait();
}

function addToast(text) {
  const place = one("[data-toasts]");
  if (!place) return;
  const toast = document.createElement("div");
  toast.className = "toast-line";
  toast.append(Object.assign(document.createElement("span"), { textContent: text }));
  place.append(toast);
  watchToast(toast);
}

// Command palette
const palette = one("#palette");
const paletteInput = one("[data-palette-input]");
const plain = (text) => text.toLowerCase().replace(/\s+/g, "");

function paletteOptions() {
  return all(".palette-list li", palette).filter((row) => !row.hidden).map((row) => one("a", row));
}

function choose(option) {
  all("[aria-selected=true]", palette).forEach((old) => old.setAttribute("aria-selected", "false"));
  if (!option) return paletteInput.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  paletteInput.setAttribute("aria-activedescendant", option.id);
}

// "May I contact …?" stands below every command, for whatever name was typed; it is never chosen unasked.
function askOf(name) {
  const row = one("[data-palette-ask]", palette);
  if (!row) return;
  const link = one("a", row);
  row.hidden = !name;
  link.search = name ? new URLSearchParams({ q: name }).toString() : "";
  one("[data-palette-name]", row).textContent = name;
}

function filterPalette() {
  const wanted = plain(paletteInput.value);
  for (const row of all(".palette-list li:not([data-palette-ask])", palette)) {
    const link = one("a", row);
    row.hidden = !plain(`${link.textContent} ${link.dataset.words || ""}`).includes(wanted);
  }
  askOf(paletteInput.value.trim());
  const left = paletteOptions().filter((option) => !option.closest("[data-palette-ask]"));
  one("[data-palette-none]", palette).hidden = left.length > 0;
  all("[aria-selected=true]", palette).forEach((old) => old.setAttribute("aria-selected", "false"));
  choose(left[0]);
}

function movePalette(step) {
  const options = paletteOptions();
  if (!options.length) return;
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  choose(options[at < 0 && step < 0 ? options.length - 1 : (at + step + options.length) % options.length]);
}

function runPalette() {
  const option = one("[aria-selected=true]", palette);
  if (option) return option.click();
  const search = palette.dataset.searchUrl;
  if (search && paletteInput.value.trim()) location.assign(`${search}?q=${encodeURIComponent(paletteInput.value.trim())}`);
}

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open || one("dialog[open]")) return;
  dialog.showModal();
  if (dialog !== palette) return;
  paletteInput.value = "";
  filterPalette();
  paletteInput.focus();
}

paletteInput?.addEventListener("input", filterPalette);
paletteInput?.addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) movePalette(step);
  else if (event.key === "Enter") runPalette();
  else return;
  event.preventDefault();
});
all("dialog").forEach((dialog) => dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
}));

// Rows: one is current; the focus goes with it.
const rows = () => all("[data-row]");
const current = () => one("[data-row].is-current") || document.activeElement?.closest("[data-row]");

function setCurrent(row) {
  all("[data-row].is-current").forEach((old) => old.classList.remove("is-current"));
  row.classList.add("is-current");
  row.scrollIntoView({ block: "nearest" });
}

function moveRow(step) {
  const list = rows();
  if (!list.length) return false;
  const at = list.indexOf(current());
  const row = list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + step))];
  setCurrent(row);
  one("[data-open]", row)?.focus();
  if (one("#peek > *")) one("[data-peek]", row)?.click();
  return true;
}

function pressIn(row, selector) {
  const control = row && one(selector, row);
  control?.click();
  return Boolean(control);
}

function press(selector) {
  const control = all(selector).find((item) => item.getClientRects().length);
  control?.click();
  return Boolean(control);
}

function focusSearch() {
  const field = one("[data-search]");
  field?.focus();
  field?.select();
  return Boolean(field);
}

function closePeek() {
  const peek = one("#peek");
  if (!peek?.firstElementChild) return false;
  peek.replaceChildren();
  const row = current();
  (row && one("[data-open]", row))?.focus();
  return true;
}

// Keys
const composing = (event) => event.isComposing || event.keyCode === 229;
const writing = (target) => target.isContentEditable
  || target.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit])");

const KEYS = {
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: () => pressIn(current(), "input[type=checkbox]"),
  z: () => { const toast = all("[data-undo]").pop(); toast?.click(); return Boolean(toast); },
  "/": focusSearch,
  "?": () => { openDialog("keys-help"); return true; },
  escape: closePeek,
};

function onSpace(event) {
  if (event.target.matches("button, summary, input")) return false;
  return pressIn(current(), "[data-peek]");
}

function onEnter(event) {
  if (event.target.matches("a, button, summary, input")) return false;
  return pressIn(current(), "[data-open]");
}

function keyName(event) {
  const code = event.code.replace(/^(Key|Digit)/, "").toLowerCase();
  if (event.altKey) return `alt+${code === "slash" ? "/" : code}`;
  return event.key.toLowerCase();
}

// What a row offers by key; a menu that opens takes the focus to its first choice.
function actInRow(name) {
  const row = current();
  const control = row && one(`[data-row-key="${CSS.escape(name)}"]`, row);
  if (!control) return false;
  control.click();
  if (control.matches("summary")) one("button, a, input:not([type=hidden])", control.nextElementSibling)?.focus();
  return true;
}

function act(event, name) {
  if (name === " ") return onSpace(event);
  if (name === "enter") return onEnter(event);
  if (actInRow(name)) return true;
  if (press(`[data-key="${CSS.escape(name)}"]`)) return true;
  return KEYS[name] ? KEYS[name]() : false;
}

document.addEventListener("keydown", (event) => {
  if (composing(event) || event.defaultPrevented || body.dataset.keys === "off") return;
  const inText = writing(event.target);
  const name = keyName(event);
  if (name === "alt+k" || (!inText && (event.ctrlKey || event.metaKey) && name === "k")) {
    event.preventDefault();
    return openDialog("palette");
  }
  if (event.ctrlKey || event.metaKey || (inText && !event.altKey) || one("dialog[open]")) return;
  if (act(event, name)) event.preventDefault();
});

// Menus close by themselves.
const menus = () => all("details.menu[open]");
document.addEventListener("click", (event) => {
  menus().filter((menu) => !menu.contains(event.target)).forEach((menu) => { menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || composing(event)) return;
  const [open] = menus();
  if (!open) return;
  open.open = false;
  one("summary", open)?.focus();
  event.preventDefault();
});

// Clicks: dialogs, peek, rows
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-dialog]");
  if (opener) return openDialog(opener.dataset.openDialog);
  if (event.target.closest("[data-peek-close]")) {
    event.preventDefault();
    return closePeek();
  }
  const row = event.target.closest("[data-row]");
  if (!row) return undefined;
  setCurrent(row);
  const quiet = event.target.closest("a, button, input, label, summary") || String(getSelection());
  if (!quiet) pressIn(row, "[data-peek]");
  return undefined;
});

// Selection and the batch bar
// A field called "id" hides the form's own id property, so the attribute is read.
const boxesOf = (batch) => all(`input[type=checkbox][form="${CSS.escape(batch.getAttribute("id"))}"]`);

function refreshBatch() {
  const batch = one("[data-batch]");
  if (!batch) return;
  const boxes = boxesOf(batch);
  const chosen = boxes.filter((box) => box.checked).length;
  const count = one("[data-batch-count]", batch);
  batch.hidden = chosen === 0;
  if (count) count.textContent = (chosen === 1 && count.dataset.one ? count.dataset.one : count.dataset.many || "#").replace("#", chosen);
  const every = one("[data-pick-all]");
  if (!every) return;
  every.checked = chosen > 0 && chosen === boxes.length;
  every.indeterminate = chosen > 0 && chosen < boxes.length;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) {
    boxesOf(one("[data-batch]")).forEach((box) => { box.checked = event.target.checked; });
  }
  refreshBatch();
});

// Copying: where the server must agree first, nothing is copied before it has.
async function askServer(form) {
  const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin",
    headers: { Accept: "application/json" } });
  if (!answer.headers.get("content-type")?.includes("json")) throw new Error(String(answer.status));
  return answer.json();
}

function refuse(form, reason) {
  let box = one(".refusal", form);
  if (!box) {
    box = Object.assign(document.createElement("div"), { className: "refusal" });
    box.setAttribute("role", "status");
    form.append(box);
  }
  box.replaceChildren(Object.assign(document.createElement("p"), { textContent: reason }));
}

const sourceText = (source) => ("value" in source ? source.value : source.textContent).trim();

function showText(source, text) {
  if (!source) return;
  if (text !== null) source["value" in source ? "value" : "textContent"] = text;
  source.hidden = false;
  if ("select" in source) source.select();
  else getSelection().selectAllChildren(source);
}

// A copy that counts as sent changes the page. Its main part is fetched anew, unless something begun would be lost.
async function showAnew(form) {
  if (!form?.dataset.reload) return;
  if (all("textarea:not([readonly])").some((field) => field.value !== field.defaultValue)) return;
  const answer = await fetch(form.dataset.reload, { credentials: "same-origin" });
  if (!answer.ok) return;
  const fresh = one("main", new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (!fresh) return;
  one("main").replaceWith(fresh);
  window.htmx?.process(fresh);
}

async function copyFrom(button) {
  const form = button.closest("form[data-copy-check]");
  let text = null;
  if (form) {
    const answer = await askServer(form);
    if (!answer.ok) return refuse(form, answer.reason);
    one(".refusal", form)?.remove();
    text = answer.text;
    if (answer.reload) form.dataset.reload = answer.reload;
  }
  const source = one(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(text ?? sourceText(source));
    addToast(body.dataset.copied);
    // The text is copied already; a page that stays as it was is no fault worth a word.
    showAnew(form).catch(() => undefined);
  } catch {
    showText(source, text);
    addToast(body.dataset.copyFailed);
  }
  return undefined;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  event.preventDefault();
  copyFrom(button).catch(() => addToast(body.dataset.unreachable));
});

// Polling: the page asks "changed since?", the answer 304 swaps nothing.
const etags = new Map();
document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  if (!sourceElement.matches("[data-etag]")) return;
  if (document.hidden) return event.preventDefault();
  const known = etags.get(request.action);
  if (known) request.headers["If-None-Match"] = known;
  return undefined;
});
document.addEventListener("htmx:before:response", (event) => {
  const { sourceElement, request, response } = event.detail.ctx;
  const etag = response.headers.get("etag");
  if (etag && sourceElement.matches("[data-etag]")) etags.set(request.action, etag);
});
document.addEventListener("htmx:after:swap", refreshBatch);

all("[data-toast]").forEach(watchToast);
one("[data-focus]")?.focus();
refreshBatch();
