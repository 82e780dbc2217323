import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createKeyRing } from '../../../server/encryption.js';
import type { ConnectRequest } from '../../../server/people/authorizations.js';
import { CONNECT_LINK_TTL_MS, createConnectLinks } from '../../../server/people/connectLinks.js';

const NOW = 1_767_225_600_000;
const keyRing = createKeyRing([{ kid: 'one', key: randomBytes(32) }]);
const request = { apiKey: 'crm', externalUserId: 'user:7/ü?#', returnUrl: 'https://crm.example.com/done?x=1' };

function linksAt(now: number, ring = keyRing) {
  return createConnectLinks({ keyRing: ring, baseUrl: 'https://app.example.com/', now: () => now });
}

async function tokenOf(given: ConnectRequest = request): Promise<string> {
  const { url } = await linksAt(NOW).create(given);
  expect(url).toMatch(/^https:\/\/app\.example\.com\/connect\/[\w.-]+$/);
  return new URL(url).pathname.split('/').at(-1) ?? '';
}

describe('a connect link', () => {
  test('says for whom it was made, until its hour is over', async () => {
    const token = await tokenOf();
    const expiresAt = new Date(NOW + CONNECT_LINK_TTL_MS);
    expect(await linksAt(NOW).read(token)).toEqual({ kind: 'valid', request, expiresAt });
    expect(await linksAt(NOW + CONNECT_LINK_TTL_MS - 1).read(token)).toMatchObject({ kind: 'valid' });
    expect(await linksAt(NOW + CONNECT_LINK_TTL_MS).read(token)).toEqual({ kind: 'expired' });
  });

  test('may be read any number of times', async () => {
    const token = await tokenOf();
    await linksAt(NOW).read(token);
    expect((await linksAt(NOW).read(token)).kind).toBe('valid');
  });

  test('may lack a place to return to', async () => {
    const token = await tokenOf({ ...request, returnUrl: null });
    expect(await linksAt(NOW).read(token)).toMatchObject({ request: { returnUrl: null } });
  });

  test('shows nothing of what it holds', async () => {
    expect(Buffer.from(await tokenOf(), 'base64url').toString('latin1')).not.toMatch(/crm|user:7/);
  });

  test('that was changed, made up, or sealed for something else is invalid', async () => {
    const token = await tokenOf();
    const other = createKeyRing([{ kid: 'other', key: randomBytes(32) }]);
    const made = [
      '',
      'x',
      'a.b.c.d.e',
      token.slice(0, -1),
      `${token}x`,
      token.toUpperCase(),
      'x'.repeat(100_000),
      await keyRing.seal('["crm"]', 'connect-link'),
      await keyRing.seal('["crm","7",null,"tomorrow"]', 'connect-link'),
      await keyRing.seal('not JSON', 'connect-link'),
      await keyRing.seal(JSON.stringify(['crm', '7', null, NOW * 2]), 'connections/x/accessToken'),
      await other.seal(JSON.stringify(['crm', '7', null, NOW * 2]), 'connect-link'),
    ];
    for (const each of made) expect(await linksAt(NOW).read(each), each.slice(0, 40)).toEqual({ kind: 'invalid' });
  });
});
