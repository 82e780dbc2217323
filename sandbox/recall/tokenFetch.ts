import type { Outgoing } from '../simulator/outgoing.js';
import type { TokenFetch } from './recallSimulator.js';
import { messageId, signatureHeaders } from './signature.js';

/** What a bot makes of an answer to its token fetch. */
export type FetchedToken =
  | { kind: 'token'; token: string; status: number }
  | ({ kind: 'none' } & Omit<TokenFetch, 'at'>);

/**
 * GETs a callback address as it was given, every query parameter kept, and follows no redirect
 * (https://docs.recall.ai/docs/zoom-obf). Signed when the workspace has secrets; a GET's payload is the empty string.
 */
export async function fetchToken(
  url: string,
  {
    outgoing,
    secrets,
    now,
    timeoutMs,
  }: { outgoing: Outgoing; secrets: readonly string[]; now: number; timeoutMs: number },
): Promise<FetchedToken> {
  const answer = await outgoing.send({
    url,
    method: 'GET',
    headers: signatureHeaders({ secrets, id: messageId(), now, payload: '' }),
    timeoutMs,
  });
  if (answer.kind !== 'answered') return { kind: 'none', status: null, outcome: answer.kind };
  const { status, body } = answer;
  if (status >= 300 && status < 400) return { kind: 'none', status, outcome: 'redirect' };
  if (status !== 200) return { kind: 'none', status, outcome: 'refused' };
  return isToken(body) ? { kind: 'token', token: body, status } : { kind: 'none', status, outcome: 'not-a-token' };
}

/** A token is one word of printable ASCII; JSON, HTML, an empty body and the word "undefined" are none. */
export function isToken(body: string): boolean {
  return /^[\x21-\x7e]+$/.test(body) && !/^["<{[]/.test(body) && body !== 'undefined' && body !== 'null';
}
