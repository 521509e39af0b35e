import { kindOf, words } from "./kinds";
import type { Model } from "./model";
import type { GraphEdge, GraphNode } from "./types";

const MOST_LISTED = 300;

interface Handlers {
  select(id: string, extend: boolean): void;
  expand(id: string): void;
}

/** Beside the canvas: what is selected, with its links, and every node as a list that a screen reader reads. */
export class Side {
  private readonly selected: HTMLElement;
  private readonly list: HTMLElement;
  private readonly find: HTMLInputElement;

  constructor(
    private readonly root: HTMLElement,
    private readonly model: Model,
    private readonly on: Handlers,
  ) {
    this.selected = part(root, "selected");
    this.list = part(root, "list");
    this.find = part(root, "find") as HTMLInputElement;
    this.find.addEventListener("input", () => this.showList());
    root.addEventListener("click", (event) => {
      const id = (event.target as Element).closest<HTMLElement>("[data-node]")?.dataset.node;
      if (id) this.on.select(id, event.shiftKey || event.ctrlKey || event.metaKey);
    });
    root.addEventListener("dblclick", (event) => {
      const id = (event.target as Element).closest<HTMLElement>("[data-node]")?.dataset.node;
      if (id) this.on.expand(id);
    });
  }

  show(): void {
    this.showSelected();
    this.showList();
  }

  private showSelected(): void {
    const { nodes } = this.model.state;
    const chosen = this.model.selected.flatMap((id) => nodes.get(id) ?? []);
    const none = part(this.root, "none");
    none.hidden = chosen.length > 0;
    this.selected.replaceChildren(...chosen.slice(0, 5).map((node) => this.card(node)));
  }

  private card(node: GraphNode): HTMLElement {
    const card = element("div", "stack stack-tight");
    const name = element("b", "", node.caption);
    if (node.url) {
      const link = element("a", "") as HTMLAnchorElement;
      link.href = node.url;
      link.append(name);
      card.append(link);
    } else card.append(name);
    card.append(element("small", "", fill(this.root.dataset.textCard, { type: node.type ?? words(node.schema), links: node.links })));
    const links = this.model.linksOf(node.id);
    const rows = element("div", "graph-list");
    rows.append(...links.slice(0, 40).map((edge) => this.link(node.id, edge)));
    card.append(rows);
    if (links.length > 40) card.append(element("small", "", `+${links.length - 40}`));
    return card;
  }

  private link(from: string, edge: GraphEdge): HTMLElement {
    const out = edge.source === from;
    const other = this.model.state.nodes.get(out ? edge.target : edge.source);
    const row = this.row(other?.id ?? "", `${out ? "→" : "←"} ${other?.caption ?? ""}`);
    const when = edge.when ?? [edge.start, edge.end].filter(Boolean).join(" – ");
    const what = edge.count > 1 ? `${edge.caption} × ${edge.count}` : edge.caption;
    row.append(element("small", "", [what, when].filter(Boolean).join(", ")));
    return row;
  }

  private showList(): void {
    const text = this.find.value.trim().toLocaleLowerCase();
    const nodes = this.model
      .visible()
      .filter((node) => node.caption.toLocaleLowerCase().includes(text))
      .sort((a, b) => a.caption.localeCompare(b.caption));
    const rows = nodes.slice(0, MOST_LISTED).map((node) => {
      const row = this.row(node.id, node.caption);
      row.prepend(swatch(node));
      row.setAttribute("aria-pressed", String(this.model.selected.includes(node.id)));
      row.append(element("small", "", node.type ?? words(node.schema)));
      return row;
    });
    this.list.replaceChildren(...rows);
    if (nodes.length > MOST_LISTED) this.list.append(element("small", "", `+${nodes.length - MOST_LISTED}`));
  }

  private row(id: string, text: string): HTMLElement {
    const row = element("button", "graph-node") as HTMLButtonElement;
    row.type = "button";
    row.dataset.node = id;
    row.append(element("span", "truncate", text));
    return row;
  }
}

function swatch(node: GraphNode): Element {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 10 10");
  svg.setAttribute("class", `swatch kind-${kindOf(node)}`);
  svg.setAttribute("aria-hidden", "true");
  const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [name, value] of [["cx", "5"], ["cy", "5"], ["r", "5"]] as const) dot.setAttribute(name, value);
  svg.append(dot);
  return svg;
}

export function part(root: HTMLElement, name: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(`[data-part="${name}"]`);
  if (!found) throw new Error(`the graph page lacks data-part="${name}"`);
  return found;
}

export function fill(text: string | undefined, values: Record<string, string | number>): string {
  return (text ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

function element(tag: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
