import { appendFileSync } from 'node:fs';
import { inject } from 'vitest';

/** Notes what somebody was answered, headers and body, for the search for secrets after the run. */
export function noteAnswer(path: string, answer: { status: number; headers: [string, string][]; text: string }): void {
  // Where Zoom or a backend is to be gone to, a state or a code has its place.
  const headers = answer.headers.filter(([name]) => name !== 'location');
  appendFileSync(inject('answersFile'), `${JSON.stringify({ path, ...answer, headers })}\n`);
}

/** Fetches, and notes what was answered. Follows no redirect. */
export async function recordedFetch(
  url: string,
  init: RequestInit = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const { status, headers } = response;
  const text = await response.text();
  noteAnswer(new URL(url).pathname, { status, headers: [...headers], text });
  return { status, headers, text };
}
