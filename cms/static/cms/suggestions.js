// Suggestions while typing: an editable combobox with a list, by the ARIA Authoring Practices 1.2.
// Without this file the field stays what it is: a plain search field.

const WAIT = 150; // milliseconds after the last key
const SHORTEST = 2;

class Suggestions {
  constructor(input) {
    this.input = input;
    this.active = -1;
    this.options = [];
    this.list = document.createElement("ul");
    this.list.id = `${input.id}-vorschlaege`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.dataset.suggestionsLabel);
    this.announcement = document.createElement("div");
    this.announcement.className = "kern-sr-only";
    this.announcement.setAttribute("aria-live", "polite");
    input.after(this.list);
    input.form.append(this.announcement);

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", (event) => this.typed(event));
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => this.close());
    input.form.addEventListener("submit", () => this.close());
    // the focus stays in the field, or the list would be gone before the click arrives
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.options.indexOf(option));
    });
  }

  typed(event) {
    if (!event.isComposing) this.ask(WAIT);
  }

  // Ask the server once nobody has typed for `wait`; a later question drops an earlier one.
  ask(wait) {
    this.forget();
    const text = this.input.value.trim();
    if (text.length < SHORTEST) return this.close();
    this.timer = setTimeout(() => this.load(text), wait);
  }

  forget() {
    clearTimeout(this.timer);
    this.asked?.abort();
  }

  async load(text) {
    this.asked = new AbortController();
    const { signal } = this.asked;
    try {
      const address = `${this.input.dataset.suggestions}?${new URLSearchParams({ q: text })}`;
      const response = await fetch(address, { signal, credentials: "omit" });
      if (!response.ok) return this.close();
      const answer = await response.json();
      if (!signal.aborted) this.show(answer);
    } catch {
      if (!signal.aborted) this.close(); // no network: the search itself will say so
    }
  }

  show({ suggestions, status }) {
    this.suggestions = suggestions;
    this.options = suggestions.map((suggestion, index) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${index}`;
      option.className = "suggestion";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const label = document.createElement("span");
      label.textContent = suggestion.label;
      const kind = document.createElement("span");
      kind.className = "suggestion__kind";
      kind.textContent = suggestion.kind_label;
      option.append(label, " ", kind);
      return option;
    });
    this.list.replaceChildren(...this.options);
    this.mark(-1);
    this.expand(this.options.length > 0);
    this.announcement.textContent = status;
  }

  expand(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    // on phones there is little room below the field, and the keyboard takes half of it
    const bottom = window.visualViewport?.height ?? window.innerHeight;
    if (open && this.list.getBoundingClientRect().bottom > bottom) this.input.scrollIntoView({ block: "start" });
  }

  close() {
    this.forget();
    this.mark(-1);
    this.expand(false);
    this.announcement.textContent = "";
  }

  // Move the marked option; -1 marks none, the field itself is meant again.
  mark(index) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.options[index];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  choose(index) {
    const { kind, label, url } = this.suggestions[index];
    this.close();
    if (kind === "word") {
      this.input.value = label;
      this.input.form.requestSubmit();
    } else {
      window.location.assign(url);
    }
  }

  pressed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const open = !this.list.hidden;
    const last = this.options.length - 1;
    switch (event.key) {
      case "ArrowDown":
        event.preventDefault();
        if (!open) this.ask(0);
        else if (!event.altKey) this.mark(this.active < last ? this.active + 1 : 0);
        break;
      case "ArrowUp":
        event.preventDefault();
        if (event.altKey) this.close();
        else if (open) this.mark(this.active > 0 ? this.active - 1 : last);
        break;
      case "Enter":
        if (!open || this.active < 0) return;
        event.preventDefault();
        this.choose(this.active);
        break;
      case "Escape":
        if (!open) return; // the browser's own: it empties the field
        event.preventDefault();
        this.close();
        break;
      case "Home":
      case "End":
      case "ArrowLeft":
      case "ArrowRight":
        this.mark(-1); // the browser moves the cursor in the field
        break;
    }
  }
}

for (const input of document.querySelectorAll("input[data-suggestions]")) new Suggestions(input);
