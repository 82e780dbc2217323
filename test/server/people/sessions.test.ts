import { describe, expect, test } from 'vitest';
import { createSessions } from '../../../server/people/sessions.js';
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
    await sessions.endAllOf('ana');
    expect(await sessions.read(one.token)).toBeNull();
    expect(await sessions.read(two.token)).toBeNull();
    expect(await sessions.read(other.token)).toMatchObject({ person: 'ben' });
  });
});
