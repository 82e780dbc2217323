import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Notes a secret; empty values are ignored. */
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
    if (value === '' || noted.has(line)) return;
    noted.add(line);
    appendFileSync(file, line, { mode: 0o600 });
  };
}
