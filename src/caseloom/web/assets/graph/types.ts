/**
 * What the graph and the server say to each other. The view that answers `url` returns Expansion as JSON.
 *
 * GET {url}?node=ID                       the neighbours of ID (and ID itself); without `node`, what to begin with
 *          &schemata=Payment&schemata=Call only links of these types
 *          &since=2025-01-01&until=…       only links with a date in between
 *          &limit=200                      at most so many nodes
 * GET {url}?from=ID&to=ID                  a shortest path between the two; no edges when there is none
 * A <form data-graph-save> in the component's slot is an ordinary form: on submit its hidden input `graph` holds Picture as JSON.
 * Give `places` and `filters` back with the answer to GET {url}, and the picture is as it was.
 * Failures are RFC 9457 problem details (`title`, `detail`); they are shown above the canvas.
 */
export interface GraphNode {
  id: string;
  /** FollowTheMoney or overlay schema: "Person", "Company", "PhoneAccount"… */
  schema: string;
  caption: string;
  /** What people call the schema. */
  type?: string;
  /** How many of the sources' own entities are judged to be this one, and how many links it has in all. */
  records: number;
  links: number;
  /** Address of its profile. */
  url?: string;
  /** Kind, when the server knows the schema better than `kindOf` does. */
  kind?: Kind;
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  schema: string;
  caption: string;
  /** ISO dates, or null. */
  start: string | null;
  end: string | null;
  /** The same dates in words. */
  when?: string;
  /** How many links this line stands for. */
  count: number;
}

export interface Expansion {
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** Links that were not sent, by schema. */
  left_out: Record<string, number>;
}

export interface Place {
  x: number;
  y: number;
  pinned: boolean;
}

/** What is saved: ids, places and filters; names and links are read anew by whoever opens it. */
export interface Picture {
  places: Record<string, Place & { hidden: boolean }>;
  filters: Filters;
  /** The node that is selected at first; "" for none. */
  focus: string;
}

/** A picture with what it shows today. */
export type SavedGraph = Expansion & Picture;

export type Kind = "person" | "org" | "place" | "thing" | "contact" | "event" | "other";

export interface Filters {
  schemata: string[];
  since: string;
  until: string;
}
