import type { GraphNode, Kind } from "./types";

/** Schemata by kind; what is not named is "other". The server may say better (GraphNode.kind). */
const KINDS: Record<Exclude<Kind, "other">, string[]> = {
  person: ["Person"],
  org: ["Organization", "Company", "LegalEntity", "PublicBody"],
  place: ["Address", "RealEstate"],
  thing: ["Asset", "Vehicle", "Vessel", "Airplane", "BankAccount", "CryptoWallet", "Security", "Firearm", "Contract"],
  contact: ["PhoneAccount", "UserAccount", "Mention"],
  event: ["Event", "Arrest", "Seizure", "Warrant", "Trip", "CallForTenders", "CourtCase", "Project"],
};

export const ALL_KINDS: Kind[] = ["person", "org", "place", "thing", "contact", "event", "other"];

export function kindOf(node: GraphNode): Kind {
  if (node.kind) return node.kind;
  const found = Object.entries(KINDS).find(([, schemata]) => schemata.includes(node.schema));
  return found ? (found[0] as Kind) : "other";
}

/** "PhoneAccount" as people read it. */
export function words(schema: string): string {
  return schema.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().replace(/^./, (first) => first.toUpperCase());
}
