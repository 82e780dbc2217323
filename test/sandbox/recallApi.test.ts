import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { API_KEY, type RecallWorkspace, startRecallWorkspace } from './support/recallWorkspace.js';

let workspace: RecallWorkspace;

beforeEach(async () => {
  workspace = await startRecallWorkspace();
});
afterEach(() => workspace.close());

const create = (body: unknown, headers: Record<string, string> = {}) =>
  workspace.api('POST', '/bot/', { body, headers });

const withKey = (key: string, more?: Record<string, unknown>) =>
  create(workspace.bodyFor(more), { 'idempotency-key': key });

const inAnHour = () => new Date(Date.now() + 3600 * 1000).toISOString();

describe('authorization', () => {
  test.each([`Token ${API_KEY}`, API_KEY])('%s is accepted', async (authorization) => {
    expect((await create(workspace.bodyFor(), { authorization })).status).toBe(201);
  });

  test.each([
    ['Token another', 'authentication_failed'],
    ['', 'not_authenticated'],
  ])('"%s" is 401', async (authorization, code) => {
    expect(await create(workspace.bodyFor(), { authorization })).toMatchObject({ status: 401, body: { code } });
  });
});

describe('Create Bot', () => {
  test('answers 201 with the bot, its meeting address as an object', async () => {
    const body = workspace.bodyFor({ metadata: { launch: '1', nothing: null } });
    const answer = await create(body);
    const meeting = workspace.zoomApp.zoom.state.meetings[0];
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      meeting_url: { meeting_id: meeting?.number, meeting_password: meeting?.linkPassword, platform: 'zoom' },
      bot_name: 'Notetaker',
      metadata: { launch: '1', nothing: null },
      zoom: body['zoom'],
      status_changes: [{ code: 'ready', message: null, sub_code: null, created_at: expect.any(String) }],
      recordings: [],
    });
  });

  test('gives the meeting address as a string when so assumed, and keeps the callback to itself', async () => {
    await workspace.recall.setAssumptions({ meetingUrlInAnswers: 'string', echoesZoomSettings: false });
    const body = workspace.bodyFor();
    expect((await create(body)).body).toMatchObject({ meeting_url: body['meeting_url'], zoom: null });
  });

  test('works without the trailing slash, or redirects when so assumed', async () => {
    const withoutSlash = () => workspace.api('POST', '/bot', { body: workspace.bodyFor() });
    expect((await withoutSlash()).status).toBe(201);
    await workspace.recall.setAssumptions({ withoutTrailingSlash: 'redirect' });
    const answer = await withoutSlash();
    expect(answer.status).toBe(301);
    expect(answer.headers.get('location')).toBe('/api/v1/bot/');
  });

  test.each([
    [{ meeting_url: undefined }, { meeting_url: ['This field is required.'] }],
    [{ meeting_url: 'https://zoom.us/my/ana' }, { meeting_url: [expect.any(String)] }],
    [{ meeting_url: 'https://example.com/j/1' }, { meeting_url: [expect.any(String)] }],
    [{ bot_name: 'x'.repeat(101) }, { bot_name: ['Ensure this field has no more than 100 characters.'] }],
    [{ metadata: { count: 1 } }, { metadata: { count: ['Not a valid string.'] } }],
    [{ metadata: 'text' }, { metadata: [expect.any(String)] }],
    [{ join_at: 'soon' }, { join_at: [expect.any(String)] }],
    [{ zoom: { obf_token_url: 'not a url' } }, { zoom: { obf_token_url: ['Enter a valid URL.'] } }],
    [
      { automatic_leave: { waiting_room_timeout: 29 } },
      { automatic_leave: { waiting_room_timeout: ['Ensure this value is greater than or equal to 30.'] } },
    ],
    [
      { automatic_leave: { everyone_left_timeout: { timeout: 0 } } },
      { automatic_leave: { everyone_left_timeout: [expect.any(String)] } },
    ],
    [
      { recording_config: { retention: { type: 'timed', hours: 0 } } },
      { recording_config: { retention: { hours: [expect.any(String)] } } },
    ],
  ])('refuses %j', async (change, errors) => {
    const answer = await create(workspace.bodyFor(change));
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request_data', errors } });
    expect(workspace.recall.state.counters.botsCreated).toBe(0);
  });

  test.each([
    'https://zoom.us/j/98765432101?pwd=x',
    'https://us02web.zoom.us/s/98765432101',
    'https://www.zoom.com/wc/join/98765432101',
  ])('accepts %s', async (meeting_url) => {
    expect((await create(workspace.bodyFor({ meeting_url }))).status).toBe(201);
  });

  test('refuses what is no JSON', async () => {
    expect((await create('{')).status).toBe(400);
  });

  test('402 without credit', async () => {
    await workspace.recall.setCredit({ exhausted: true });
    expect(await create(workspace.bodyFor())).toMatchObject({ status: 402 });
  });

  test('507 when the ad-hoc pool is empty, but not for a scheduled bot', async () => {
    await workspace.recall.setAdhocPool({ size: 0 });
    const answer = await create(workspace.bodyFor());
    expect(answer).toMatchObject({ status: 507, body: { code: 'adhoc_pool_depleted' } });
    expect(answer.headers.get('retry-after')).toBe('30');
    const join_at = new Date(Date.now() + 20 * 60 * 1000).toISOString();
    expect((await create(workspace.bodyFor({ join_at }))).status).toBe(201);
  });

  test('429 beyond the sliding window, with the seconds to wait', async () => {
    await workspace.recall.setAssumptions({ createBotPerMinute: 2 });
    await create(workspace.bodyFor());
    await create(workspace.bodyFor());
    const answer = await create(workspace.bodyFor());
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(55);
    await workspace.recall.clock.advance(60_000);
    expect((await create(workspace.bodyFor())).status).toBe(201);
    await create(workspace.bodyFor());
    await workspace.recall.liftRateLimits();
    expect((await create(workspace.bodyFor())).status).toBe(201);
  });
});

