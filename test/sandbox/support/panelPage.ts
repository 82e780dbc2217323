import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const SDK_FILE = fileURLToPath(new URL('sdk.es.js', import.meta.resolve('@zoom/appssdk')));

/** Runs the SDK as any panel would, and notes what it hears. The SDK itself stays inside: a promise of it never settles. */
const PAGE = `<!doctype html>
<title>A panel</title>
<p>A panel with nothing but the SDK.</p>
<script type="module">
  import zoomSdk from '/sdk.js';
  const events = [];
  window.panel = {
    events,
    listen: (names) => {
      for (const name of names) zoomSdk.addEventListener(name, (event) => events.push({ name, ...event }));
    },
    call: (name, ...given) =>
      zoomSdk[name](...given).then(
        (value) => ({ value }),
        ({ code, message }) => ({ code, message }),
      ),
  };
  document.body.dataset.ready = 'yes';
</script>`;

/** A tiny app whose panel is the SDK alone, on an origin of its own. */
export async function startPanelPage(): Promise<{ url: string; stop(): Promise<void> }> {
  const sdk = readFileSync(SDK_FILE);
  const server = createServer((request, response) => {
    const isSdk = request.url === '/sdk.js';
    response.writeHead(200, { 'content-type': isSdk ? 'text/javascript' : 'text/html' }).end(isSdk ? sdk : PAGE);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/panel`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
