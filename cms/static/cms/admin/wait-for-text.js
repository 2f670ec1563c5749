// The rich text editor hands its text to the form a quarter of a second after the last key. Whoever saves sooner, with
// Ctrl+S for example, would lose what was just typed: the form waits until the text has arrived.
(() => {
  const QUIET = 1000; // milliseconds; generous, since a busy page is late with everything
  let touched = 0;

  const note = (event) => {
    if (event.target instanceof Element && event.target.closest(".Draftail-Editor")) touched = Date.now();
  };
  for (const name of ["keydown", "beforeinput", "mousedown", "paste", "cut", "drop"]) {
    document.addEventListener(name, note, true);
  }

  document.addEventListener(
    "submit",
    (event) => {
      const { target: form, submitter } = event;
      const rest = touched + QUIET - Date.now();
      if (rest <= 0 || !form.matches("[data-edit-form]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      setTimeout(() => form.requestSubmit(submitter), rest);
    },
    true,
  );
})();
