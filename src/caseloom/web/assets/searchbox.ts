/** The search box is a combobox: htmx brings the options, the arrow keys walk them, Enter goes there. */
export function startSearchBox(): void {
  const box = document.querySelector<HTMLInputElement>("#search-box");
  const place = document.getElementById("suggestions");
  if (!box || !place) return;
  const options = () => [...place.querySelectorAll<HTMLElement>('[role="option"]')];
  const active = () => options().find((option) => option.getAttribute("aria-selected") === "true");

  const select = (option: HTMLElement | undefined) => {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    place.replaceChildren();
    select(undefined);
    box.setAttribute("aria-expanded", "false");
  };

  place.addEventListener("htmx:afterSwap", () => {
    box.setAttribute("aria-expanded", String(options().length > 0));
  });
  place.addEventListener("mousedown", (event) => {
    const option = (event.target as Element).closest<HTMLElement>('[role="option"]');
    if (option?.dataset.href) location.assign(option.dataset.href);
  });
  box.addEventListener("blur", () => close());
  box.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.findIndex((option) => option === active());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (all.length) select(all[(at + step + all.length) % all.length]);
    } else if (event.key === "Enter" && active()?.dataset.href) {
      location.assign(active()?.dataset.href as string);
    } else if (event.key === "Escape") {
      if (all.length) close();
      else box.blur();
    } else return;
    event.preventDefault();
  });
}
