/** The graph page: wires model, canvas, side list, layout and server together. */
import { GraphError, expand, load, path } from "./api";
import { Canvas } from "./canvas";
import { download, graphml } from "./export";
import { words } from "./kinds";
import { Layout } from "./layout";
import { Model } from "./model";
import { Side, fill, part } from "./side";
import type { Expansion, Filters, Picture } from "./types";

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

class GraphPage {
  private readonly model = new Model();
  private readonly side: Side;
  private readonly layout: Layout;
  private readonly canvas: Canvas | null;
  private readonly url: string;
  private limit: number;
  private last: string | null = null;
  private focus: string;

  constructor(private readonly root: HTMLElement) {
    this.url = root.dataset.url ?? "";
    this.focus = root.dataset.focus ?? "";
    this.limit = Number(root.dataset.limit ?? 100);
    const on = {
      select: (id: string | null, extend: boolean) => this.select(id, extend),
      expand: (id: string) => void this.expand(id),
      moved: (id: string, x: number, y: number) => this.change(() => this.model.move(id, x, y)),
    };
    this.side = new Side(root, this.model, on);
    this.canvas = this.draw(on);
    this.layout = new Layout(this.model, (places, done) => {
      this.model.settle(places);
      this.canvas?.moved(places);
      if (done) this.show();
    });
    root.addEventListener("click", (event) => this.press(event));
    part(root, "canvas").addEventListener("keydown", (event) => this.key(event));
    this.fillSaveForm();
    void this.begin();
  }

  private draw(on: ConstructorParameters<typeof Canvas>[2]): Canvas | null {
    try {
      return new Canvas(part(this.root, "canvas"), this.model, on);
    } catch {
      this.say(this.root.dataset.textNoCanvas ?? "");
      return null;
    }
  }

  private async begin(): Promise<void> {
    const sent = await this.ask(() => load(this.url));
    if (!sent) return;
    this.change(() => this.model.add(sent));
    if ("filters" in sent) this.setFilters(sent.filters);
    if ("focus" in sent) this.focus = sent.focus;
    const { focus } = this;
    if (focus && this.model.state.nodes.has(focus)) this.select(focus, false);
    if (!("places" in sent)) this.layout.start();
  }

  private async expand(id: string, limit = this.limit): Promise<void> {
    const sent = await this.ask(() => expand(this.url, id, this.filters(), limit));
    if (!sent) return;
    this.last = id;
    this.limit = limit;
    this.change(() => this.model.add(sent, id));
    this.layout.start();
  }

  private async findPath(): Promise<void> {
    const [from, to] = this.model.selected;
    if (!from || !to) return;
    const sent = await this.ask(() => path(this.url, from, to));
    if (!sent) return;
    if (sent.edges.length === 0) return this.say(this.root.dataset.textNoPath ?? "");
    this.change(() => this.model.add(sent, from));
    this.model.selected = sent.nodes.map((node) => node.id);
    this.layout.start();
    this.show();
  }

