import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signForRecall } from '../../sandbox/recall/signature.js';
import type { RecallBot } from '../../sandbox/recall/recallSimulator.js';
import { type RecallWorkspace, startRecallWorkspace, WORKSPACE_SECRET } from './support/recallWorkspace.js';
import { ANAS_MEETING } from './support/zoomApp.js';

let workspace: RecallWorkspace;
let ana: string;

beforeEach(async () => {
  workspace = await startRecallWorkspace();
  ana = workspace.zoomApp.zoom.cast.ana.id;
});
afterEach(() => workspace.close());

const codes = (bot: RecallBot) => bot.statusChanges.map(({ code }) => code);
const subCodeOf = (bot: RecallBot, code: string) => bot.statusChanges.find((change) => change.code === code)?.sub_code;
const fetches = () => workspace.app.received.filter(({ method }) => method === 'GET');

async function recording(more?: Record<string, unknown>): Promise<RecallBot> {
  return workspace.reaches(await workspace.create(more), 'in_call_recording');
}

test('a bot fetches its token, joins on Ana’s behalf and records', async () => {
  const bot = await workspace.reaches(await workspace.create(), 'in_call_recording');
  expect(codes(bot)).toEqual([
    'ready',
    'joining_call',
    'in_call_not_recording',
    'recording_permission_allowed',
    'in_call_recording',
  ]);
  expect(bot).toMatchObject({
    broughtBy: ana,
    tokenFetches: [{ status: 200, outcome: 'token' }],
    joinAttempts: [{ result: 'joined' }],
  });
  expect(workspace.zoomApp.zoom.state.meetings[0]?.bots).toMatchObject([
    { botId: bot.id, name: 'Notetaker', broughtBy: { displayName: 'Ana Ferreira' }, inWaitingRoom: false },
  ]);
  // Everybody in the meeting sees it.
  await workspace.zoomApp.zoom.waitFor(
    ({ meetings }) => meetings[0]?.bots[0]?.recording,
    'the bot to be seen recording',
  );
  const recordings = (await workspace.api('GET', `/bot/${bot.id}/`)).body['recordings'];
  expect(recordings).toMatchObject([{ status: { code: 'processing' } }]);
});

