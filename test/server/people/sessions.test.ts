import { describe, expect, test } from 'vitest';
import { createSessions, PANEL_SESSION_MS } from '../../../server/people/sessions.js';
import { openTestDatabase } from '../../support/database.js';

const NOW = 1_767_225_600_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

async function startSessions() {
  const { connection } = await openTestDatabase();
  const clock = { now: NOW };
  const sessions = createSessions({ connection, sessionDays: 30, now: () => clock.now });
  return { sessions, clock, documents: connection.collection('sessions') };
}

describe('a session', () => {
  test('says whose it is', async () => {
    const { sessions } = await startSessions();
    const { token, expiresAt } = await sessions.create('ana');
    expect(expiresAt).toEqual(new Date(NOW + 30 * DAY_MS));
    expect(await sessions.read(token)).toEqual({ person: 'ana', expiresAt, prolonged: false });
  });

  test('is unknown by any other token', async () => {
    const { sessions, documents } = await startSessions();
    const { token } = await sessions.create('ana');
    for (const made of ['', 'x', token.slice(1), `${token}x`]) expect(await sessions.read(made)).toBeNull();
    expect(JSON.stringify(await documents.find().toArray())).not.toContain(token);
  });

  test('lives thirty days from its last use, and is written at most once an hour', async () => {
    const { sessions, clock } = await startSessions();
    const { token } = await sessions.create('ana');
    clock.now += HOUR_MS - 1;
    expect(await sessions.read(token)).toMatchObject({ prolonged: false });
    clock.now += 1;
    const expiresAt = new Date(clock.now + 30 * DAY_MS);
    expect(await sessions.read(token)).toEqual({ person: 'ana', expiresAt, prolonged: true });
    expect(await sessions.read(token)).toEqual({ person: 'ana', expiresAt, prolonged: false });
    clock.now = expiresAt.getTime() - 1;
    expect(await sessions.read(token)).toMatchObject({ person: 'ana', prolonged: true });
  });

  test('is over thirty days after its last use', async () => {
    const { sessions, clock } = await startSessions();
    const { token } = await sessions.create('ana');
    clock.now += 30 * DAY_MS;
    expect(await sessions.read(token)).toBeNull();
  });

  test('ends when it is ended, and stays ended', async () => {
    const { sessions, clock } = await startSessions();
    const [first, second] = [await sessions.create('ana'), await sessions.create('ana')];
    await sessions.end(first.token);
    await sessions.end(first.token);
    clock.now += DAY_MS;
    expect(await sessions.read(first.token)).toBeNull();
    expect(await sessions.read(second.token)).toMatchObject({ person: 'ana' });
  });

  test('ends with all others of the same person', async () => {
    const { sessions } = await startSessions();
    const [one, two, other] = [
      await sessions.create('ana'),
      await sessions.create('ana'),
      await sessions.create('ben'),
    ];
    await sessions.endAllOf('ana', new Date(NOW + 1));
    expect(await sessions.read(one.token)).toBeNull();
    expect(await sessions.read(two.token)).toBeNull();
    expect(await sessions.read(other.token)).toMatchObject({ person: 'ben' });
  });

  test('does not end with those that are older', async () => {
    const { sessions, clock } = await startSessions();
    const older = await sessions.create('ana');
    clock.now += 1_000;
    const younger = await sessions.create('ana');
    await sessions.endAllOf('ana', new Date(clock.now));
    expect(await sessions.read(older.token)).toBeNull();
    expect(await sessions.read(younger.token)).not.toBeNull();
  });
});

describe('a panel’s session', () => {
  const panelKey = 'k'.repeat(43);

  test('says whose it is, or that it is a guest’s, and which panel it belongs to', async () => {
    const { sessions } = await startSessions();
    const first = await sessions.createForPanel({ person: 'ana', panelKey });
    const expiresAt = new Date(NOW + PANEL_SESSION_MS);
    expect(first.expiresAt).toEqual(expiresAt);
    const read = await sessions.readPanel(first.token);
    expect(read).toEqual({ person: 'ana', panelKeyHash: expect.stringMatching(/^[\w-]{43}$/), expiresAt });
    const next = await sessions.createForPanel({ person: 'ana', panelKey });
    expect((await sessions.readPanel(next.token))?.panelKeyHash).toBe(read?.panelKeyHash);
    const other = await sessions.createForPanel({ person: null, panelKey: 'o'.repeat(43) });
    const guest = await sessions.readPanel(other.token);
    expect(guest?.person).toBeNull();
    expect(guest?.panelKeyHash).not.toBe(read?.panelKeyHash);
  });

  test('is not prolonged by its use, and is over after thirty minutes', async () => {
    const { sessions, clock } = await startSessions();
    const { token, expiresAt } = await sessions.createForPanel({ person: 'ana', panelKey });
    clock.now = expiresAt.getTime() - 1;
    expect(await sessions.readPanel(token)).toMatchObject({ expiresAt });
    clock.now += 1;
    expect(await sessions.readPanel(token)).toBeNull();
  });

  test('is no browser’s, and a browser’s is no panel’s', async () => {
    const { sessions } = await startSessions();
    const [panel, browser] = [await sessions.createForPanel({ person: 'ana', panelKey }), await sessions.create('ana')];
    expect(await sessions.read(panel.token)).toBeNull();
    expect(await sessions.readPanel(browser.token)).toBeNull();
  });

  test('ends when it is ended, or with all others of the same person', async () => {
    const { sessions } = await startSessions();
    const [first, second, guest] = [
      await sessions.createForPanel({ person: 'ana', panelKey }),
      await sessions.createForPanel({ person: 'ana', panelKey }),
      await sessions.createForPanel({ person: null, panelKey }),
    ];
    await sessions.end(first.token);
    expect(await sessions.readPanel(first.token)).toBeNull();
    expect(await sessions.readPanel(second.token)).not.toBeNull();
    await sessions.endAllOf('ana', new Date(NOW + 1));
    expect(await sessions.readPanel(second.token)).toBeNull();
    expect(await sessions.readPanel(guest.token)).not.toBeNull();
  });

  test('keeps neither its token nor the panel’s key', async () => {
    const { sessions, documents } = await startSessions();
    const { token } = await sessions.createForPanel({ person: 'ana', panelKey });
    const stored = JSON.stringify(await documents.find().toArray());
    for (const secret of [token, panelKey]) expect(stored).not.toContain(secret);
  });
});

test('a session that an older server stored is a browser’s', async () => {
  const { sessions, documents } = await startSessions();
  const { token, expiresAt } = await sessions.create('ana');
  await documents.updateMany({}, { $set: { shape: 1 }, $unset: { panelKeyHash: '' } });
  expect(await sessions.read(token)).toEqual({ person: 'ana', expiresAt, prolonged: false });
  expect(await sessions.readPanel(token)).toBeNull();
});
