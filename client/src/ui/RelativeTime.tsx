import { useEffect, useState } from 'react';
import { nextChangeMs, relativeTime } from './relativeTime.js';

/** “5 minutes ago”, kept true, with the exact moment at hand. */
export function RelativeTime({ at }: { at: string }) {
  const moment = new Date(at);
  const [now, setNow] = useState(() => Date.now());

  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), nextChangeMs(Date.parse(at), now));
    return () => clearTimeout(timer);
  }, [at, now]);

  return (
    <time dateTime={moment.toISOString()} title={exact.format(moment)}>
      {relativeTime(moment.getTime(), Math.max(now, moment.getTime()))}
    </time>
  );
}

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