describe('the token fetch', () => {
  test('is a signed GET to the very address, every parameter kept', async () => {
    await workspace.reaches(await workspace.create(), 'in_call_not_recording');
    const [fetched] = fetches();
    expect(fetched?.url).toBe(`/callback?auth_token=a%2Bb&meeting_id=${ANAS_MEETING}&extra=1`);
    expect(fetched?.body).toBe('');
    const id = String(fetched?.headers['webhook-id']);
    const timestamp = String(fetched?.headers['webhook-timestamp']);
    expect(fetched?.headers['webhook-signature']).toBe(signForRecall(WORKSPACE_SECRET, id, timestamp, ''));
    expect(fetched?.headers).not.toHaveProperty('authorization');
  });

  test('is not signed without a workspace secret, and signed by each while one is rotated', async () => {
    await workspace.recall.setWorkspaceSecrets({ secrets: [] });
    await workspace.reaches(await workspace.create(), 'in_call_not_recording');
    expect(fetches()[0]?.headers).not.toHaveProperty('webhook-signature');
    await workspace.recall.setWorkspaceSecrets({ secrets: [WORKSPACE_SECRET, `whsec_${btoa('another secret key')}`] });
    await workspace.reaches(await workspace.create(), 'in_call_not_recording');
    expect(String(fetches()[1]?.headers['webhook-signature']).split(' ')).toHaveLength(2);
  });

  test('is made again before each attempt to join', async () => {
    await workspace.zoomApp.zoom.leaveMeeting({ person: ana, meeting: ANAS_MEETING });
    const id = await workspace.create();
    await workspace.recall.waitFor(({ bots }) => bots[0]?.joinAttempts.length === 3, 'three attempts');
    const bot = await workspace.reaches(id, 'joining_call');
    expect(bot.tokenFetches).toHaveLength(bot.joinAttempts.length);
    expect(bot.joinAttempts[0]?.result).toBe('MEETING_FAIL_AUTHORIZED_USER_NOT_INMEETING');
    await workspace.zoomApp.zoom.joinMeeting({ person: ana, meeting: ANAS_MEETING });
    expect((await workspace.reaches(id, 'in_call_recording')).broughtBy).toBe(ana);
  });

  test.each([
    ['a refusal', { status: 503, body: 'please visit /zoom/oauth' }, 'refused'],
    ['an empty 200', { body: '' }, 'not-a-token'],
    ['the word undefined', { body: 'undefined' }, 'not-a-token'],
    ['JSON', { body: '{"token":"abc"}' }, 'not-a-token'],
    ['a page', { body: '<html></html>' }, 'not-a-token'],
    ['a token with a line break', { body: 'abc\n' }, 'not-a-token'],
    ['a redirect', { status: 302, headers: { location: '/elsewhere' } }, 'redirect'],
  ])('that meets %s is tried again, then the bot fails', async (_what, answer, outcome) => {
    workspace.answerFetch = () => answer;
    const bot = await workspace.reaches(await workspace.create(), 'fatal');
    expect(bot.tokenFetches.map((fetch) => fetch.outcome)).toEqual([outcome, outcome, outcome]);
    expect(bot.joinAttempts).toEqual([]);
    expect(bot.subCode).toMatch(/^zoom_obf/);
    expect(fetches().every(({ url }) => url.startsWith('/callback'))).toBe(true);
  });

  test('that fails for good can lead to a join without attribution, where so assumed', async () => {
    await workspace.recall.setAssumptions({ withoutToken: 'join-unattributed' });
    workspace.answerFetch = () => ({ status: 404 });
    const bot = await workspace.reaches(await workspace.create(), 'in_call_recording');
    expect(bot.broughtBy).toBeNull();
    expect(workspace.zoomApp.zoom.state.meetings[0]?.bots[0]?.broughtBy).toBeNull();
  });

  test('that is answered too late counts as failed', async () => {
    await workspace.recall.setAssumptions({ tokenFetchTimeoutMs: 20, tokenFetchTries: 1 });
    workspace.answerFetch = () => new Promise(() => {});
    const bot = await workspace.reaches(await workspace.create(), 'fatal');
    expect(bot.tokenFetches).toMatchObject([{ status: null, outcome: 'timeout' }]);
  });

  test('with a token for another meeting fails at the join', async () => {
    const tokens = await workspace.zoomApp.connect(ana);
    workspace.answerFetch = async () => ({ body: await workspace.zoomApp.mint(tokens.access_token, '81234567890') });
    const bot = await workspace.reaches(await workspace.create(), 'fatal');
    expect(bot.joinAttempts).toMatchObject([{ result: 'OBF_TOKEN_FOR_ANOTHER_MEETING' }]);
  });

  test('with a token that let another bot in fails at the join', async () => {
    const tokens = await workspace.zoomApp.connect(ana);
    const token = await workspace.zoomApp.mint(tokens.access_token, ANAS_MEETING);
    workspace.answerFetch = () => ({ body: token });
    await workspace.reaches(await workspace.create(), 'in_call_not_recording');
    const second = await workspace.reaches(await workspace.create(), 'fatal');
    expect(second.joinAttempts).toMatchObject([{ result: 'OBF_TOKEN_USED' }]);
  });
});

