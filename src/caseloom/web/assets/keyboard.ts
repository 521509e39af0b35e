import { openDialog } from "./dialogs";

/**
 * Single keys, as the page declares them: `data-key="s"` on a link or button is pressed by `s`, `data-key="g c"` by
 * `g` then `c`. `/` goes to the search box, `?` shows the keys, `j` and `k` walk `[data-row]`s, Enter opens one.
 * All of it can be turned off (WCAG 2.1.4), and none of it works while somebody is typing; Escape leaves the field.
 */
const STORE = "caseloom.keys";
const SEQUENCE_MS = 1200;
let pending = "";
let pendingAt = 0;

export function startKeyboard(): void {
  document.addEventListener("keydown", onKey);
  const toggle = document.querySelector<HTMLInputElement>("input[data-keys-toggle]");
  if (!toggle) return;
  toggle.checked = enabled();
  toggle.addEventListener("change", () => localStorage.setItem(STORE, toggle.checked ? "on" : "off"));
}

function enabled(): boolean {
  return localStorage.getItem(STORE) !== "off";
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !enabled()) return;
  if (event.key === "Escape" && typing(event.target as Element)) return (event.target as HTMLElement).blur();
  if (typing(event.target as Element) || document.querySelector("dialog[open]")) return;
  if (act(event.key, event.timeStamp)) event.preventDefault();
}

function act(key: string, at: number): boolean {
  const sequence = pending && at - pendingAt < SEQUENCE_MS ? `${pending} ${key}` : key;
  pending = "";
  if (press(sequence) || (sequence !== key && press(key))) return true;
  if (key === "/") return focusSearch();
  if (key === "?") return fillHelp(), openDialog("keys"), true;
  if (key === "j" || key === "k") return walk(key === "j" ? 1 : -1);
  if (key === "Enter") return openRow();
  if (document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) {
    pending = key;
    pendingAt = at;
  }
  return false;
}

function press(keys: string): boolean {
  const target = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(keys)}"]:not(:disabled)`);
  target?.click();
  return target !== null;
}

function typing(target: Element): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('textarea, select, input:not([type="checkbox"], [type="radio"], [type="button"])'))
  );
}

function focusSearch(): boolean {
  const box = document.querySelector<HTMLInputElement>("#search-box");
  box?.focus();
  box?.select();
  return box !== null;
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-row]")];
}

function walk(step: number): boolean {
  const all = rows();
  if (all.length === 0) return false;
  const at = all.findIndex((row) => row.getAttribute("aria-current") === "true");
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))] as HTMLElement;
  all[at]?.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  (next.querySelector<HTMLElement>("a[href], button") ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function openRow(): boolean {
  if (document.activeElement && document.activeElement.matches("a, button, summary, input")) return false;
  const row = document.querySelector<HTMLElement>('[data-row][aria-current="true"] a[href]');
  row?.click();
  return row !== null;
}

/** List in the help dialog what this very page answers to. */
function fillHelp(): void {
  const list = document.getElementById("keys-here");
  if (!list) return;
  list.replaceChildren();
  const seen = new Set<string>();
  for (const target of document.querySelectorAll<HTMLElement>("[data-key]")) {
    const keys = target.dataset.key ?? "";
    if (seen.has(keys)) continue;
    seen.add(keys);
    list.append(...helpRow(keys, label(target)));
  }
}

function label(target: HTMLElement): string {
  if (target.dataset.keyLabel) return target.dataset.keyLabel;
  const copy = target.cloneNode(true) as HTMLElement;
  for (const part of copy.querySelectorAll("kbd, .count")) part.remove();
  return copy.textContent?.trim() || target.getAttribute("aria-label") || "";
}

function helpRow(keys: string, text: string): HTMLElement[] {
  const term = document.createElement("dt");
  for (const key of keys.split(" ")) {
    const box = document.createElement("kbd");
    box.textContent = key;
    term.append(box, " ");
  }
  const what = document.createElement("dd");
  what.textContent = text;
  return [term, what];
}
