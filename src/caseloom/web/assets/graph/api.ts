import type { Expansion, Filters, SavedGraph } from "./types";

/** The server refused or could not be asked; `message` is for the person. */
export class GraphError extends Error {}

export async function load(url: string): Promise<Expansion | SavedGraph> {
  return ask(url, new URLSearchParams());
}

export async function expand(url: string, node: string, filters: Filters, limit: number): Promise<Expansion> {
  const query = new URLSearchParams({ node, limit: String(limit) });
  for (const schema of filters.schemata) query.append("schemata", schema);
  if (filters.since) query.set("since", filters.since);
  if (filters.until) query.set("until", filters.until);
  return ask(url, query);
}

export async function path(url: string, from: string, to: string): Promise<Expansion> {
  return ask(url, new URLSearchParams({ from, to }));
}

async function ask(url: string, query: URLSearchParams): Promise<Expansion> {
  const joined = query.size ? `${url}${url.includes("?") ? "&" : "?"}${query}` : url;
  let response: Response;
  try {
    response = await fetch(joined, { headers: { Accept: "application/json" } });
  } catch {
    throw new GraphError("");
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok || body === null) throw new GraphError(problem(body));
  return body as Expansion;
}

function problem(body: unknown): string {
  const { title, detail } = (body ?? {}) as { title?: string; detail?: string };
  return [title, detail].filter(Boolean).join(" ");
}
