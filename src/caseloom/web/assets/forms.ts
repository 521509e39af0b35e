import { say } from "./partial";

/**
 * `data-submits-on-change`: a filter form sends itself. `data-guards`: leaving with unsaved text asks first.
 * `data-copies="id"`: puts that element's text on the clipboard. A form is sent once.
 */
export function startForms(): void {
  document.addEventListener("change", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-submits-on-change]");
    form?.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const id = (event.target as Element).closest<HTMLElement>("[data-copies]")?.dataset.copies;
    if (id) void navigator.clipboard.writeText(document.getElementById(id)?.textContent?.trim() ?? "");
  });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    say("passkey");
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    form.dataset.sent = "yes";
  });
  window.addEventListener("beforeunload", (event) => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-guards]:not([data-sent])")) {
      if (changed(form)) event.preventDefault();
    }
  });
}

function changed(form: HTMLFormElement): boolean {
  return [...form.elements].some(
    (field) =>
      (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === "text")) &&
      field.value !== field.defaultValue,
  );
}
