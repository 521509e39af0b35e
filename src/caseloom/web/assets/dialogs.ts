/**
 * `data-opens="id"` opens the <dialog> with that id; `data-closes` closes the one around it. On a link, whose address
 * asks the same without JavaScript, it takes the place of going there.
 */
export function startDialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-opens]");
    if (opener) {
      if (opener instanceof HTMLAnchorElement) event.preventDefault();
      opener.closest<HTMLDetailsElement>("details.menu")?.removeAttribute("open");
      return openDialog(opener.dataset.opens ?? "");
    }
    const dialog = target.closest("dialog");
    if (dialog && (target.closest("[data-closes]") || target === dialog)) dialog.close();
    target.closest("[data-dismisses]")?.closest(".note")?.remove();
  });
}

export function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}
