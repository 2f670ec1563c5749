// Only the search page loads this, and before htmx. Without it the form works as a plain one.

// htmx notes the current address in the session storage. Readers have not agreed to that, and nothing here needs it.
Object.defineProperty(window, "sessionStorage", {
  get() {
    throw new DOMException("not used", "SecurityError");
  },
});

function showAnswer() {
  const heading = document.getElementById("search-heading");
  heading.focus({ preventScroll: true });
  const { top, bottom } = heading.getBoundingClientRect();
  if (top < 0 || bottom > window.innerHeight / 2) heading.scrollIntoView();
}

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("search-form");
  const filters = document.getElementById("search-filters");
  const field = document.getElementById("q");
  const wide = matchMedia("(min-width: 62rem)");
  let focusHeading = false;

  // Older browsers cannot show closed details by CSS.
  if (!CSS.supports("selector(::details-content)") && wide.matches) filters.open = true;

  // Other words are no longer "exactly as typed".
  field.addEventListener("input", () => form.querySelector("input[name=exact]")?.remove());

  // Words are searched when they are sent, and once: Enter changes the field as well, and leaving it asks for nothing.
  field.addEventListener("change", (event) => event.stopPropagation());

  // Who sends the form wants to see the answer: on phones the keyboard and the filters make room for it.
  form.addEventListener("submit", () => {
    focusHeading = true;
    if (!wide.matches) filters.open = false;
  });

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
    if (focusHeading) showAnswer();
    focusHeading = false;
  });

  // The same address twice would make "back" do nothing.
  document.addEventListener("htmx:beforeHistoryUpdate", ({ detail: { history } }) => {
    if (history.path === location.pathname + location.search) history.type = "replace";
  });

  // If the network fails, the plain form still gives an answer or the browser's own explanation.
  document.addEventListener("htmx:sendError", () => form.submit());
  document.addEventListener("htmx:responseError", () => form.submit());
});