  private async ask<Answer extends Expansion>(question: () => Promise<Answer>): Promise<Answer | null> {
    this.root.setAttribute("aria-busy", "true");
    this.say("");
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      this.say(error.message || (this.root.dataset.textFailed ?? ""));
      return null;
    } finally {
      this.root.removeAttribute("aria-busy");
    }
  }

  private act(what: string): void {
    const chosen = this.model.selected;
    const acts: Record<string, () => void> = {
      expand: () => chosen.forEach((id) => void this.expand(id)),
      more: () => this.last && void this.expand(this.last, this.limit * 2),
      path: () => void this.findPath(),
      hide: () => this.change(() => this.model.hide(chosen)),
      "show-all": () => this.change(() => this.model.showAll()),
      pin: () => this.change(() => this.model.pin(chosen)),
      undo: () => this.change(() => this.model.undo()),
      redo: () => this.change(() => this.model.redo()),
      layout: () => (this.layout.running ? this.layout.stop() : this.layout.start()),
      fit: () => this.canvas?.fit(),
      "zoom-in": () => this.canvas?.zoom(1.4),
      "zoom-out": () => this.canvas?.zoom(1 / 1.4),
      png: () => void this.canvas?.picture().then((picture) => picture && download("graph.png", picture)),
      graphml: () => download("graph.graphml", new Blob([graphml(this.model)], { type: "application/graphml+xml" })),
    };
    acts[what]?.();
  }

  private press(event: MouseEvent): void {
    const what = (event.target as Element).closest<HTMLElement>("[data-do]")?.dataset.do;
    if (what) this.act(what);
  }

  private key(event: KeyboardEvent): void {
    const direction = ARROWS[event.key];
    const at = this.model.selected.at(-1) ?? this.model.visible()[0]?.id;
    if (!at) return;
    if (direction) {
      const next = this.model.selected.length ? this.canvas?.nearest(at, ...direction) : at;
      if (next) this.select(next, event.shiftKey);
      if (next) this.canvas?.reveal(next);
    } else if (event.key === "Enter") this.act("expand");
    else if (event.key === "Delete") this.act("hide");
    else if (event.key === "+" || event.key === "=") this.act("zoom-in");
    else if (event.key === "-") this.act("zoom-out");
    else return;
    event.preventDefault();
  }

  private select(id: string | null, extend: boolean): void {
    this.model.select(id, extend);
    this.show();
  }

  private change(how: () => void): void {
    this.layout.stop();
    how();
    this.show();
  }

  private show(): void {
    this.canvas?.show();
    this.side.show();
    const { nodes, hidden, leftOut } = this.model.state;
    const { dataset } = this.root;
    part(this.root, "counts").textContent = fill(dataset.textCounts, {
      nodes: nodes.size - hidden.size,
      links: this.model.links().length,
    });
    part(this.root, "hidden").textContent = hidden.size ? fill(dataset.textHidden, { hidden: hidden.size }) : "";
    const left = [...leftOut].map(([schema, count]) => `${count} ${words(schema)}`).join(", ");
    part(this.root, "left").textContent = left ? fill(dataset.textLeft, { left }) : "";
    part(this.root, "full").textContent = this.model.overflow ? fill(dataset.textFull, { count: this.model.overflow }) : "";
    this.enable();
  }

  private enable(): void {
    const { history, selected, state } = this.model;
    const can: Record<string, boolean> = {
      expand: selected.length > 0,
      hide: selected.length > 0,
      pin: selected.length > 0,
      path: selected.length === 2,
      undo: history.canUndo,
      redo: history.canRedo,
      more: this.last !== null && state.leftOut.size > 0,
      "show-all": state.hidden.size > 0,
    };
    for (const button of this.root.querySelectorAll<HTMLButtonElement>("button[data-do]")) {
      const allowed = can[button.dataset.do ?? ""];
      if (allowed !== undefined) button.disabled = !allowed;
      if (button.dataset.do === "more") button.hidden = !allowed;
    }
    const pinned = selected.length > 0 && selected.every((id) => state.places.get(id)?.pinned);
    this.root.querySelector('[data-do="pin"]')?.setAttribute("aria-pressed", String(pinned));
  }

  private filters(): Filters {
    const form = part(this.root, "filters") as HTMLFormElement;
    const given = new FormData(form);
    return {
      schemata: given.getAll("schemata").map(String).filter(Boolean),
      since: String(given.get("since") ?? ""),
      until: String(given.get("until") ?? ""),
    };
  }

  private picture(): Picture {
    return { places: this.model.places(), filters: this.filters(), focus: this.focus };
  }

  private setFilters(given: Filters): void {
    const { elements } = part(this.root, "filters") as HTMLFormElement;
    for (const [name, value] of [["schemata", given.schemata[0]], ["since", given.since], ["until", given.until]] as const) {
      const field = elements.namedItem(name);
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value ?? "";
    }
  }

  private fillSaveForm(): void {
    document.querySelector<HTMLFormElement>("form[data-graph-save]")?.addEventListener("submit", (event) => {
      const field = (event.target as HTMLFormElement).elements.namedItem("graph");
      if (field instanceof HTMLInputElement) field.value = JSON.stringify(this.picture());
    });
  }

  private say(text: string): void {
    const place = part(this.root, "message");
    place.textContent = text;
    place.hidden = !text;
  }
}

for (const root of document.querySelectorAll<HTMLElement>("[data-graph]")) new GraphPage(root);
