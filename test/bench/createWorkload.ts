import { randomBytes } from 'node:crypto';
import { v7 as launchId } from 'uuid';
import { createCallbackUrls } from '../../server/bots/callbackUrl.js';
import type { BotDocument } from '../../server/bots/model.js';
import { createKeyRing } from '../../server/encryption.js';
import type { ConnectionDocument } from '../../server/people/connectionModel.js';

const HOUR_MS = 3_600_000;
/** As long as the access tokens that Zoom gives. */
const TOKEN_BYTES = 525;
const SCOPES = ['user:read:token', 'user:read:user', 'zoomapp:inmeeting'];

type StoredBot = Pick<
  BotDocument,
  | '_id'
  | 'shape'
  | 'person'
  | 'meetingNumber'
  | 'activeKey'
  | 'slot'
  | 'obfRequestedAt'
  | 'timeline'
  | 'timelineCount'
  | 'endedAt'
>;

/** People who connected Zoom, each with one bot that is on its way into a meeting, and what Recall asks for each. */
export interface Workload {
  connections: ConnectionDocument[];
  bots: StoredBot[];
  /** For the naive server: Zoom user ids with their access tokens. */
  people: [id: string, accessToken: string][];
  naivePaths: string[];
  productPaths: string[];
}

export async function createWorkload(options: {
  size: number;
  callbackSecret: string;
  encryptionKey: { kid: string; key: Uint8Array };
}): Promise<Workload> {
  const { size, callbackSecret, encryptionKey } = options;
  const keyRing = createKeyRing([encryptionKey]);
  const callbackUrls = createCallbackUrls({ baseUrl: 'http://bench', secrets: [callbackSecret], now: Date.now });
  const workload: Workload = { connections: [], bots: [], people: [], naivePaths: [], productPaths: [] };
  const now = Date.now();
  for (let place = 0; place < size; place += 1) {
    const person = randomBytes(16).toString('base64url');
    const meetingNumber = String(80_000_000_000 + place);
    const accessToken = randomBytes(TOKEN_BYTES).toString('base64url');
    const bot = botFor(person, meetingNumber, now);
    workload.people.push([person, accessToken]);
    workload.bots.push(bot);
    workload.connections.push({
      ...connectionOf(person, now),
      sealedAccessToken: await keyRing.seal(accessToken, `connections/${person}/accessToken`),
      sealedRefreshToken: await keyRing.seal(accessToken, `connections/${person}/refreshToken`),
    });
    const url = callbackUrls.create({ launchId: bot._id, person, meetingNumber, expiresAt: now + HOUR_MS });
    workload.productPaths.push(url.slice('http://bench'.length));
    const query = new URLSearchParams({ auth_token: callbackSecret, user_id: person, meeting_id: meetingNumber });
    workload.naivePaths.push(`/recall/obf-callback?${query.toString()}`);
  }
  return workload;
}

function connectionOf(person: string, now: number) {
  return {
    _id: person,
    shape: 1,
    accountId: 'account-1',
    displayName: 'Ada Lovelace',
    scopes: SCOPES,
    state: 'CONNECTED' as const,
    reconnectReason: null,
    version: 17,
    accessTokenExpiresAt: new Date(now + HOUR_MS),
    grantedAt: new Date(now),
    refreshedAt: new Date(now),
    ownSignIn: true,
    createdAt: new Date(now),
  };
}

/** As it is once Recall has made the bot; without the fields that a callback neither reads nor writes. */
function botFor(person: string, meetingNumber: string, now: number): StoredBot {
  const at = new Date(now);
  return {
    _id: launchId(),
    shape: 1,
    person,
    meetingNumber,
    activeKey: meetingNumber,
    slot: 'live-0',
    obfRequestedAt: [],
    timeline: [
      { at, kind: 'LAUNCH_ATTEMPT', code: 'created', detail: null, tookMs: 400 },
      { at, kind: 'STATUS', code: 'joining_call', detail: null, tookMs: null },
    ],
    timelineCount: 2,
    endedAt: null,
  };
}
