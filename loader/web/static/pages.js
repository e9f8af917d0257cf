// Fields that were left empty stay out of the address, so that it says what was asked and nothing else.
"use strict";
document.addEventListener("submit", (event) => {
  for (const field of event.target.elements) {
    if (field.name && field.value === "") field.disabled = true;
  }
});
// A page that is gone back to has its fields again.
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form.ask :disabled")) field.disabled = false;
});
