// "Another line": copies the last line of a repeated part of a form, emptied. Without script there are spare lines.
for (const button of document.querySelectorAll("[data-add-row]")) {
  button.addEventListener("click", () => {
    const rows = button.parentElement.querySelector("[data-rows]");
    const row = rows.lastElementChild.cloneNode(true);
    for (const mark of row.querySelectorAll(".field-error")) mark.remove();
    for (const input of row.querySelectorAll("input")) {
      input.value = "";
      input.removeAttribute("aria-invalid");
    }
    rows.append(row);
    row.querySelector("input").focus();
  });
}
