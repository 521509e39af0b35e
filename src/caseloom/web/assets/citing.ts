/** `data-inserts="text" data-into="id"`: puts the text where the cursor is in that text area, as typing would. */
export function startCiting(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-inserts]");
    const area = document.getElementById(button?.dataset.into ?? "");
    if (!button || !(area instanceof HTMLTextAreaElement)) return;
    const before = area.value.slice(0, area.selectionStart);
    const gap = before && !/\s$/.test(before) ? " " : "";
    area.setRangeText(gap + (button.dataset.inserts ?? ""), area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  });
}
