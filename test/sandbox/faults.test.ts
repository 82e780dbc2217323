import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectSimulator } from '../../sandbox/simulator/connectSimulator.js';
import type { ZoomState } from '../../sandbox/zoom/zoomSimulator.js';
import { startZoomApp, type ZoomApp } from './support/zoomApp.js';

let app: ZoomApp;
let ana: string;

beforeEach(async () => {
  app = await startZoomApp();
  ana = app.zoom.cast.ana.id;
});
afterEach(() => app.zoom.close());

const ROUTE = 'POST /oauth/token';

describe('a fault', () => {
  test('answers in the place of the vendor, so many times', async () => {
    const { refresh_token } = await app.connect(ana);
    const fault = app.zoom.faults.add({
      route: ROUTE,
      times: 2,
      then: { status: 502, headers: { 'x-from': 'proxy' }, body: { down: true } },
    });
    for (const _ of [1, 2]) {
      const answer = await app.refresh(refresh_token);
      expect(answer).toMatchObject({ status: 502, body: { down: true } });
      expect(answer.headers.get('x-from')).toBe('proxy');
    }
    expect((await app.refresh(refresh_token)).status).toBe(200);
    expect(fault.hits).toBe(2);
  });

  test('meets only the requests that it names', async () => {
    const { ben } = app.zoom.cast;
    const anas = await app.connect(ana);
    const bens = await app.connect(ben.id);
    app.zoom.faults.add({
      route: ROUTE,
      match: { grant_type: 'refresh_token' },
      person: ana,
      skip: 1,
      then: { status: 503 },
    });
    const second = await app.refresh(anas.refresh_token);
    expect(second.status).toBe(200);
    await expect(app.refresh(second.body.refresh_token)).resolves.toMatchObject({ status: 503 });
    expect((await app.refresh(bens.refresh_token)).status).toBe(200);
    expect((await app.token({ grant_type: 'client_credentials' })).status).toBe(200);
  });

  test('"lose-answer" does the work: a refresh is spent, its pair lost', async () => {
    const { refresh_token } = await app.connect(ana);
    app.zoom.faults.add({ route: ROUTE, times: 1, then: 'lose-answer' });
    await expect(app.refresh(refresh_token)).rejects.toThrow();
    expect(app.zoom.state.perPerson[ana]?.refreshes).toBe(1);
    expect((await app.refresh(refresh_token)).status).toBe(400);
  });

  test('"reset" does not do it', async () => {
    const { refresh_token } = await app.connect(ana);
    app.zoom.faults.add({ route: ROUTE, times: 1, then: 'reset' });
    await expect(app.refresh(refresh_token)).rejects.toThrow();
    expect((await app.refresh(refresh_token)).status).toBe(200);
  });

  test('"hang" neither answers nor works, until it is removed', async () => {
    const { refresh_token } = await app.connect(ana);
    const fault = app.zoom.faults.add({ route: ROUTE, then: 'hang' });
    const refresh = expect(app.refresh(refresh_token)).rejects.toThrow();
    await fault.reached();
    fault.remove();
    await refresh;
    expect((await app.refresh(refresh_token)).status).toBe(200);
  });

  test('an answer can be held back with the work done, and let go', async () => {
    const { refresh_token } = await app.connect(ana);
    const fault = app.zoom.faults.add({ route: ROUTE, then: 'answer', hold: 'before-answer' });
    const refresh = app.refresh(refresh_token);
    await fault.reached();
    expect(app.zoom.state.perPerson[ana]?.refreshes).toBe(1);
    fault.release();
    expect((await refresh).status).toBe(200);
  });

  test('a request can be held before the work', async () => {
    const { refresh_token } = await app.connect(ana);
    const fault = app.zoom.faults.add({ route: ROUTE, then: 'answer', hold: 'before-work' });
    const refreshes = [app.refresh(refresh_token), app.refresh(refresh_token)];
    await fault.reached(2);
    expect(app.zoom.state.perPerson[ana]?.refreshes).toBe(0);
    fault.release();
    const statuses = (await Promise.all(refreshes)).map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 400]);
  });

  test('an answer can be late', async () => {
    const { access_token } = await app.connect(ana);
    app.zoom.faults.add({ route: 'GET /v2/users/me', then: 'answer', delayMs: 50 });
    const started = performance.now();
    expect((await app.get('/v2/users/me', access_token)).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(49);
  });
});

