import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CAPABILITIES } from '../../../client/src/zoom/capabilities.js';

const CLIENT = 'client/src';
const ADAPTER = join(CLIENT, 'zoom');

const adapter = sourcesUnder(ADAPTER)
  .filter((file) => !file.endsWith('capabilities.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

test('each capability is used', () => {
  const unused = CAPABILITIES.filter((name) =>
    name.startsWith('on')
      ? !adapter.includes(`addEventListener('${name}'`)
      : !new RegExp(`\\b(?:sdk|client\\(\\))\\.${name}\\(`).test(adapter),
  );
  expect(unused).toEqual([]);
});

test('nothing is used that is not a capability', () => {
  const calls = [...adapter.matchAll(/\b(?:sdk|client\(\))\.(\w+)\(/g)].map(([, name]) => name);
  const events = [...adapter.matchAll(/addEventListener\('(on\w+)'/g)].map(([, name]) => name);
  const used = [...calls, ...events].filter(
    (name) => !['config', 'addEventListener', 'removeEventListener'].includes(name ?? ''),
  );
  expect(used.length).toBeGreaterThan(10);
  expect(used.filter((name) => !CAPABILITIES.some((known) => known === name))).toEqual([]);
});

test('there is one copy of the SDK: a second one would get no answers from the client', () => {
  const page = readFileSync('client/index.html', 'utf8');
  const all = [page, ...sourcesUnder(CLIENT).map((file) => readFileSync(file, 'utf8'))];
  expect(all.filter((text) => text.includes('appssdk.zoom.us'))).toEqual([]);
});

test('no other part of the client imports the SDK', () => {
  const importing = sourcesUnder(CLIENT).filter((file) => readFileSync(file, 'utf8').includes('@zoom/appssdk'));
  expect(importing.filter((file) => !file.startsWith(ADAPTER))).toEqual([]);
});

function sourcesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
