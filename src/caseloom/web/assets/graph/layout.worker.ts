/** ForceAtlas2 off the page's thread, from our own address, as the content security policy wants. */
import { UndirectedGraph } from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";

export interface LayoutTask {
  nodes: { x: number; y: number; fixed: boolean }[];
  edges: [number, number, number][];
  rounds: number;
}

const ROUNDS_AT_ONCE = 12;

self.onmessage = (event: MessageEvent<LayoutTask>) => {
  const graph = build(event.data);
  const settings = { ...forceAtlas2.inferSettings(graph), barnesHutOptimize: graph.order > 400, gravity: 0.4 };
  let left = event.data.rounds;
  const step = () => {
    forceAtlas2.assign(graph, { iterations: Math.min(left, ROUNDS_AT_ONCE), settings });
    left -= ROUNDS_AT_ONCE;
    const places = new Float32Array(graph.order * 2);
    graph.forEachNode((node, at) => places.set([at["x"] as number, at["y"] as number], Number(node) * 2));
    self.postMessage({ places, done: left <= 0 }, { transfer: [places.buffer] });
    if (left > 0) setTimeout(step, 0);
  };
  step();
};

function build(task: LayoutTask): UndirectedGraph {
  const graph = new UndirectedGraph();
  task.nodes.forEach((node, index) => graph.addNode(String(index), { ...node, size: 1 }));
  for (const [source, target, weight] of task.edges) {
    if (source !== target) graph.mergeEdge(String(source), String(target), { weight });
  }
  return graph;
}
