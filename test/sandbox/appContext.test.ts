import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sealAppContext } from '../../sandbox/zoom/appContext.js';
import { openAppContext } from './support/openAppContext.js';
import { ANAS_MEETING, CLIENT_ID, startZoomApp, type ZoomApp } from './support/zoomApp.js';

/** Made once with Zoom's documented layout, and opened by Zoom's own sample code. */
const VECTOR =
  'DAABAgMEBQYHCAkKCwQAYWFkIagAAAD1TehTxVkwP1_AOevzHIs_3PG8nkLAIGYGNPP_vqcjpnolED2p_s_FAVm3JxHJgVTIL6pfzpgbOnDC7APdhvAG' +
  'yPQh4RQ40Z5lGhQXHz2r1df2UyFkstSshTzBetixTjH1gI9HARQ7VZVcKsGk8HTLMpCGsf01byNeW3kY--LfDdAwW68TY8HJyImXxW2TvK8NvfmCYxK8' +
  'gSD_1LQWaINdjjveneHhBJggPIg636SgWWJ-IrxnKIl-';

test('an app context is sealed as Zoom seals it', () => {
  const claims = {
    typ: 'meeting',
    uid: 'zoomUser_01',
    mid: 'pZ0mEe7ingUUID/==',
    attendrole: 'host',
    ts: 1_767_225_600_000,
    exp: 1_767_225_720_000,
    iss: 'marketplace.zoom.us',
    aud: 'CLIENT_ID',
  } as const;
  const iv = Buffer.from('000102030405060708090a0b', 'hex');
  expect(sealAppContext(claims, 'test-client-secret', { iv, aad: Buffer.from('aad!') })).toBe(VECTOR);
});

describe('what the Zoom client answers to a panel', () => {
  let app: ZoomApp;
  beforeEach(async () => {
    app = await startZoomApp();
  });
  afterEach(() => app.zoom.close());

  async function claimsOf(input: Parameters<ZoomApp['zoom']['appContext']>[0]) {
    return openAppContext((await app.zoom.appContext(input)).context);
  }

  test('names whoever opened it, the meeting and their role there, for two minutes', async () => {
    const { ana, ben } = app.zoom.cast;
    const before = app.zoom.clock.now();
    const claims = await claimsOf({ person: ana.id, meeting: ANAS_MEETING });
    const meeting = app.zoom.state.meetings.find(({ number }) => number === ANAS_MEETING);
    expect(claims).toEqual({
      typ: 'meeting',
      uid: ana.id,
      mid: meeting?.uuid,
      attendrole: 'host',
      ts: expect.any(Number),
      exp: Number(claims['ts']) + 120_000,
      iss: 'marketplace.zoom.us',
      aud: CLIENT_ID,
    });
    expect(claims['ts']).toBeGreaterThanOrEqual(before);
    expect(await claimsOf({ person: ben.id, meeting: ANAS_MEETING })).toMatchObject({ attendrole: 'participant' });
  });

  test('names no meeting outside of one, and nobody for a guest', async () => {
    const outside = await claimsOf({ person: app.zoom.cast.ana.id });
    expect(outside).toMatchObject({ typ: 'panel' });
    expect(outside).not.toHaveProperty('mid');
    const guest = await claimsOf({ person: null, meeting: ANAS_MEETING });
    expect(guest).not.toHaveProperty('uid');
    expect(guest).toHaveProperty('mid');
  });

  test('is another value each time, follows the clock, and says what a test wants it to say', async () => {
    const person = app.zoom.cast.ana.id;
    const [one, two] = [await app.zoom.appContext({ person }), await app.zoom.appContext({ person })];
    expect(one.context).not.toBe(two.context);
    await app.zoom.clock.advance(3_600_000);
    const later = await claimsOf({ person, claims: { act: 'open' } });
    expect(Number(later['ts']) - Number(openAppContext(one.context)['ts'])).toBeGreaterThanOrEqual(3_600_000);
    expect(later['act']).toBe('open');
  });

  test('is had over the control API', async () => {
    const answer = await fetch(`${app.zoom.url}/control/appContext`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person: app.zoom.cast.ben.id }),
    });
    expect(openAppContext(((await answer.json()) as { context: string }).context)).toMatchObject({
      uid: app.zoom.cast.ben.id,
    });
  });
});
