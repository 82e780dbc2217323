import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Shorter values turn up by chance wherever one looks for them. */
const SHORTEST_SECRET = 8;

/** Notes a secret. */
export type NoteSecret = (kind: string, value: string) => void;

/**
 * Appends every secret to a file, so that a test can search logs, pages and the database for each of them. Written at
 * once, because the secret may be used a moment later. Without a file nothing is noted.
 */
export function createSecretsFile(file: string | undefined): NoteSecret {
  if (file === undefined) return () => {};
  mkdirSync(dirname(file), { recursive: true });
  const noted = new Set<string>();
  return (kind, value) => {
    const line = `${JSON.stringify({ kind, value })}\n`;
    if (value.length < SHORTEST_SECRET || noted.has(line)) return;
    noted.add(line);
    appendFileSync(file, line, { mode: 0o600 });
  };
}
