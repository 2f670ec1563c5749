// Only the search page loads this, and before htmx. Without it the form works as a plain one.

// htmx notes the current address in the session storage. Readers have not agreed to that, and nothing here needs it.
Object.defineProperty(window, "sessionStorage", {
  get() {
    throw new DOMException("not used", "SecurityError");
  },
});

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("search-form");
  const filters = document.getElementById("search-filters");
  let focusHeading = false;

  // Older browsers cannot show closed details by CSS.
  if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 62rem)").matches) filters.open = true;

  // Other words are no longer "exactly as typed".
  document.getElementById("q").addEventListener("input", () => form.querySelector("input[name=exact]")?.remove());

  // The question "Was haben Sie gesucht?" stands among the results, but belongs to a form of its own.
  document.getElementById("results").addEventListener("change", (event) => {
    if (event.target.form !== form) event.stopPropagation();
  });

  // A chip acts like its checkbox; the chip itself is gone afterwards, so the focus goes on to the result.
  form.addEventListener("click", (event) => {
    const chip = event.target.closest("a[data-input]");
    const input = chip && document.getElementById(chip.dataset.input);
    if (!input || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    focusHeading = true;
    input.checked = input.type === "radio";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // The answer brings new counts for the options in place: what would find nothing cannot be chosen.
  document.addEventListener("htmx:afterSettle", () => {
    for (const input of form.querySelectorAll("input[type=checkbox], input[type=radio]")) {
      const count = document.getElementById(`zahl-${input.id}`).textContent;
      input.disabled = count === "0" && !input.checked;
    }
    if (focusHeading) document.getElementById("search-heading").focus();
    focusHeading = false;
  });

  // If the network fails, the plain form still gives an answer or the browser's own explanation.
  document.addEventListener("htmx:sendError", () => form.submit());
  document.addEventListener("htmx:responseError", () => form.submit());
});