describe('waiting for the person', () => {
  const impatient = { automatic_leave: { waiting_room_timeout: 30 } };

  test('ends after waiting_room_timeout', async () => {
    await workspace.zoomApp.zoom.leaveMeeting({ person: ana, meeting: ANAS_MEETING });
    const bot = await workspace.reaches(await workspace.create(impatient), 'done');
    expect(subCodeOf(bot, 'call_ended')).toBe('timeout_exceeded_waiting_room');
    expect(codes(bot)).toEqual(['ready', 'joining_call', 'call_ended', 'done']);
  });

  test('can end with the fatal that one source names', async () => {
    await workspace.recall.setAssumptions({ personNeverCame: 'fatal' });
    await workspace.zoomApp.zoom.leaveMeeting({ person: ana, meeting: ANAS_MEETING });
    const bot = await workspace.reaches(await workspace.create(impatient), 'fatal');
    expect(bot.subCode).toBe('zoom_obf_user_not_in_meeting');
  });

  test('ends at once when the clock is moved past it', async () => {
    await workspace.zoomApp.zoom.leaveMeeting({ person: ana, meeting: ANAS_MEETING });
    const id = await workspace.create();
    await workspace.reaches(id, 'joining_call');
    await workspace.recall.clock.advance(1200 * 1000);
    expect(subCodeOf(await workspace.reaches(id, 'call_ended'), 'call_ended')).toBe('timeout_exceeded_waiting_room');
  });

  test('a Zoom that can’t be reached is tried again, and named at the end', async () => {
    await workspace.zoomApp.zoom.setDown('reset');
    workspace.answerFetch = () => ({ body: 'some.token' });
    const id = await workspace.create();
    await workspace.recall.waitFor(({ bots }) => bots[0]?.joinAttempts.length === 2, 'a second attempt');
    await workspace.recall.clock.advance(1200 * 1000);
    expect((await workspace.reaches(id, 'fatal')).subCode).toBe('zoom_connection_failed');
  });
});

