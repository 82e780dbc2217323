import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bundlePage } from '../../support/bundle.js';

export interface Pages {
  readonly origin: string;
  stop(): Promise<void>;
}

/** `/panelPage` and `/strictModePage`, as a browser gets them: the SDK is a file of its own. */
export async function startPages(): Promise<Pages> {
  const entries = { panelPage: 'panelPage.ts', strictModePage: 'strictModePage.tsx' };
  const scripts = new Map<string, string>();
  for (const [name, file] of Object.entries(entries)) {
    for (const [script, code] of await bundlePage(join(import.meta.dirname, file)))
      scripts.set(`/${name}/${script}`, code);
  }

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const script = scripts.get(pathname);
    const [, name] = pathname.split('/');
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(
      script ?? `<!doctype html><html lang="en"><body><script type="module" src="/${name}/entry.js"></script>`,
    );
  });
  await once(server.listen(0, 'localhost'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
