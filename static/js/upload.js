// The real progress of an upload. Without this script the form posts as it is.
const form = document.querySelector("form[data-upload]");
const within = (selector) => form.querySelector(selector);

function refuse(text) {
  within("[data-progress]").hidden = true;
  within("button").disabled = false;
  within("[data-problem-text]").textContent = text;
  const box = within("[data-problem]");
  box.hidden = false;
  box.focus();
}

function show(text, percent) {
  const bar = within("progress");
  if (percent === null) bar.removeAttribute("value");
  else bar.value = percent;
  within("[data-progress-text]").textContent = text;
}

function answered(request) {
  const answer = request.response;
  if (answer && answer.url) location.assign(answer.url);
  else if (answer && answer.error) refuse(answer.error);
  else refuse(document.body.dataset.unreachable);
}

form?.addEventListener("submit", (event) => {
  const file = within("input[type=file]").files[0];
  if (!file) return;
  event.preventDefault();
  if (file.size > Number(form.dataset.limit)) {
    refuse(form.dataset.tooLarge);
    return;
  }
  const request = new XMLHttpRequest();
  request.open("POST", form.action || location.href);
  request.responseType = "json";
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const percent = Math.floor((loaded / total) * 100);
    show(form.dataset.sending.replace("#", `${percent} %`), percent);
  });
  request.upload.addEventListener("load", () => show(form.dataset.reading, null));
  request.addEventListener("load", () => answered(request));
  request.addEventListener("error", () => refuse(document.body.dataset.unreachable));
  within("[data-problem]").hidden = true;
  within("[data-progress]").hidden = false;
  within("button").disabled = true;
  request.send(new FormData(form));
});
