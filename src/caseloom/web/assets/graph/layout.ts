import type { LayoutTask } from "./layout.worker";
import type { Model } from "./model";

type Moved = [string, { x: number; y: number }][];

/** Runs the layout of a model in a worker; one run at a time. */
export class Layout {
  private worker: Worker | null = null;

  constructor(
    private readonly model: Model,
    private readonly moved: (places: Moved, done: boolean) => void,
  ) {}

  get running(): boolean {
    return this.worker !== null;
  }

  start(): void {
    this.stop();
    const ids = this.model.visible().map((node) => node.id);
    if (ids.length < 2) return;
    const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
    this.worker = worker;
    worker.onmessage = ({ data }: MessageEvent<{ places: Float32Array; done: boolean }>) => {
      if (data.done) this.stop();
      this.moved(ids.map((id, at) => [id, { x: data.places[at * 2] ?? 0, y: data.places[at * 2 + 1] ?? 0 }]), data.done);
    };
    worker.postMessage(this.task(ids));
  }

  stop(): void {
    this.worker?.terminate();
    this.worker = null;
  }

  private task(ids: string[]): LayoutTask {
    const index = new Map(ids.map((id, at) => [id, at]));
    return {
      nodes: ids.map((id) => {
        const { x, y, pinned } = this.model.place(id);
        return { x, y, fixed: pinned };
      }),
      edges: this.model.links().map((edge) => [
        index.get(edge.source) as number,
        index.get(edge.target) as number,
        1 + Math.log2(edge.count),
      ]),
      rounds: ids.length > 800 ? 240 : 420,
    };
  }
}
