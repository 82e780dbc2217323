import autocannon from 'autocannon';
import { Webhook } from 'standardwebhooks';

/** Callbacks of one round at once. */
export const CONNECTIONS = 10;
/** Autocannon looks this often whether it has finished. */
const SAMPLE_INTERVAL_MS = 50;
const OBF_TOKEN = /^obf\.\d+\.x+$/;

export interface Load {
  /** How long each answer took, in milliseconds, ascending. */
  latencies: number[];
}

/**
 * Sends each path once, as Recall does: signed, over connections that are kept.
 *
 * @throws when any answer was not a token
 */
export async function sendCallbacks(url: string, paths: readonly string[], verificationSecret: string): Promise<Load> {
  const headers = recallHeaders(verificationSecret);
  const requests = paths.map((path) => ({ path, headers }));
  const share = Math.ceil(requests.length / CONNECTIONS);
  const latencies: number[] = [];
  let connected = 0;

  const result = await new Promise<Parameters<Parameters<typeof autocannon>[1]>[1]>((resolve, reject) => {
    const options = {
      url,
      connections: CONNECTIONS,
      amount: requests.length,
      sampleInt: SAMPLE_INTERVAL_MS,
      setupClient(client: { setRequests(own: typeof requests): void }) {
        client.setRequests(requests.slice(connected * share, (connected + 1) * share));
        connected += 1;
      },
      verifyBody: (body: string) => OBF_TOKEN.test(body),
    };
    autocannon(options, (error, done) => (error === null ? resolve(done) : reject(error))).on(
      'response',
      (_client, _status, _bytes, took) => latencies.push(took),
    );
  });

  if (result['2xx'] !== requests.length || result.errors > 0 || result.mismatches > 0) {
    const { '2xx': tokens, non2xx, errors, mismatches } = result;
    throw new Error(
      `${url} did not answer ${requests.length} callbacks with tokens: ${tokens} with 200, ` +
        `${non2xx} with another status, ${errors} not at all, ${mismatches} with something else`,
    );
  }
  return { latencies: latencies.sort((one, other) => one - other) };
}

/** https://docs.recall.ai/docs/authenticating-requests-from-recallai: it covers neither URL nor body of a GET, so one serves many. */
function recallHeaders(secret: string): Record<string, string> {
  const id = 'msg_2mXkQ4bench';
  const now = new Date();
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, ''),
  };
}
