import { createHash } from 'node:crypto';
import type { RecallAnswer } from './errors.js';
import type { RecallData } from './recallData.js';

/** https://docs.recall.ai/reference/idempotency : a completed request is replayed for an hour. */
const REPLAY_MS = 60 * 60 * 1000;

export type IdempotencyTurn =
  /** The work is ours: `finish` with its answer, or `abandon`. */
  | { kind: 'first'; finish: (answer: RecallAnswer) => void; abandon: () => void }
  | { kind: 'replay'; answer: RecallAnswer }
  /** A twin is in progress, or the key is known with another body and that is refused. */
  | { kind: 'conflict' };

export interface Idempotency {
  /** `scope` names the caller and the path, with which a key is combined. */
  begin(scope: string, key: string, body: string): IdempotencyTurn;
}

export function createIdempotency({ data, now }: { data: RecallData; now: () => number }): Idempotency {
  const { visible, hidden } = data;
  const inProgress = new Set<string>();

  return {
    begin(scope, key, body) {
      const name = createHash('sha256').update(`${scope}\n${key}`).digest('base64url');
      const bodyHash = createHash('sha256').update(body).digest('base64url');
      const known = hidden.idempotency[name];
      if (known !== undefined && now() < known.at + REPLAY_MS) {
        const same = known.bodyHash === bodyHash;
        if (!same) visible.counters.replaysWithOtherBody += 1;
        if (!same && visible.assumptions.sameKeyOtherBody === 'conflict') return { kind: 'conflict' };
        visible.counters.replays += 1;
        return { kind: 'replay', answer: { status: known.status, headers: known.headers, body: known.body } };
      }
      if (inProgress.has(name)) return { kind: 'conflict' };
      inProgress.add(name);
      return {
        kind: 'first',
        finish({ status, headers = {}, body: answerBody }) {
          inProgress.delete(name);
          if (status >= 400 && !visible.assumptions.replaysErrorAnswers) return;
          forgetOld();
          hidden.idempotency[name] = { status, headers, body: structuredClone(answerBody), bodyHash, at: now() };
        },
        abandon: () => void inProgress.delete(name),
      };
    },
  };

  function forgetOld(): void {
    for (const [name, answer] of Object.entries(hidden.idempotency)) {
      // In the order in which they were stored: the rest is younger.
      if (now() < answer.at + REPLAY_MS) return;
      delete hidden.idempotency[name];
    }
  }
}
