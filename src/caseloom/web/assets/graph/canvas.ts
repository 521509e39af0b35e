import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import type { NodeLabelDrawingFunction } from "sigma/rendering";
import { ALL_KINDS, kindOf } from "./kinds";
import type { Model } from "./model";
import type { Kind } from "./types";

interface Handlers {
  select(id: string | null, extend: boolean): void;
  expand(id: string): void;
  moved(id: string, x: number, y: number): void;
}

/** What a node carries into its drawing. */
interface Look {
  x: number;
  y: number;
  size: number;
  label: string;
  color: string;
  letter: string;
  pinned: boolean;
  selected: boolean;
  forceLabel: boolean;
  zIndex: number;
}

interface Colors extends Record<Kind, string> {
  ink: string;
  line: string;
  accent: string;
  panel: string;
}

/** Pixels between a label and the edge of the canvas, and what is left of a label in any case. */
const EDGE = 4;
const LEAST_LABEL = 36;
/** Below this many pixels the nodes leave room for labels at their right. */
const NARROW = 600;

/** As much of a label as is at most so wide. */
function shortened(context: CanvasRenderingContext2D, label: string, most: number): string {
  if (context.measureText(label).width <= most) return label;
  let kept = label.length;
  while (kept > 1 && context.measureText(`${label.slice(0, kept)}…`).width > most) kept -= 1;
  return `${label.slice(0, kept).trimEnd()}…`;
}

/** Draws a model with sigma. Everything shown follows from the model; the canvas keeps nothing. */
export class Canvas {
  private readonly graph = new MultiDirectedGraph();
  private readonly sigma: Sigma;
  private colors: Colors;
  private dragged: string | null = null;

