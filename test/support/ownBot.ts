import { expect } from 'vitest';
import type { World } from './world.js';

/** Creates a bot at Recall with the workspace's own key, past our server, as a backend does that only wants a callback URL. */
export async function createOwnBot(
  world: World,
  wish: { meetingUrl: string; metadata?: Record<string, string>; obfTokenUrl?: string; joinAt?: Date },
): Promise<string> {
  const response = await fetch(`${world.recall.url}/api/v1/bot/`, {
    method: 'POST',
    headers: { authorization: `Token ${world.env['RECALL_API_KEY']}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      meeting_url: wish.meetingUrl,
      bot_name: 'Created elsewhere',
      metadata: wish.metadata ?? {},
      zoom: wish.obfTokenUrl === undefined ? {} : { obf_token_url: wish.obfTokenUrl },
      ...(wish.joinAt === undefined ? {} : { join_at: wish.joinAt.toISOString() }),
    }),
  });
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as { id: string };
  return id;
}
