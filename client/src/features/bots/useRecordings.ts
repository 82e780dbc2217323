import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { DeleteRecordingsDocument, RecordingsDocument, type RecordingsQuery } from '../../graphql/generated/graphql.js';
import { trusted } from '../../graphql/trusted.js';
import { useLookAgain } from '../../graphql/useLookAgain.js';

const RECORDINGS = trusted(RecordingsDocument);
const DELETE_RECORDINGS = trusted(DeleteRecordingsDocument);
/** Links are good for some hours. */
const RENEW_LINKS_MS = 3_600_000;
/** As long as there is nothing to see it may be because it is still being made. */
const LOOK_FOR_IT_MS = 20_000;

type Result = RecordingsQuery['recordings'];

export interface Recordings {
  /** Null until the server has answered. */
  result: Result | null;
  /** Why it has not, or why nothing was deleted. */
  problem: string | null;
  ask: () => void;
  isDeleting: boolean;
  remove: () => Promise<void>;
}

/** What a bot recorded. It is asked for at Recall, so only while somebody looks at it. */
export function useRecordings(id: string): Recordings {
  const [{ data, error }, execute] = useQuery({ query: RECORDINGS, variables: { id } });
  const [{ fetching: isDeleting }, executeDelete] = useMutation(DELETE_RECORDINGS);
  const [setback, setSetback] = useState<string | null>(null);
  const ask = () => execute();
  const result = data?.recordings ?? null;
  useLookAgain(ask, result?.__typename === 'RecordingsSuccess' ? RENEW_LINKS_MS : LOOK_FOR_IT_MS);

  async function remove(): Promise<void> {
    setSetback(null);
    const deleted = (await executeDelete({ id })).data?.deleteRecordings;
    if (deleted?.__typename === 'DeleteRecordingsSuccess') ask();
    else setSetback(deleted?.message ?? 'The server did not answer, so the recording may still be there. Try again.');
  }

  return {
    result,
    problem: setback ?? (error && result === null ? 'The server did not answer.' : null),
    ask,
    isDeleting,
    remove,
  };
}