  constructor(
    private readonly place: HTMLElement,
    private readonly model: Model,
    private readonly on: Handlers,
  ) {
    this.colors = readColors(place);
    this.sigma = new Sigma(this.graph, place, {
      allowInvalidContainer: true,
      hideEdgesOnMove: true,
      hideLabelsOnMove: false,
      labelFont: "Inter Variable, system-ui, sans-serif",
      labelSize: 12,
      labelWeight: "500",
      labelColor: { color: this.colors.ink },
      labelDensity: 0.7,
      labelRenderedSizeThreshold: 4,
      defaultEdgeType: "arrow",
      minCameraRatio: 0.03,
      maxCameraRatio: 6,
      zIndex: true,
      stagePadding: place.clientWidth < NARROW ? 64 : 30,
      defaultDrawNodeLabel: this.label,
      defaultDrawNodeHover: this.label,
    });
    this.listen();
    new ResizeObserver(() => this.sigma.resize().refresh()).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolor());
  }

  /** Bring the drawing in line with the model. */
  show(): void {
    const nodes = new Set(this.model.visible().map((node) => node.id));
    const links = new Set(this.model.links().map((edge) => edge.id));
    for (const edge of this.graph.edges()) if (!links.has(edge)) this.graph.dropEdge(edge);
    for (const node of this.graph.nodes()) if (!nodes.has(node)) this.graph.dropNode(node);
    for (const node of this.model.visible()) this.graph.mergeNode(node.id, { ...this.look(node.id) });
    for (const edge of this.model.links()) {
      const look = { size: 2 + Math.min(5, Math.log2(edge.count)), color: this.colors.line, label: edge.caption };
      if (!this.graph.hasEdge(edge.id)) this.graph.addEdgeWithKey(edge.id, edge.source, edge.target, look);
      else this.graph.mergeEdgeAttributes(edge.id, look);
    }
  }

  /** Only places changed. */
  moved(places: Iterable<[string, { x: number; y: number }]>): void {
    for (const [id, at] of places) if (this.graph.hasNode(id)) this.graph.mergeNodeAttributes(id, at);
  }

  fit(): void {
    void this.sigma.getCamera().animatedReset({ duration: 200 });
  }

  zoom(factor: number): void {
    const camera = this.sigma.getCamera();
    camera.setState({ ratio: camera.getState().ratio / factor });
  }

  /** The nearest visible node from `id` in a direction, for the arrow keys. */
  nearest(id: string, dx: number, dy: number): string | null {
    const from = this.sigma.getNodeDisplayData(id);
    if (!from) return null;
    let best: [string, number] | null = null;
    this.graph.forEachNode((other) => {
      const at = this.sigma.getNodeDisplayData(other);
      if (!at || other === id) return;
      const along = (at.x - from.x) * dx + (at.y - from.y) * dy;
      const across = Math.abs((at.x - from.x) * dy) + Math.abs((at.y - from.y) * dx);
      const cost = along + 2 * across;
      if (along > 1e-6 && (!best || cost < best[1])) best = [other, cost];
    });
    return best ? (best as [string, number])[0] : null;
  }

  /** Put a node into view if it is outside of it. */
  reveal(id: string): void {
    const at = this.sigma.getNodeDisplayData(id);
    if (!at) return;
    const { x, y } = this.sigma.framedGraphToViewport(at);
    const { width, height } = this.sigma.getDimensions();
    if (x > 20 && y > 20 && x < width - 20 && y < height - 20) return;
    void this.sigma.getCamera().animate({ x: at.x, y: at.y }, { duration: 200 });
  }

  /** The picture as it is, on the page's background. */
  picture(): Promise<Blob | null> {
    this.sigma.refresh();
    const layers = [...this.place.querySelectorAll("canvas")];
    const picture = document.createElement("canvas");
    picture.width = layers[0]?.width ?? 0;
    picture.height = layers[0]?.height ?? 0;
    const context = picture.getContext("2d");
    if (!context) return Promise.resolve(null);
    context.fillStyle = getComputedStyle(this.place).backgroundColor;
    context.fillRect(0, 0, picture.width, picture.height);
    for (const layer of layers) if (layer.width) context.drawImage(layer, 0, 0, picture.width, picture.height);
    return new Promise((done) => picture.toBlob(done));
  }

  private look(id: string): Look {
    const node = this.model.state.nodes.get(id);
    const { x, y, pinned } = this.model.place(id);
    const kind = node ? kindOf(node) : "other";
    const selected = this.model.selected.includes(id);
    return {
      x,
      y,
      label: node?.caption ?? "",
      size: (selected ? 3 : 0) + 7 + Math.min(5, Math.log2(1 + (node?.records ?? 1))),
      color: this.colors[kind],
      letter: (node?.schema ?? "?").charAt(0),
      pinned,
      selected,
      forceLabel: selected || this.graph.order < 60,
      zIndex: selected ? 1 : 0,
    };
  }

  /** A letter in each node, so that kinds are told apart without colour; a ring when selected, a dot when pinned. */
  private readonly label: NodeLabelDrawingFunction = (context, data, settings) => {
    const { x, y, size, label, letter, pinned, selected } = data as unknown as Look;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = this.colors.panel;
    context.font = `600 ${Math.round(size * 1.1)}px ${settings.labelFont}`;
    context.fillText(letter, x, y + 0.5);
    if (selected || pinned) {
      context.beginPath();
      context.arc(x, y, size + 3, 0, Math.PI * 2);
      context.lineWidth = selected ? 2.5 : 1;
      context.setLineDash(selected ? [] : [2, 2]);
      context.strokeStyle = this.colors.accent;
      context.stroke();
      context.setLineDash([]);
    }
    context.font = `${settings.labelWeight} ${settings.labelSize}px ${settings.labelFont}`;
    context.lineWidth = 3;
    context.strokeStyle = getComputedStyle(this.place).backgroundColor;
    const gap = size + (selected ? 9 : 5);
    const right = this.place.clientWidth - x - gap - EDGE;
    const left = x - gap - EDGE;
    // To the right, shortened to what fits, since labels that turn inward cover other nodes.
    const leftward = right < LEAST_LABEL && left > right;
    const text = shortened(context, label, Math.max(leftward ? left : right, LEAST_LABEL));
    const at = leftward ? x - gap : x + gap;
    context.textAlign = leftward ? "right" : "left";
    context.strokeText(text, at, y);
    context.fillStyle = this.colors.ink;
    context.fillText(text, at, y);
  };

  private listen(): void {
    this.sigma.on("clickNode", ({ node, event }) => this.on.select(node, holds(event.original)));
    this.sigma.on("clickStage", () => this.on.select(null, false));
    this.sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      this.on.expand(node);
    });
    this.sigma.on("downNode", ({ node }) => {
      this.dragged = node;
    });
    let moved = false;
    this.sigma.on("moveBody", ({ event, preventSigmaDefault }) => {
      if (!this.dragged) return;
      moved = true;
      this.graph.mergeNodeAttributes(this.dragged, this.sigma.viewportToGraph(event));
      preventSigmaDefault();
      event.original.preventDefault();
    });
    const drop = () => {
      const id = this.dragged;
      this.dragged = null;
      if (!id || !moved) return;
      moved = false;
      const { x, y } = this.graph.getNodeAttributes(id);
      this.on.moved(id, x as number, y as number);
    };
    this.sigma.on("upNode", drop);
    this.sigma.on("upStage", drop);
  }

  private recolor(): void {
    this.colors = readColors(this.place);
    this.sigma.setSetting("labelColor", { color: this.colors.ink });
    this.show();
  }
}

function holds(event: MouseEvent | TouchEvent): boolean {
  return event.shiftKey || event.ctrlKey || event.metaKey;
}

/** Colours from the style sheet, as the theme resolves them. */
function readColors(near: HTMLElement): Colors {
  const probe = document.createElement("span");
  near.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(--color-${name})`;
    return hex(getComputedStyle(probe).color);
  };
  const kinds = Object.fromEntries(ALL_KINDS.map((kind) => [kind, read(`kind-${kind}`)])) as Record<Kind, string>;
  const colors = { ...kinds, ink: read("ink"), line: read("edge"), accent: read("accent-strong"), panel: read("panel") };
  probe.remove();
  return colors;
}

/** sigma's shaders read "#rrggbb" and "rgb()" alike, but not every spelling that a browser gives back. */
function hex(color: string): string {
  const parts = color.match(/[\d.]+/g)?.slice(0, 3).map(Number) ?? [0, 0, 0];
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}
