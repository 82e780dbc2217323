import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** The tolerance that Standard Webhooks names, in both directions: clocks differ. */
const TOLERANCE_MS = 5 * 60_000;
/** During a rotation Recall sends one signature a secret; more than a few are not Recall's doing. */
const MAX_SIGNATURES = 10;

export type Verification =
  | { readonly kind: 'valid'; /** The same whenever this message is sent again. */ readonly id: string }
  /** Not signed at all: no verification secret exists in the Recall workspace. */
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'invalid';
      readonly reason: 'incomplete' | 'unreadable_time' | 'too_old' | 'too_new' | 'wrong_signature';
    };

/** Header names in lower case, as Node gives them. */
type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface RecallVerifier {
  /** @param payload the raw body, exactly as it came; empty for GET */
  verify(headers: Headers, payload: string | Buffer, nowMs: number): Verification;
}

/**
 * Checks who sent a request that claims to come from Recall: webhooks and token callbacks
 * (https://docs.recall.ai/docs/authenticating-requests-from-recallai).
 *
 * The signature covers id, time and body. It covers neither URL, path nor query: whoever relies on those needs a proof
 * of their own in them.
 *
 * Of standardwebhooks only `sign` is used. Its `verify` looks at the system's clock, knows one secret, throws for
 * every refusal and parses the body, none of which fits here.
 *
 * @param secrets `whsec_…`, each of which may have signed. With none, nothing is ever valid.
 * @throws when a secret is not base64; the message does not hold it
 */
export function createRecallVerifier(secrets: readonly string[]): RecallVerifier {
  const signers = secrets.map(signerOf);

  function verify(headers: Headers, payload: string | Buffer, nowMs: number): Verification {
    const id = headerOf(headers, 'id');
    const time = headerOf(headers, 'timestamp');
    const signatures = headerOf(headers, 'signature');
    if (id === undefined && time === undefined && signatures === undefined) return { kind: 'missing' };
    if (!id || !time || !signatures) return { kind: 'invalid', reason: 'incomplete' };

    if (!/^[1-9]\d{0,11}$/.test(time)) return { kind: 'invalid', reason: 'unreadable_time' };
    const sentAt = Number(time) * 1_000;
    if (nowMs - sentAt > TOLERANCE_MS) return { kind: 'invalid', reason: 'too_old' };
    if (sentAt - nowMs > TOLERANCE_MS) return { kind: 'invalid', reason: 'too_new' };

    const given = signatures.split(' ', MAX_SIGNATURES).map((signature) => Buffer.from(signature));
    for (const signer of signers) {
      // 'v1,<base64>': signatures of other versions differ in their first characters already.
      const expected = Buffer.from(signer.sign(id, new Date(sentAt), payload));
      if (given.some((one) => one.length === expected.length && timingSafeEqual(one, expected))) {
        return { kind: 'valid', id };
      }
    }
    return { kind: 'invalid', reason: 'wrong_signature' };
  }

  return { verify };
}

function signerOf(secret: string, place: number): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    throw new Error(`Recall secret number ${place + 1} is not one: expected whsec_ followed by base64`);
  }
}

/** Workspace secrets sign with `webhook-…`, the endpoint secrets of older accounts with `svix-…`. */
function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[`webhook-${name}`] ?? headers[`svix-${name}`];
  return Array.isArray(value) ? value.join(',') : value;
}
