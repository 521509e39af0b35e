import htmx from "htmx.org";

/** Configure htmx: no evaluated code, no injected styles, nothing of a page kept in the browser. */
export function startHtmx(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    scrollBehavior: "auto",
    // Errors arrive as a note for #flashes (HX-Retarget), so they are swapped like any answer.
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "[45]..", swap: true, error: true },
    ],
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    if (token) (event as CustomEvent).detail.headers["X-CSRFToken"] = token;
  });
  document.body.addEventListener("htmx:sendError", () => say("unreachable"));
}

/** Show one of the messages that the page carries for when the server cannot be asked. */
export function say(name: string): void {
  const template = document.querySelector<HTMLTemplateElement>(`template[data-say="${name}"]`);
  const place = document.getElementById("flashes");
  if (template && place) place.replaceChildren(template.content.cloneNode(true));
}
