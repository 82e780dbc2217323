import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { CheckMeetingLinkDocument } from '../../graphql/generated/graphql.js';
import { trusted } from '../../graphql/trusted.js';

const CHECK_MEETING_LINK = trusted(CheckMeetingLinkDocument);
/** Nobody is told off in the middle of a word. */
const TYPING_PAUSE_MS = 500;

export type LinkVerdict =
  | { kind: 'unknown' }
  | { kind: 'valid'; number: string }
  /** The message says what to paste. */
  | { kind: 'invalid'; message: string };

export interface MeetingLink {
  text: string;
  verdict: LinkVerdict;
  change: (text: string) => void;
  /** Checks at once what was not checked yet: the person turned to something else. */
  leave: () => void;
  /** What a launch said of it. */
  refuse: (message: string) => void;
}

/** The text of the link's field, and what the server thinks of it once the person pauses. */
export function useMeetingLink(): MeetingLink {
  const client = useClient();
  const [text, setText] = useState('');
  const [verdict, setVerdict] = useState<LinkVerdict>({ kind: 'unknown' });
  const checked = useRef('');
  const newest = useRef(text);

  const check = useCallback(async () => {
    const asked = newest.current;
    if (asked.trim() === '' || asked === checked.current) return;
    checked.current = asked;
    const { data } = await client.query(CHECK_MEETING_LINK, { meetingUrl: asked }, { requestPolicy: 'network-only' });
    // Without an answer nobody is hindered: the launch says the same.
    if (data === undefined || newest.current !== asked) return;
    const { checkMeetingLink: answer } = data;
    setVerdict(
      answer.__typename === 'ValidMeetingLink'
        ? { kind: 'valid', number: answer.number }
        : { kind: 'invalid', message: answer.message },
    );
  }, [client]);

  useEffect(() => {
    const timer = setTimeout(() => void check(), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, check]);

  return {
    text,
    verdict,
    change(next) {
      newest.current = next;
      checked.current = '';
      setText(next);
      setVerdict({ kind: 'unknown' });
    },
    leave: () => void check(),
    refuse: (message) => setVerdict({ kind: 'invalid', message }),
  };
}