describe('in a meeting', () => {
  test.each([
    [
      'when its person leaves',
      () => workspace.zoomApp.zoom.leaveMeeting({ person: ana, meeting: ANAS_MEETING }),
      'bot_kicked_from_call',
    ],
    ['when the meeting ends', () => workspace.zoomApp.zoom.endMeeting({ meeting: ANAS_MEETING }), 'call_ended_by_host'],
    [
      'when the host removes it',
      async () =>
        workspace.zoomApp.zoom.removeBot({ meeting: ANAS_MEETING, botId: workspace.recall.state.bots[0]?.id ?? '' }),
      'bot_kicked_from_call',
    ],
  ])('a bot goes %s', async (_when, act, subCode) => {
    const { id } = await recording();
    await act();
    const bot = await workspace.reaches(id, 'done');
    expect(subCodeOf(bot, 'call_ended')).toBe(subCode);
  });

  test('a bot stays when somebody else leaves', async () => {
    const { id } = await recording();
    const { zoom } = workspace.zoomApp;
    await zoom.leaveMeeting({ person: zoom.cast.ben.id, meeting: ANAS_MEETING });
    await zoom.leaveMeeting({ person: ana, meeting: ANAS_MEETING });
    expect(subCodeOf(await workspace.reaches(id, 'done'), 'call_ended')).toBe('bot_kicked_from_call');
  });

  test('a person may come back in time, where Zoom is assumed to wait', async () => {
    const { zoom } = workspace.zoomApp;
    await zoom.setAssumptions({ removalAfterPersonLeftSeconds: 3600 });
    await recording();
    await zoom.leaveMeeting({ person: ana, meeting: ANAS_MEETING });
    await zoom.joinMeeting({ person: ana, meeting: ANAS_MEETING });
    await zoom.clock.advance(3600 * 1000);
    expect(zoom.state.meetings[0]?.bots).toHaveLength(1);
    await zoom.leaveMeeting({ person: ana, meeting: ANAS_MEETING });
    await zoom.clock.advance(3600 * 1000);
    await zoom.waitFor(({ meetings }) => meetings[0]?.bots.length === 0, 'the bot to be removed');
  });

  test('an unattributed bot goes everyone_left_timeout after the last person', async () => {
    await workspace.recall.setAssumptions({ withoutToken: 'join-unattributed', tokenFetchTries: 1 });
    workspace.answerFetch = () => ({ status: 404 });
    const { id } = await recording({ automatic_leave: { everyone_left_timeout: { timeout: 60 } } });
    const { zoom } = workspace.zoomApp;
    await zoom.leaveMeeting({ person: zoom.cast.ben.id, meeting: ANAS_MEETING });
    await zoom.leaveMeeting({ person: ana, meeting: ANAS_MEETING });
    expect(subCodeOf(await workspace.reaches(id, 'done'), 'call_ended')).toBe('timeout_exceeded_everyone_left');
  });

  test('waits in the waiting room until it is admitted', async () => {
    const { zoom } = workspace.zoomApp;
    const meeting = await zoom.addMeeting({ host: ana, waitingRoom: true });
    const token = await workspace.zoomApp.connect(ana);
    workspace.answerFetch = async () => ({ body: await workspace.zoomApp.mint(token.access_token, meeting.number) });
    const id = await workspace.create({ meeting_url: meeting.inviteUrl });
    await workspace.reaches(id, 'in_waiting_room');
    await zoom.admitBots({ meeting: meeting.number });
    expect(codes(await workspace.reaches(id, 'in_call_recording'))).toContain('in_waiting_room');
    const kicked = await workspace.create({ meeting_url: meeting.inviteUrl });
    await workspace.reaches(kicked, 'in_waiting_room');
    await zoom.removeBot({ meeting: meeting.number, botId: kicked });
    expect(subCodeOf(await workspace.reaches(kicked, 'done'), 'call_ended')).toBe('bot_kicked_from_waiting_room');
  });

  test('asks the host, and goes when recording stays refused', async () => {
    const { zoom } = workspace.zoomApp;
    await zoom.setRecordingPermission({ meeting: ANAS_MEETING, permission: 'pending' });
    const id = await workspace.create();
    await workspace.reaches(id, 'in_call_not_recording');
    await zoom.setRecordingPermission({ meeting: ANAS_MEETING, permission: 'denied' });
    const bot = await workspace.reaches(id, 'done');
    expect(subCodeOf(bot, 'recording_permission_denied')).toBe('zoom_local_recording_request_denied_by_host');
    expect(subCodeOf(bot, 'call_ended')).toBe('timeout_exceeded_recording_permission_denied');
  });

  test('records once the host allows it after all', async () => {
    const { zoom } = workspace.zoomApp;
    await zoom.setRecordingPermission({ meeting: ANAS_MEETING, permission: 'pending' });
    const id = await workspace.create();
    await workspace.reaches(id, 'in_call_not_recording');
    await zoom.setRecordingPermission({ meeting: ANAS_MEETING, permission: 'granted' });
    await workspace.reaches(id, 'in_call_recording');
  });

  test('fails as it is told to', async () => {
    const { id } = await recording();
    await workspace.recall.failBot({ botId: id, subCode: 'bot_errored' });
    expect((await workspace.reaches(id, 'fatal')).subCode).toBe('bot_errored');
  });
});

test.each([
  ['a wrong passcode', (url: string) => url.replace(/pwd=.*/, 'pwd=wrong'), 'meeting_password_incorrect'],
  ['no passcode', (url: string) => url.replace(/\?.*/, ''), 'meeting_password_incorrect'],
  ['an unknown meeting', (url: string) => url.replace(ANAS_MEETING, '99999999999'), 'meeting_not_found'],
])('%s is fatal', async (_what, change, subCode) => {
  const tokens = await workspace.zoomApp.connect(ana);
  workspace.answerFetch = async () => ({ body: await workspace.zoomApp.mint(tokens.access_token) });
  const url = workspace.zoomApp.zoom.state.meetings[0]?.inviteUrl ?? '';
  const bot = await workspace.reaches(await workspace.create({ meeting_url: change(url) }), 'fatal');
  expect(bot.subCode).toBe(subCode);
});

test('a scheduled bot comes at its time', async () => {
  const id = await workspace.create({ join_at: new Date(Date.now() + 3600 * 1000).toISOString() });
  expect(workspace.recall.state.bots[0]?.status).toBe('ready');
  await workspace.recall.clock.advance(3600 * 1000);
  await workspace.reaches(id, 'in_call_recording');
});
