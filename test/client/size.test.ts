import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const BUILT = 'dist/client';
const MAX_SCRIPT_BYTES = 115_000;
const MAX_STYLE_BYTES = 8_000;
/** The other half of the app, which /panel never loads. */
const LAUNCH_APP = 'src/launchPage/LaunchApp.tsx';

interface Chunk {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
}

const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(BUILT, '.vite/manifest.json'), 'utf8'));

/** The chunks that a chunk loads, at once or later, and itself. */
function loadedBy(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name) || name === LAUNCH_APP) return seen;
  seen.add(name);
  const { imports = [], dynamicImports = [] } = manifest[name] ?? {};
  for (const next of [...imports, ...dynamicImports]) loadedBy(next, seen);
  return seen;
}

function compressedBytes(files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + statSync(join(BUILT, `${file}.gz`)).size, 0);
}

const chunks = [...loadedBy('index.html')].map((name) => manifest[name]).filter((chunk) => chunk !== undefined);

test('all scripts that the panel ever loads, the SDK included, are at most 115 kB compressed', () => {
  const bytes = compressedBytes(new Set(chunks.map(({ file }) => file)));
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(MAX_SCRIPT_BYTES);
});

test('all its styles are at most 8 kB compressed', () => {
  expect(compressedBytes(new Set(chunks.flatMap(({ css = [] }) => css)))).toBeLessThanOrEqual(MAX_STYLE_BYTES);
});
