import type { ZoomState } from '../zoomSimulator.js';

/** Longest that one request for news is kept open. */
const NEWS_WAIT_MS = 25_000;
const RETRY_MS = 1000;

/** The simulator's control API, from its own page. @throws with the simulator's own words */
export async function control<Result>(name: string, input: object = {}): Promise<Result> {
  const answer = await fetch(`/control/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  const result = (await answer.json()) as Result & { message?: string };
  if (!answer.ok) throw new Error(result.message ?? `${name} answered ${answer.status}`);
  return result;
}

/** Calls back with the state now and after each change, for as long as the page is open; null: the simulator is away. */
export async function followState(onState: (state: ZoomState | null) => void): Promise<never> {
  let after = -1;
  for (;;) {
    const news = await fetch(`/control/state?after=${after}&timeoutMs=${NEWS_WAIT_MS}`)
      .then(async (answer) => (await answer.json()) as { revision: number; state: ZoomState })
      .catch(() => null);
    if (news === null) {
      after = -1;
      onState(null);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    } else if (news.revision !== after) {
      after = news.revision;
      onState(news.state);
    }
  }
}
