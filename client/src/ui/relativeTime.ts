const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Below it, counting seconds would only be restless. */
const JUST_NOW_MS = 10 * SECOND_MS;
/** From here on the date says more. */
const DATE_FROM_MS = 7 * DAY_MS;

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' });

/**
 * How long ago, as people say it.
 *
 * | age          | says                |
 * |--------------|---------------------|
 * | under 10 s   | just now            |
 * | under 1 min  | 20 seconds ago (in tens) |
 * | under 1 h    | 5 minutes ago       |
 * | under 1 day  | 3 hours ago         |
 * | under 7 days | yesterday, 3 days ago |
 * | older        | 2 March 2026, as a date |
 *
 * @param at milliseconds since the epoch
 */
export function relativeTime(at: number, now: number): string {
  const age = Math.max(0, now - at);
  if (age < JUST_NOW_MS) return 'just now';
  if (age < MINUTE_MS) return words.format(-Math.floor(age / JUST_NOW_MS) * 10, 'second');
  if (age < HOUR_MS) return words.format(-Math.floor(age / MINUTE_MS), 'minute');
  if (age < DAY_MS) return words.format(-Math.floor(age / HOUR_MS), 'hour');
  if (age < DATE_FROM_MS) return words.format(-Math.floor(age / DAY_MS), 'day');
  return calendarDate(at);
}

export function calendarDate(at: number): string {
  return date.format(at);
}

/** After how many milliseconds the words may be others. */
export function nextChangeMs(at: number, now: number): number {
  const age = Math.max(0, now - at);
  const step = age < MINUTE_MS ? JUST_NOW_MS : age < HOUR_MS ? MINUTE_MS : HOUR_MS;
  return step - (age % step);
}
