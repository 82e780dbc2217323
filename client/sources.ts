import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

const PACKAGE_FOLDER = join(import.meta.dirname, '..');

/** In the built folder, beside the manifest: the hash of what it was built from. */
export const SOURCES_FILE = '.vite/sources.sha256';

export async function hashOfSources(): Promise<string> {
  const entries = await readdir(import.meta.dirname, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of [join(PACKAGE_FOLDER, 'package-lock.json'), ...files.toSorted()]) {
    hash
      .update(relative(PACKAGE_FOLDER, file))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex');
}
