import type { ClientConfiguration, ZoomApi, ZoomSdk } from './sdk.js';
import type { ZoomMeeting } from './zoomPanel.js';

/** Who is here and where, as far as the client tells. */
export interface Situation {
  user: 'unauthenticated' | 'authenticated' | 'authorized';
  role: 'host' | 'coHost' | 'participant';
  /** This person's participant UUID. */
  participant: string | null;
  meeting: ZoomMeeting | null;
}

/** One call that is not answered must not keep the rest from the person. */
const READ_TIMEOUT_MS = 3_000;
const IN_A_MEETING = new Set<string>([
  'inMeeting',
  'inWebinar',
  'inImmersive',
  'inCollaborate',
  'inCollaborateSidecar',
  'inCamera',
]);
const USERS = ['unauthenticated', 'authenticated', 'authorized'] as const;

/**
 * Only hosts and co-hosts may read number, topic and join URL; for everybody else there is the UUID. The client itself says
 * whom it refuses what.
 *
 * @param isOffered what the client refuses now is not asked for
 */
export async function readSituation(
  sdk: ZoomSdk,
  configuration: ClientConfiguration,
  isOffered: (api: ZoomApi) => boolean,
): Promise<Situation> {
  const read = <T>(api: ZoomApi, call: () => Promise<T>) => (isOffered(api) ? answerOf(call) : null);
  const isInMeeting = IN_A_MEETING.has(configuration.runningContext);
  const readInMeeting: typeof read = isInMeeting ? read : () => null;

  const [me, uuids, context, link] = await Promise.all([
    read('getUserContext', () => sdk.getUserContext()),
    readInMeeting('getMeetingUUID', () => sdk.getMeetingUUID()),
    readInMeeting('getMeetingContext', () => sdk.getMeetingContext()),
    readInMeeting('getMeetingJoinUrl', () => sdk.getMeetingJoinUrl()),
  ]);
  const meeting = {
    uuid: uuids?.meetingUUID || null,
    parentUuid: uuids?.parentUUID || null,
    number: digitsIn(context?.meetingID),
    topic: context?.meetingTopic || null,
    joinUrl: link?.joinUrl || null,
  };
  return {
    user: USERS.find((known) => known === me?.status) ?? userByConsent(configuration),
    role: roleOf(me?.role),
    participant: me?.participantUUID ?? null,
    meeting: isInMeeting ? meeting : null,
  };
}

/** `coHost`, `cohost` and `co-host` are all in use, and an ordinary participant is an `attendee`. */
export function roleOf(spelt: unknown): Situation['role'] {
  const role = String(spelt).toLowerCase().replace('-', '');
  if (role === 'host') return 'host';
  return role === 'cohost' ? 'coHost' : 'participant';
}

/** Some clients write it in groups. */
function digitsIn(meetingId: string | number | undefined): string | null {
  return String(meetingId ?? '').replace(/\D/g, '') || null;
}

function userByConsent({ auth }: ClientConfiguration): Situation['user'] {
  return auth?.status === 'authorized' ? 'authorized' : 'authenticated';
}

/** null when it was refused, or is not answered in time. */
function answerOf<T>(call: () => Promise<T>): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), READ_TIMEOUT_MS);
    call()
      .catch(() => null)
      .then(resolve, resolve)
      .finally(() => clearTimeout(timer));
  });
}
