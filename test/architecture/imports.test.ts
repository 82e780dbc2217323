import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Import {
  from: string;
  to: string;
}

/** The part of the server that a file belongs to: its folder, or for files at the top its own name. */
function partOf(file: string): string {
  const [area, first = ''] = file.split('/');
  if (area !== 'server') return area ?? '';
  return first.replace(/\.ts$/, '');
}

function featureOf(file: string): string | null {
  return /^client\/src\/features\/([^/]+)\//.exec(file)?.[1] ?? null;
}

const EDGES = ['http', 'graphql'];
const DOMAIN = ['bots', 'people', 'erasure', 'disconnect', 'sweep', 'zoomReports'];
const ADAPTERS = ['zoom', 'recall'];
const COMPOSITION = ['app', 'main'];
/** Adapter files without a connection to anything: edges may use them directly. */
const PURE_ADAPTER_FILES = [
  'server/recall/signature',
  'server/recall/events',
  'server/recall/explanations',
  'server/recall/recordings',
  'server/zoom/oauth',
  'server/zoom/webhook',
];
/** Edge files that may look at the database: health, and trusted documents; the others need to know when it is away. */
const DATABASE_AT_THE_EDGE = ['server/http/health', 'server/graphql/trustedDocuments'];

const imports = ['server', 'client', 'sandbox'].flatMap(importsUnder);

describe('who may import whom', () => {
  const rules: [string, (one: Import) => boolean][] = [
    [
      'nothing in the server imports the sandbox, the client or the tests',
      ({ from, to }) => from.startsWith('server/') && !to.startsWith('server/'),
    ],
    [
      'the sandbox reaches the server by HTTP only',
      ({ from, to }) => from.startsWith('sandbox/') && /^(server|client|test)\//.test(to),
    ],
    [
      'nobody imports an edge but the composition and the edges',
      ({ from, to }) => EDGES.includes(partOf(to)) && ![...EDGES, ...COMPOSITION].includes(partOf(from)),
    ],
    [
      'nobody imports the composition',
      ({ from, to }) => COMPOSITION.includes(partOf(to)) && !COMPOSITION.includes(partOf(from)),
    ],
    [
      'adapters import neither the database, nor each other, nor the domain',
      ({ from, to }) =>
        ADAPTERS.includes(partOf(from)) &&
        partOf(to) !== partOf(from) &&
        [...ADAPTERS, ...DOMAIN, ...EDGES, 'database', 'encryption'].includes(partOf(to)),
    ],
    ['people do not know of bots', ({ from, to }) => partOf(from) === 'people' && partOf(to) === 'bots'],
    [
      'the database and encryption stand by themselves',
      ({ from, to }) =>
        ['database', 'encryption'].includes(partOf(from)) && ![partOf(from), 'clock'].includes(partOf(to)),
    ],
    [
      'edges import of the adapters only what is pure',
      ({ from, to }) =>
        EDGES.includes(partOf(from)) &&
        ADAPTERS.includes(partOf(to)) &&
        !PURE_ADAPTER_FILES.some((file) => to.startsWith(file)),
    ],
    [
      'edges leave the database to the domain',
      ({ from, to }) =>
        EDGES.includes(partOf(from)) &&
        partOf(to) === 'database' &&
        !to.endsWith('/unavailable.ts') &&
        !DATABASE_AT_THE_EDGE.some((file) => from.startsWith(file)),
    ],
    [
      'only main reads the configuration at run time',
      ({ from, to }) => to === 'server/config.ts' && !COMPOSITION.includes(partOf(from)),
    ],
    [
      'features of the client do not import each other',
      ({ from, to }) => featureOf(from) !== null && featureOf(to) !== null && featureOf(from) !== featureOf(to),
    ],
    ['there are no barrels', ({ to }) => /\/index\.tsx?$/.test(to)],
  ];

  test('the files were read', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  test.each(rules)('%s', (_rule, breaksIt) => {
    expect(imports.filter(breaksIt).map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  test('only main touches the process and only config the environment', () => {
    const touching = filesUnder('server').filter((file) =>
      /\bprocess\.(env|exit|on|argv)\b/.test(readFileSync(file, 'utf8')),
    );
    expect(touching.filter((file) => file !== 'server/main.ts')).toEqual([]);
  });
});

function importsUnder(folder: string): Import[] {
  return filesUnder(folder)
    .filter((file) => !file.includes('.generated.') && !file.includes('/generated/'))
    .flatMap((from) =>
      [...readFileSync(from, 'utf8').matchAll(/(?:from|import)\s+['"](\.{1,2}\/[^'"]+)['"]/g)].map(
        ([, specifier = '']) => ({
          from,
          to: normalize(join(dirname(from), specifier)).replace(/\.js$/, '.ts'),
        }),
      ),
    );
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative('.', join(entry.parentPath, entry.name)));
}
