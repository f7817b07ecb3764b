// Candidate pages. Everything works without this file; it adds keys, a calm answer to a lost network, and a quick way out.
(() => {
  "use strict";
  const doc = document, root = doc.documentElement, PRE = "kept:";
  const here = () => location.pathname + location.search;
  let picked = 0, byHand = false, timer = 0, last = null, shown = here();
  root.classList.add("js");

  const store = (act) => { try { return act(localStorage); } catch { return null; } };
  const keyOf = (form) => PRE + (form.dataset.keep || location.pathname);
  const offline = (on) => { const note = doc.querySelector("[data-offline]"); if (note) note.hidden = !on; };
  const rows = (form) => [...form.querySelectorAll("[name=answer]")];

  function pick(form, row, focus) {
    clearTimeout(timer);
    offline(false);
    picked = Date.now();
    if (row.type === "radio") row.checked = true;
    else rows(form).forEach((one) => one.setAttribute("aria-pressed", String(one === row)));
    store((s) => s.setItem(keyOf(form), row.value));
    form.classList.add("picked");
    if (focus) row.focus();
  }

  function show(html, url) {
    const next = new DOMParser().parseFromString(html, "text/html");
    const sheet = (d) => d.querySelector("link[rel=stylesheet]")?.getAttribute("href");
    if (sheet(next) !== sheet(doc)) return location.assign(url);
    history[url === location.href ? "replaceState" : "pushState"](null, "", url);
    shown = here();
    doc.title = next.title;
    root.lang = next.documentElement.lang;
    doc.body.replaceWith(next.body);
    scrollTo(0, 0);
    doc.querySelector("main")?.focus({ preventScroll: true });
    restore();
  }

  async function send(form, submitter) {
    if (form.dataset.busy) return;
    clearTimeout(timer);
    last = submitter;
    form.dataset.busy = "1";
    const body = new URLSearchParams(new FormData(form));
    if (submitter?.name) body.set(submitter.name, submitter.value);
    await new Promise((done) => setTimeout(done, Math.max(0, 300 - (Date.now() - picked))));
    try {
      const reply = await fetch(form.getAttribute("action") || location.href, { method: "POST", body, credentials: "same-origin" });
      if (reply.status > 428) throw reply;
      const html = await reply.text();
      store((s) => s.removeItem(keyOf(form)));
      offline(false);
      show(html, reply.url);
    } catch {
      delete form.dataset.busy;
      offline(true);
      timer = setTimeout(() => send(form, submitter), 5000);
    }
  }

  // After a stop, a deletion or a quick way out nothing of theirs stays on the device.
  const forget = () => store((s) => Object.keys(s).filter((k) => k.startsWith(PRE)).forEach((k) => s.removeItem(k)));

  function restore() {
    if (doc.querySelector("[data-forget]")) forget();
    const form = doc.querySelector("form[data-answers]");
    const value = form && store((s) => s.getItem(keyOf(form)));
    if (!value || form.querySelector("[name=answer]:checked")) return;
    const row = rows(form).find((one) => one.value === value);
    if (row) pick(form, row, false);
  }

  doc.addEventListener("pointerdown", () => { byHand = true; });
  doc.addEventListener("keydown", (event) => {
    byHand = false;
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("textarea, select, input:not([type=radio])")) return;
    const form = doc.querySelector("form[data-answers]");
    const row = form && /^[1-5]$/.test(event.key) && rows(form).find((one) => one.value === event.key);
    if (row && !form.dataset.busy) { event.preventDefault(); pick(form, row, true); }
  });

  doc.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-answers]");
    if (form && event.target.name === "answer" && !form.dataset.busy) pick(form, event.target, false);
  });

  // Arrow keys move the choice and also raise a click: only a click that a hand began goes on.
  doc.addEventListener("click", (event) => {
    const way = event.target.closest("[data-leave]");
    if (way) {
      event.preventDefault();
      forget();
      return location.replace(way.dataset.leave);
    }
    const input = event.target;
    const form = byHand && input.type === "radio" && input.name === "answer" && input.closest("form[data-answers]");
    if (form && !form.dataset.busy) { pick(form, input, false); send(form); }
  });

  doc.addEventListener("submit", (event) => {
    const form = event.target, submitter = event.submitter;
    if (form.matches("[data-answers]")) {
      event.preventDefault();
      if (form.dataset.busy) return;
      if (submitter?.name === "answer") pick(form, submitter, false);
      return send(form, submitter);
    }
    if (form.dataset.busy) return event.preventDefault();
    if (form.method === "post") form.dataset.busy = "1";
  });

  addEventListener("online", () => {
    const form = doc.querySelector("form[data-answers]");
    if (form && !doc.querySelector("[data-offline]")?.hidden) send(form, last);
  });
  addEventListener("popstate", () => { if (here() !== shown) location.reload(); });
  addEventListener("pageshow", () => doc.querySelectorAll("form[data-busy]").forEach((form) => { delete form.dataset.busy; }));
  restore();
})();
