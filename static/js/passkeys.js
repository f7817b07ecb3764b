// Says what happened when the browser's passkey dialogue was closed, or when there can be none.
const show = (selector) => document.querySelectorAll(selector).forEach((line) => { line.hidden = false; });

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  show("[data-passkey-trouble]");
});

if (!window.PublicKeyCredential) show("[data-passkey-missing]");
