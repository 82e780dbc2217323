import { build } from 'vite';

/** The scripts of a page by file name, in memory: the entry is `entry.js`, what it imports lazily stands beside it. */
export async function bundlePage(entry: string): Promise<Map<string, string>> {
  const output = await buildInMemory({
    input: entry,
    output: { format: 'es', entryFileNames: 'entry.js', chunkFileNames: '[name].js' },
  });
  return new Map(output.map(({ fileName, code }) => [fileName, code]));
}

/** One classic script, as `page.addInitScript` takes it. */
export async function bundleScript(entry: string): Promise<string> {
  const [script] = await buildInMemory({ input: entry, output: { format: 'iife' } });
  if (script === undefined) throw new Error(`${entry} gave no script`);
  return script.code;
}

type Bundling = NonNullable<NonNullable<NonNullable<Parameters<typeof build>[0]>['build']>['rollupOptions']>;

async function buildInMemory(rollupOptions: Bundling): Promise<{ fileName: string; code: string }[]> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, modulePreload: false, rollupOptions },
  });
  if (!('output' in result)) throw new Error('expected one build');
  return result.output.filter((file) => file.type === 'chunk');
}