test.each(['http://localhost:9567/callback', 'http://127.0.0.1/callback'])(
  '%s in the body is blocked where that is switched on',
  async (obf_token_url) => {
    await workspace.close();
    workspace = await startRecallWorkspace({ blocksLocalAddresses: true });
    const body = workspace.bodyFor({ zoom: { obf_token_url } });
    expect(await create(body)).toMatchObject({ status: 403, body: { code: 'request_blocked' } });
    const elsewhere = workspace.bodyFor({ zoom: { obf_token_url: 'https://app.example.com/callback' } });
    expect((await create(elsewhere)).status).toBe(201);
  },
);

describe('Idempotency-Key', () => {
  test('replays the answer for an hour: one bot', async () => {
    const first = await withKey('key-1');
    const second = await withKey('key-1');
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(workspace.recall.state.counters).toMatchObject({ botsCreated: 1, replays: 1, replaysWithOtherBody: 0 });
    await workspace.recall.clock.advance(60 * 60 * 1000);
    expect((await withKey('key-1')).body['id']).not.toBe(first.body['id']);
  });

  test('another key, or none, makes another bot', async () => {
    await withKey('key-1');
    await withKey('key-2');
    await create(workspace.bodyFor());
    expect(workspace.recall.state.counters.botsCreated).toBe(3);
  });

  test('a twin in progress is 409, and can be asked for afterwards', async () => {
    const slow = workspace.recall.faults.add({
      route: 'POST /api/v1/bot',
      then: 'answer',
      hold: 'before-work',
      times: 1,
    });
    const first = withKey('key-1');
    await slow.reached();
    expect(await withKey('key-1')).toMatchObject({ status: 409, body: { code: 'conflict' } });
    slow.release();
    const { body } = await first;
    expect((await withKey('key-1')).body['id']).toBe(body['id']);
    expect(workspace.recall.state.counters).toMatchObject({ botsCreated: 1, conflicts: 1 });
  });

  test('an answer that was lost is replayed', async () => {
    workspace.recall.faults.add({ route: 'POST /api/v1/bot', then: 'lose-answer', times: 1 });
    await expect(withKey('key-1')).rejects.toThrow();
    expect((await withKey('key-1')).status).toBe(201);
    expect(workspace.recall.state.bots).toHaveLength(1);
  });

  test('a 503 with the work done is replayed as what was done; one without leaves the key unused', async () => {
    const { faults, state } = workspace.recall;
    faults.add({ route: 'POST /api/v1/bot', then: { status: 503, afterWork: true }, times: 1 });
    expect((await withKey('key-1')).status).toBe(503);
    expect((await withKey('key-1')).status).toBe(201);
    faults.add({ route: 'POST /api/v1/bot', then: { status: 503 }, times: 1 });
    expect((await withKey('key-2')).status).toBe(503);
    expect((await withKey('key-2')).status).toBe(201);
    expect(state.counters).toMatchObject({ botsCreated: 2, replays: 1 });
  });

  test('an error answer is replayed, unless assumed otherwise', async () => {
    const { recall } = workspace;
    await recall.setAdhocPool({ size: 0 });
    await withKey('key-1');
    await recall.setAdhocPool({ size: null });
    expect((await withKey('key-1')).status).toBe(507);
    await recall.setAssumptions({ replaysErrorAnswers: false });
    await recall.setAdhocPool({ size: 0 });
    await withKey('key-2');
    await recall.setAdhocPool({ size: null });
    expect((await withKey('key-2')).status).toBe(201);
  });

  test('another body under a known key is noticed, and refused when so assumed', async () => {
    await withKey('key-1');
    expect((await withKey('key-1', { bot_name: 'Other' })).body['bot_name']).toBe('Notetaker');
    expect(workspace.recall.state.counters.replaysWithOtherBody).toBe(1);
    await workspace.recall.setAssumptions({ sameKeyOtherBody: 'conflict' });
    expect((await withKey('key-1', { bot_name: 'Other' })).status).toBe(409);
  });
});