test.each(['reset', 'unavailable'] as const)('down (%s) and up again', async (how) => {
  const { access_token } = await app.connect(ana);
  await app.zoom.setDown(how);
  const asked = app.get('/v2/users/me', access_token);
  await expect(asked).rejects.toThrow();
  await app.zoom.setDown('up');
  expect((await app.get('/v2/users/me', access_token)).status).toBe(200);
});

test('calls are counted by route, person and outcome', async () => {
  const { access_token, refresh_token } = await app.connect(ana);
  app.zoom.calls.clear();
  await app.get('/v2/users/me', access_token);
  await app.refresh(refresh_token);
  await app.refresh(refresh_token);
  const { calls } = app.zoom;
  expect(calls.count({ route: ROUTE, person: ana })).toBe(2);
  expect(calls.count({ route: ROUTE, about: 'refresh_token', outcome: 400 })).toBe(1);
  expect(calls.count()).toBe(3);
  expect(JSON.stringify(calls.list())).not.toContain(refresh_token);
});

describe('over HTTP', () => {
  test('controls, faults and waiting work from another process', async () => {
    const remote = connectSimulator<ZoomState>(app.zoom.url);
    const { id } = await remote.control<{ id: string }>('addFault', {
      route: ROUTE,
      then: 'answer',
      hold: 'before-answer',
    });
    const connecting = app.connect(ana);
    await remote.control('faultReached', { id });
    await remote.control('releaseFault', { id });
    await connecting;
    const waiting = remote.waitFor(({ meetings }) => meetings.find(({ status }) => status === 'ended'), 'an end');
    await remote.control('endMeeting', { meeting: '98765432101' });
    expect((await waiting).topic).toBe('Weekly planning');
    await remote.control('advanceClock', { ms: 5000 });
    expect(app.zoom.clock.offsetMs).toBe(5000);
    expect(await remote.control<unknown[]>('listCalls', { route: ROUTE })).toHaveLength(1);
  });

  test('a control that can’t be done says why', async () => {
    const remote = connectSimulator<ZoomState>(app.zoom.url);
    await expect(remote.control('joinMeeting', { person: 'nobody', meeting: '98765432101' })).rejects.toThrow(
      'There is no person nobody',
    );
    await expect(remote.control('nothing')).rejects.toThrow('There is no control nothing');
  });

  test('no form of another page can use a control, and the state shows no token', async () => {
    const { access_token, refresh_token } = await app.connect(ana);
    const form = await fetch(`${app.zoom.url}/control/endMeeting`, {
      method: 'POST',
      body: new URLSearchParams({ meeting: '98765432101' }),
    });
    expect(form.status).toBe(415);
    const state = await (await fetch(`${app.zoom.url}/control/state?after=-1`)).text();
    expect(state).not.toContain(access_token);
    expect(state).not.toContain(refresh_token);
  });
});

test('a wait that is in vain says what for', async () => {
  const waiting = app.zoom.waitFor(() => false, 'the impossible', { timeoutMs: 10 });
  await expect(waiting).rejects.toThrow('the impossible');
});

test('every secret is noted', async () => {
  const secretsFile = join(tmpdir(), `secrets-${process.pid}.jsonl`);
  const noted = await startZoomApp({ secretsFile });
  try {
    const { access_token, refresh_token } = await noted.connect(ana);
    const obf = await noted.mint(access_token);
    const lines = (await readFile(secretsFile, 'utf8')).trim().split('\n');
    const values = lines.map((line) => (JSON.parse(line) as { value: string }).value);
    const meeting = noted.zoom.state.meetings[0];
    expect(values).toEqual(
      expect.arrayContaining([access_token, refresh_token, obf, meeting?.passcode, meeting?.linkPassword]),
    );
    const kinds = new Set(lines.map((line) => (JSON.parse(line) as { kind: string }).kind));
    expect(kinds).toContain('client_secret');
    expect(kinds).toContain('authorization_code');
  } finally {
    await noted.zoom.close();
  }
});
