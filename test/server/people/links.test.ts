import { describe, expect, test } from 'vitest';
import { CONNECT_CODE_TTL_MS, createLinks } from '../../../server/people/links.js';
import { openTestDatabase } from '../../support/database.js';

const NOW = 1_767_225_600_000;
const completed = { apiKey: 'crm', externalUserId: 'user-7', person: 'ana' };

async function startLinks() {
  const { connection } = await openTestDatabase();
  const clock = { now: NOW };
  return { links: createLinks({ connection, now: () => clock.now }), clock, claims: connection.collection('claims') };
}

describe('a link', () => {
  test('leads from a backend’s user to a person, for that backend only', async () => {
    const { links } = await startLinks();
    await links.put('crm', 'user-7', 'ana');
    expect(await links.find('crm', 'user-7')).toMatchObject({
      apiKey: 'crm',
      externalUserId: 'user-7',
      person: 'ana',
      shape: 1,
      createdAt: new Date(NOW),
    });
    expect(await links.find('crm', 'user-8')).toBeNull();
    expect(await links.find('erp', 'user-7')).toBeNull();
  });

  test('is not confused with another whose names run together', async () => {
    const { links } = await startLinks();
    await links.put('crm', 'a', 'ana');
    await links.put('crm","', 'a', 'ben');
    await links.put('c', 'rma', 'chiyo');
    expect((await links.find('crm', 'a'))?.person).toBe('ana');
    expect((await links.find('crm","', 'a'))?.person).toBe('ben');
    expect((await links.find('c', 'rma'))?.person).toBe('chiyo');
    expect(await links.find('', 'crma')).toBeNull();
  });

  test('may be pointed to another person, and is a new one then', async () => {
    const { links, clock } = await startLinks();
    await links.put('crm', 'user-7', 'ana');
    clock.now += 1;
    await links.put('crm', 'user-7', 'ben');
    expect(await links.find('crm', 'user-7')).toMatchObject({ person: 'ben', createdAt: new Date(NOW + 1) });
    expect((await links.listOf('ana')).length).toBe(0);
  });

  test('is there once, however many make it at the same moment', async () => {
    const { links } = await startLinks();
    await Promise.all(Array.from({ length: 20 }, () => links.put('crm', 'user-7', 'ana')));
    expect((await links.listOf('ana')).length).toBe(1);
  });

  test('is removed alone, or with all of its person', async () => {
    const { links } = await startLinks();
    await links.put('crm', 'user-7', 'ana');
    await links.put('crm', 'user-8', 'ana');
    await links.put('erp', '7', 'ana');
    await links.put('erp', '8', 'ben');
    expect(await links.remove('crm', 'user-8')).toBe(true);
    expect(await links.remove('crm', 'user-8')).toBe(false);
    const left = await links.listOf('ana');
    expect(new Set(left.map(({ apiKey, externalUserId }) => `${apiKey} ${externalUserId}`))).toEqual(
      new Set(['crm user-7', 'erp 7']),
    );
    await links.removeAllOf('ana', new Date(NOW + 1));
    expect((await links.listOf('ana')).length).toBe(0);
    expect((await links.listOf('ben')).length).toBe(1);
  });

  test('is spared by a removal of what is older, also where it was made anew', async () => {
    const { links, clock } = await startLinks();
    await links.put('crm', 'user-7', 'ana');
    await links.put('erp', '7', 'ana');
    clock.now += 1_000;
    await links.put('crm', 'user-7', 'ana');
    const code = await links.issueCode({ apiKey: 'crm', externalUserId: 'user-9', person: 'ana' });
    await links.removeAllOf('ana', new Date(NOW + 1_000));
    expect((await links.listOf('ana')).map(({ externalUserId }) => externalUserId)).toEqual(['user-7']);
    expect(await links.redeem(code, 'crm')).toMatchObject({ kind: 'redeemed' });
  });
});

describe('a connect code', () => {
  test('links nobody before it is redeemed', async () => {
    const { links } = await startLinks();
    const code = await links.issueCode(completed);
    expect(await links.find('crm', 'user-7')).toBeNull();
    expect(await links.redeem(code, 'crm')).toEqual({ kind: 'redeemed', externalUserId: 'user-7', person: 'ana' });
    expect((await links.find('crm', 'user-7'))?.person).toBe('ana');
  });

  test('is redeemed once, however many try at the same moment', async () => {
    const { links } = await startLinks();
    const code = await links.issueCode(completed);
    const tries = await Promise.all(Array.from({ length: 20 }, () => links.redeem(code, 'crm')));
    expect(tries.filter(({ kind }) => kind === 'redeemed')).toHaveLength(1);
    expect(await links.redeem(code, 'crm')).toEqual({ kind: 'invalid' });
    expect((await links.listOf('ana')).length).toBe(1);
  });

  test('is worth nothing to another backend, and not spent by its trying', async () => {
    const { links } = await startLinks();
    const code = await links.issueCode(completed);
    expect(await links.redeem(code, 'erp')).toEqual({ kind: 'invalid' });
    expect(await links.find('erp', 'user-7')).toBeNull();
    expect((await links.redeem(code, 'crm')).kind).toBe('redeemed');
  });

  test('is invalid after five minutes, and when nobody issued it', async () => {
    const { links, clock } = await startLinks();
    const code = await links.issueCode(completed);
    for (const made of ['', 'x', code.slice(1), `${code}x`]) {
      expect(await links.redeem(made, 'crm')).toEqual({ kind: 'invalid' });
    }
    clock.now += CONNECT_CODE_TTL_MS;
    expect(await links.redeem(code, 'crm')).toEqual({ kind: 'invalid' });
    expect(await links.find('crm', 'user-7')).toBeNull();
  });

  test('goes with the links of a person who is removed', async () => {
    const { links } = await startLinks();
    const code = await links.issueCode(completed);
    await links.removeAllOf('ana', new Date(NOW + 1));
    expect(await links.redeem(code, 'crm')).toEqual({ kind: 'invalid' });
    expect((await links.listOf('ana')).length).toBe(0);
  });

  test('is stored by its hash only', async () => {
    const { links, claims } = await startLinks();
    const code = await links.issueCode(completed);
    const [stored] = await claims.find().toArray();
    expect(JSON.stringify(stored)).not.toContain(code);
    expect(stored).toMatchObject({ owner: 'crm', expiresAt: new Date(NOW + CONNECT_CODE_TTL_MS), shape: 1 });
    expect(String(stored?._id)).toMatch(/^connect_code:[\w-]{43}$/);
  });
});
