import type { Model } from "./model";

/** The visible graph as GraphML: captions, schemata, dates and counts as data. */
export function graphml(model: Model): string {
  const keys = [
    ["caption", "all", "string"], ["schema", "all", "string"], ["records", "node", "int"], ["links", "node", "int"],
    ["start", "edge", "string"], ["end", "edge", "string"], ["count", "edge", "int"], ["x", "node", "double"], ["y", "node", "double"],
  ].map(([id, of, type]) => `  <key id="${id}" for="${of}" attr.name="${id}" attr.type="${type}"/>`);
  const nodes = model.visible().map((node) => {
    const { x, y } = model.place(node.id);
    return `    <node id="${escape(node.id)}">${data({ caption: node.caption, schema: node.schema, records: node.records, links: node.links, x, y })}</node>`;
  });
  const edges = model.links().map(
    (edge) =>
      `    <edge id="${escape(edge.id)}" source="${escape(edge.source)}" target="${escape(edge.target)}">` +
      `${data({ caption: edge.caption, schema: edge.schema, start: edge.start, end: edge.end, count: edge.count })}</edge>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys,
    '  <graph edgedefault="directed">',
    ...nodes,
    ...edges,
    "  </graph>",
    "</graphml>",
    "",
  ].join("\n");
}

function data(values: Record<string, string | number | null>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== "")
    .map(([key, value]) => `<data key="${key}">${escape(String(value))}</data>`)
    .join("");
}

function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}

export function download(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
