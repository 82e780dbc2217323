import { appendFileSync } from 'node:fs';
import { inject } from 'vitest';

/** Fetches, and notes what was answered, headers and body, for the search for secrets after the run. Follows no redirect. */
export async function recordedFetch(
  url: string,
  init: RequestInit = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const headers = [...response.headers].filter(([name]) => name !== 'location');
  appendFileSync(
    inject('answersFile'),
    `${JSON.stringify({ path: new URL(url).pathname, status: response.status, headers, text })}\n`,
  );
  return { status: response.status, headers: response.headers, text };
}
