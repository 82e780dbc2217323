/** How long a person may be away without losing anything: a lost connection, another device, a breakout room. */
export const GRACE_MS = 5 * 60_000;

/** What Zoom reports of a bot's person, and of its meeting. */
export type PresenceCode = 'person_joined' | 'person_left' | 'meeting_ended';

/**
 * The newest of each that was heard since the launch, in milliseconds since 1970. Zoom promises neither order nor single delivery:
 * as these are maxima, the same reports make the same presence in whatever order they come.
 */
export type Presence = Readonly<Record<PresenceCode, number | null>>;

export const unknownPresence: Presence = { person_joined: null, person_left: null, meeting_ended: null };

/** Adds a report. Returns the same object when it teaches nothing new. */
export function absorbPresence(presence: Presence, code: PresenceCode, at: number): Presence {
  return at > (presence[code] ?? -Infinity) ? { ...presence, [code]: at } : presence;
}

/**
 * | the newest reports say | absence |
 * |---|---|
 * | nothing, or that the person came in, even in the same moment | null |
 * | that the meeting ended | `meeting_ended`: a person who joins it again begins anew |
 * | that the person left | `person_left`, which they may take back |
 */
export function absenceOf(presence: Presence): 'person_left' | 'meeting_ended' | null {
  const joined = presence.person_joined ?? -Infinity;
  if ((presence.meeting_ended ?? -Infinity) > joined) return 'meeting_ended';
  return (presence.person_left ?? -Infinity) > joined ? 'person_left' : null;
}

/** Whether the person is in the meeting for all that was heard. */
export function isThere(presence: Presence): boolean {
  return presence.person_joined !== null && absenceOf(presence) === null;
}

/**
 * Whether a bot may have tokens, by where its person is; null: it may.
 *
 * @param now milliseconds since 1970
 */
export function tokensEndedBy(presence: Presence, now: number): 'person_left' | 'meeting_ended' | null {
  const absence = absenceOf(presence);
  const isWithinGrace = absence === 'person_left' && now < (presence.person_left ?? 0) + GRACE_MS;
  return isWithinGrace ? null : absence;
}