interface Page {
  count: number;
  next: string | null;
  previous: string | null;
  results: { id: string }[];
}

describe('looking bots up', () => {
  test('retrieves one, and 404 for another', async () => {
    const id = await workspace.create();
    expect((await workspace.api('GET', `/bot/${id}/`)).body).toMatchObject({ id });
    expect((await workspace.api('GET', '/bot/00000000-0000-0000-0000-000000000000/')).status).toBe(404);
  });

  test('filters by metadata, by status and by both', async () => {
    const wanted = await workspace.create({ metadata: { launch: 'l1', deployment: 'd1' } });
    await workspace.create({ metadata: { launch: 'l2', deployment: 'd1' } });
    await workspace.reaches(wanted, 'in_call_recording');
    const list = async (query: string) =>
      (await workspace.api<Page>('GET', `/bot/?${query}`)).body.results.map(({ id }) => id);
    expect(await list('metadata__launch=l1')).toEqual([wanted]);
    expect(await list('metadata__deployment=d1')).toHaveLength(2);
    expect(await list('metadata__launch=l1&metadata__deployment=d2')).toEqual([]);
    expect(await list('metadata__launch=l1&status[]=in_call_recording&status[]=done')).toEqual([wanted]);
    expect(await list('metadata__launch=l1&status[]=fatal')).toEqual([]);
  });

  test('pages, newest first, with addresses to follow', async () => {
    await workspace.recall.setAssumptions({ pageSize: 2 });
    const ids = [await workspace.create(), await workspace.create(), await workspace.create()];
    const first = (await workspace.api<Page>('GET', '/bot/?platform[]=zoom')).body;
    expect(first).toMatchObject({ count: 3, previous: null });
    expect(first.next).toContain(workspace.recall.url);
    const second = (await workspace.api<Page>('GET', `${first.next?.split('/api/v1')[1]}`)).body;
    expect(second.next).toBeNull();
    expect([...first.results, ...second.results].map(({ id }) => id)).toEqual(ids.toReversed());
  });

  test('filters scheduled bots by their time', async () => {
    const join_at = inAnHour();
    const id = await workspace.create({ join_at });
    await workspace.create();
    const after = encodeURIComponent(new Date(Date.now() + 1800 * 1000).toISOString());
    const { body } = await workspace.api<Page>('GET', `/bot/?join_at_after=${after}`);
    expect(body.results.map((bot) => bot.id)).toEqual([id]);
  });
});

describe('commands', () => {
  test('a scheduled bot can be changed and deleted', async () => {
    const id = await workspace.create({ join_at: inAnHour() });
    expect((await workspace.api('PATCH', `/bot/${id}/`, { body: { bot_name: 'Renamed' } })).body).toMatchObject({
      bot_name: 'Renamed',
    });
    const deleted = await workspace.api('DELETE', `/bot/${id}/`);
    expect(deleted).toMatchObject({ status: 204, body: null });
    expect((await workspace.api('GET', `/bot/${id}/`)).status).toBe(404);
  });

  test('a dispatched bot can’t: 405 and update_bot_failed', async () => {
    const id = await workspace.create();
    expect((await workspace.api('DELETE', `/bot/${id}/`)).status).toBe(405);
    expect(await workspace.api('PATCH', `/bot/${id}/`, { body: { bot_name: 'Renamed' } })).toMatchObject({
      status: 400,
      body: { code: 'update_bot_failed', detail: 'Only non-dispatched bots can be updated' },
    });
  });

  test('leave_call before the start, in the call, and after the end', async () => {
    const scheduled = await workspace.create({ join_at: inAnHour() });
    expect(await workspace.api('POST', `/bot/${scheduled}/leave_call/`)).toMatchObject({
      status: 400,
      body: { code: 'cannot_command_unstarted_bot' },
    });
    const id = await workspace.create();
    await workspace.reaches(id, 'in_call_recording');
    expect((await workspace.api('POST', `/bot/${id}/leave_call/`)).body).toMatchObject({ id });
    const ended = await workspace.reaches(id, 'call_ended');
    expect(ended.statusChanges.find(({ code }) => code === 'call_ended')?.sub_code).toBe('bot_received_leave_call');
    expect(await workspace.api('POST', `/bot/${id}/leave_call/`)).toMatchObject({
      status: 400,
      body: { code: 'cannot_command_completed_bot' },
    });
  });

  test('leave_call tells Zoom', async () => {
    const id = await workspace.create();
    await workspace.reaches(id, 'in_call_recording');
    await workspace.api('POST', `/bot/${id}/leave_call/`, { headers: { 'content-type': 'application/json' } });
    await workspace.zoomApp.zoom.waitFor(({ meetings }) => meetings[0]?.bots.length === 0, 'the bot to be gone');
  });
});
