import { connect } from 'node:net';

const REACHABLE_TIMEOUT_MS = 2_000;
const DOWNLOAD_HOST = 'https://fastdl.mongodb.org';

/**
 * The `mongod` that mongodb-memory-server has cached, or one that it downloads. Its own settings (MONGOMS_VERSION,
 * MONGOMS_DOWNLOAD_MIRROR, MONGOMS_RUNTIME_DOWNLOAD, …) apply:
 * https://typegoose.github.io/mongodb-memory-server/docs/api/config-options
 */
export async function memoryServerMongod(
  report: (line: string) => void,
): Promise<{ path: string } | { missing: string }> {
  const { DryMongoBinary, MongoBinary } = await import('mongodb-memory-server-core');
  const { envToBool, resolveConfig, ResolveConfigVariables } =
    await import('mongodb-memory-server-core/lib/util/resolveConfig.js');

  try {
    const options = DryMongoBinary.getEnsuredOptions();
    const cached = await DryMongoBinary.locateBinary(options);
    if (cached) return { path: cached };
    if (!envToBool(resolveConfig(ResolveConfigVariables.RUNTIME_DOWNLOAD))) {
      return { missing: 'no cached mongod of mongodb-memory-server, and MONGOMS_RUNTIME_DOWNLOAD forbids a download' };
    }

    const from = new URL(
      resolveConfig(ResolveConfigVariables.DOWNLOAD_URL) ??
        resolveConfig(ResolveConfigVariables.DOWNLOAD_MIRROR) ??
        DOWNLOAD_HOST,
    );
    if (!(await isReachable(from))) return { missing: `no mongod to download: ${from.host} can't be reached` };
    report(`Downloading mongod ${options.version} from ${from.host}, once (about 100 MB)…`);
    const path = await MongoBinary.getPath(options);
    report('Downloaded.');
    return { path };
  } catch (error) {
    return { missing: `mongodb-memory-server has no mongod for this machine (${messageOf(error)})` };
  }
}

/** mongodb-memory-server itself would try three times, for many seconds. */
async function isReachable(url: URL): Promise<boolean> {
  const port = url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port);
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname, port });
    const settle = (reachable: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reachable);
    };
    // Not the socket's own timeout, which does not count while a name is looked up.
    const timer = setTimeout(() => settle(false), REACHABLE_TIMEOUT_MS);
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
