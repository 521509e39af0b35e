import { History } from "./history";
import type { Expansion, GraphEdge, GraphNode, Picture, Place, SavedGraph } from "./types";

export const MOST_NODES = 2000;

/** All that undo brings back. */
export interface State {
  nodes: ReadonlyMap<string, GraphNode>;
  edges: ReadonlyMap<string, GraphEdge>;
  hidden: ReadonlySet<string>;
  places: ReadonlyMap<string, Place>;
  leftOut: ReadonlyMap<string, number>;
}

const EMPTY: State = {
  nodes: new Map(),
  edges: new Map(),
  hidden: new Set(),
  places: new Map(),
  leftOut: new Map(),
};

/** What is on the canvas, which of it is selected, and how it came to be. Knows nothing of drawing. */
export class Model {
  readonly history = new History<State>(EMPTY);
  selected: string[] = [];
  /** Nodes that did not fit under MOST_NODES in the last `add`. */
  overflow = 0;

  get state(): State {
    return this.history.state;
  }

  /** Add what the server sent, new nodes around `near` if it is on the canvas. Counts what was left out for it. */
  add(sent: Expansion | SavedGraph, near?: string): void {
    const nodes = new Map(this.state.nodes);
    const hidden = new Set(this.state.hidden);
    this.overflow = 0;
    for (const node of sent.nodes) {
      if (nodes.has(node.id) || nodes.size < MOST_NODES) nodes.set(node.id, node);
      else this.overflow += 1;
      hidden.delete(node.id);
    }
    const edges = new Map(this.state.edges);
    for (const edge of sent.edges) if (nodes.has(edge.source) && nodes.has(edge.target)) edges.set(edge.id, edge);
    const places = new Map(this.state.places);
    const given = "places" in sent ? sent.places : {};
    for (const [id, place] of Object.entries(given)) if (place.hidden) hidden.add(id);
    const fresh = [...nodes.keys()].filter((id) => !places.has(id));
    const center = near ? places.get(near) : undefined;
    fresh.forEach((id, index) => places.set(id, placed(given[id]) ?? around(center, index, fresh.length)));
    this.history.change({ ...this.state, nodes, edges, hidden, places, leftOut: new Map(Object.entries(sent.left_out)) });
  }

  hide(ids: string[]): void {
    if (ids.length === 0) return;
    this.history.change({ ...this.state, hidden: new Set([...this.state.hidden, ...ids]) });
    this.selected = [];
  }

  showAll(): void {
    if (this.state.hidden.size) this.history.change({ ...this.state, hidden: new Set() });
  }

  /** Pin all of `ids`, or let go of them when all are pinned. */
  pin(ids: string[]): void {
    const pinned = !ids.every((id) => this.state.places.get(id)?.pinned);
    const places = new Map(this.state.places);
    for (const id of ids) places.set(id, { ...this.place(id), pinned });
    this.history.change({ ...this.state, places });
  }

  /** A hand moved a node: one step of its own. */
  move(id: string, x: number, y: number): void {
    const places = new Map(this.state.places);
    places.set(id, { ...this.place(id), x, y });
    this.history.change({ ...this.state, places });
  }

  /** Layout moved nodes: part of the step before. */
  settle(moved: Iterable<[string, { x: number; y: number }]>): void {
    const places = new Map(this.state.places);
    for (const [id, at] of moved) places.set(id, { ...this.place(id), ...at });
    this.history.settle({ ...this.state, places });
  }

  select(id: string | null, extend = false): void {
    if (id === null) this.selected = [];
    else if (!extend) this.selected = [id];
    else if (this.selected.includes(id)) this.selected = this.selected.filter((other) => other !== id);
    else this.selected = [...this.selected, id];
  }

  undo(): void {
    if (this.history.undo()) this.keepSelection();
  }

  redo(): void {
    if (this.history.redo()) this.keepSelection();
  }

  visible(): GraphNode[] {
    return [...this.state.nodes.values()].filter((node) => !this.state.hidden.has(node.id));
  }

  links(): GraphEdge[] {
    const { edges, hidden } = this.state;
    return [...edges.values()].filter((edge) => !hidden.has(edge.source) && !hidden.has(edge.target));
  }

  linksOf(id: string): GraphEdge[] {
    return this.links().filter((edge) => edge.source === id || edge.target === id);
  }

  place(id: string): Place {
    return this.state.places.get(id) ?? { x: 0, y: 0, pinned: false };
  }

  /** Where every node stands, and which are hidden. */
  places(): Picture["places"] {
    const { nodes, hidden } = this.state;
    return Object.fromEntries([...nodes.keys()].map((id) => [id, { ...this.place(id), hidden: hidden.has(id) }]));
  }

  private keepSelection(): void {
    this.selected = this.selected.filter((id) => this.state.nodes.has(id) && !this.state.hidden.has(id));
  }
}

function placed(given: Place | undefined): Place | undefined {
  return given && { x: given.x, y: given.y, pinned: given.pinned };
}

/** Places on widening rings, the same for the same input, so that a picture can be made again. */
function around(center: Place | undefined, index: number, count: number): Place {
  const angle = index * 2.399963;
  const radius = (center ? 2 : 10) * Math.sqrt((index + 1) / Math.max(1, count)) * Math.max(1, Math.sqrt(count) / 4);
  return { x: (center?.x ?? 0) + radius * Math.cos(angle), y: (center?.y ?? 0) + radius * Math.sin(angle), pinned: false };
}
