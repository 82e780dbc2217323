import { isRecord } from './isRecord.js';

/** What a bot of ours may carry: the launch's id, the deployment's, and a little of a backend's own. */
const MAX_ENTRIES = 50;
const MAX_KEY_CHARACTERS = 200;
const MAX_VALUE_CHARACTERS = 2_000;

export type Metadata = Readonly<Record<string, string | null>>;

/**
 * Reads a bot's metadata, texts and nulls by name. Whatever has another type or is too long is left out: half an id
 * is not an id.
 */
export function readMetadata(value: unknown): Metadata {
  if (!isRecord(value)) return {};
  const fitting = Object.entries(value).filter(
    (entry): entry is [string, string | null] => entry[0].length <= MAX_KEY_CHARACTERS && isFitting(entry[1]),
  );
  return Object.fromEntries(fitting.slice(0, MAX_ENTRIES));
}

function isFitting(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value.length <= MAX_VALUE_CHARACTERS);
}
