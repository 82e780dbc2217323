import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json, whether this file runs from `server/` or compiled from `dist/server/`. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/** A file of this folder that is not TypeScript, and that `tsc` therefore leaves where it is. */
export function embeddedSource(name: string): string {
  return join(packageFolder(), 'server', 'database', 'embedded', name);
}
