import { createCipheriv, createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type AppContextClaims, sealAppContext } from '../../../sandbox/zoom/appContext.js';
import { openAppContext } from '../../../server/zoom/appContext.js';

const SECRET = 'test-client-secret';
const APP = { clientId: 'CLIENT_ID', clientSecrets: [SECRET] };
const MADE_AT = 1_767_225_600_000;
const EXPIRES_AT = MADE_AT + 120_000;
const SKEW_MS = 60_000;
const CLAIMS: AppContextClaims = {
  typ: 'meeting',
  uid: 'zoomUser_01',
  mid: 'pZ0mEe7ingUUID/==',
  attendrole: 'host',
  ts: MADE_AT,
  exp: EXPIRES_AT,
  iss: 'marketplace.zoom.us',
  aud: 'CLIENT_ID',
};
/** Made once with Zoom's documented layout, and opened by Zoom's own sample code. */
const VECTOR =
  'DAABAgMEBQYHCAkKCwQAYWFkIagAAAD1TehTxVkwP1_AOevzHIs_3PG8nkLAIGYGNPP_vqcjpnolED2p_s_FAVm3JxHJgVTIL6pfzpgbOnDC7APdhvAG' +
  'yPQh4RQ40Z5lGhQXHz2r1df2UyFkstSshTzBetixTjH1gI9HARQ7VZVcKsGk8HTLMpCGsf01byNeW3kY--LfDdAwW68TY8HJyImXxW2TvK8NvfmCYxK8' +
  'gSD_1LQWaINdjjveneHhBJggPIg636SgWWJ-IrxnKIl-';

function open(value: string, at = MADE_AT) {
  return openAppContext(value, APP, at);
}

function sealed(claims: Record<string, unknown> = {}): string {
  return sealAppContext({ ...CLAIMS, ...claims }, SECRET);
}

/** A value of these bytes, whatever they are. */
function encoded(bytes: Buffer): string {
  return bytes.toString('base64url');
}

describe('an app context', () => {
  test('tells who opened the panel, in which meeting, and until when it counts', () => {
    expect(open(VECTOR)).toEqual({
      kind: 'opened',
      appContext: {
        id: createHash('sha256').update(Buffer.from(VECTOR, 'base64url')).digest('base64url'),
        person: 'zoomUser_01',
        meetingUuid: 'pZ0mEe7ingUUID/==',
        expiresAt: EXPIRES_AT,
      },
    });
  });

  test('is the same one in either alphabet, padded or not', () => {
    const bytes = Buffer.from(VECTOR, 'base64url');
    const padded = Buffer.from(sealed({ act: 'x' }), 'base64url');
    for (const value of [bytes, padded].map((each) => each.toString('base64'))) {
      const same = value.replaceAll('+', '-').replaceAll('/', '_');
      expect(open(value).kind).toBe('opened');
      for (const written of [same, same.replace(/=+$/, '')]) expect(open(written)).toEqual(open(value));
    }
  });

  test('of a guest names nobody, and outside of a meeting no meeting', () => {
    for (const uid of [undefined, null, '']) {
      expect(open(sealed({ uid }))).toMatchObject({ kind: 'opened', appContext: { person: null } });
    }
    expect(open(sealed({ mid: undefined }))).toMatchObject({ kind: 'opened', appContext: { meetingUuid: null } });
  });

  test('opens with any client secret of a rotation, and with no other', () => {
    for (const clientSecrets of [
      ['the new one', SECRET],
      [SECRET, 'the old one'],
    ]) {
      expect(openAppContext(VECTOR, { ...APP, clientSecrets }, MADE_AT).kind).toBe('opened');
    }
    for (const clientSecrets of [[], ['another'], [`${SECRET} `]]) {
      expect(openAppContext(VECTOR, { ...APP, clientSecrets }, MADE_AT)).toEqual({ kind: 'invalid', problem: 'seal' });
    }
  });

  test.each<[string, number, string]>([
    ['a minute before it was made', MADE_AT - SKEW_MS, 'opened'],
    ['earlier than that', MADE_AT - SKEW_MS - 1, 'invalid'],
    ['at its end', EXPIRES_AT, 'opened'],
    ['within a minute of its end', EXPIRES_AT + SKEW_MS - 1, 'opened'],
    ['a minute after its end', EXPIRES_AT + SKEW_MS, 'expired'],
    ['a year later', EXPIRES_AT + 365 * 86_400_000, 'expired'],
  ])('%s is what it is', (_when, at, kind) => {
    expect(open(VECTOR, at).kind).toBe(kind);
  });
});

describe('what Zoom did not seal for this app', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['for another app', { aud: 'ANOTHER_CLIENT' }, 'audience'],
    ['for several apps', { aud: ['CLIENT_ID'] }, 'audience'],
    ['for no app', { aud: undefined }, 'audience'],
    ['by another issuer', { iss: 'marketplace.zoom.us.example' }, 'issuer'],
    ['by no issuer', { iss: undefined }, 'issuer'],
    ['from the future', { ts: MADE_AT + SKEW_MS + 1 }, 'future'],
    ['without a time', { ts: undefined }, 'claims'],
    ['with a time as text', { ts: String(MADE_AT) }, 'claims'],
    ['without an end', { exp: undefined }, 'claims'],
    ['with an end that is no moment', { exp: 1e300 }, 'claims'],
    ['for a person that is no text', { uid: 7 }, 'claims'],
    ['for a meeting that is no text', { mid: {} }, 'claims'],
  ])('%s: refused', (_what, claims, problem) => {
    expect(open(sealed(claims))).toEqual({ kind: 'invalid', problem });
  });

  test.each(['', 'x', '[]', 'null', '"text"', '{"uid":', '{}'])('says %s: refused', (plaintext) => {
    const key = createHash('sha256').update(SECRET).digest();
    const iv = Buffer.alloc(12, 1);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    cipher.setAAD(Buffer.alloc(0));
    const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
    const lengths = Buffer.alloc(6);
    lengths.writeInt32LE(ciphertext.length, 2);
    const value = encoded(Buffer.concat([Buffer.from([12]), iv, lengths, ciphertext, cipher.getAuthTag()]));
    expect(open(value)).toEqual({ kind: 'invalid', problem: plaintext === '' ? 'form' : 'claims' });
  });

  test('cut at any length: refused', () => {
    const bytes = Buffer.from(VECTOR, 'base64url');
    for (let length = 0; length < bytes.length; length += 1) {
      expect(open(encoded(bytes.subarray(0, length))), `${length} bytes`).toEqual({ kind: 'invalid', problem: 'form' });
    }
    for (let length = 0; length < VECTOR.length; length += 1) {
      expect(open(VECTOR.slice(0, length)).kind, `${length} characters`).toBe('invalid');
    }
  });

  test.each([0, 4, 8, 12, 15])('with a tag of only %i bytes, at the right place: refused', (tagBytes) => {
    const bytes = Buffer.from(VECTOR, 'base64url');
    expect(open(encoded(bytes.subarray(0, bytes.length - 16 + tagBytes))).kind).toBe('invalid');
    // The ciphertext's length raised or lowered, so that the parts fill the value again.
    for (const shift of [tagBytes - 16, 16 - tagBytes]) {
      const moved = Buffer.from(bytes);
      moved.writeInt32LE(168 + shift, 19);
      expect(open(encoded(moved.subarray(0, bytes.length - 16 + tagBytes))).kind).toBe('invalid');
    }
  });

  test('with anything behind it: refused', () => {
    const bytes = Buffer.from(VECTOR, 'base64url');
    for (const more of [1, 2, 3, 16]) {
      expect(open(encoded(Buffer.concat([bytes, Buffer.alloc(more)])))).toEqual({ kind: 'invalid', problem: 'form' });
    }
  });

  test('with any bit turned: refused', () => {
    const bytes = Buffer.from(VECTOR, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const turned = Buffer.from(bytes);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(open(encoded(turned)).kind, `bit ${bit}`).toBe('invalid');
    }
  });

  test.each<[string, (bytes: Buffer) => void]>([
    ['of the iv', (bytes) => bytes.writeUInt8(255, 0)],
    ['of the iv, none', (bytes) => bytes.writeUInt8(0, 0)],
    ['of the additional data', (bytes) => bytes.writeUInt16LE(0xff_ff, 13)],
    ['of the ciphertext, huge', (bytes) => bytes.writeInt32LE(0x7f_ff_ff_ff, 19)],
    ['of the ciphertext, negative', (bytes) => bytes.writeInt32LE(-1, 19)],
    ['of the ciphertext, the most negative', (bytes) => bytes.writeInt32LE(-0x80_00_00_00, 19)],
    ['of the ciphertext, none', (bytes) => bytes.writeInt32LE(0, 19)],
  ])('with a wrong length %s: refused', (_part, change) => {
    const bytes = Buffer.from(VECTOR, 'base64url');
    change(bytes);
    expect(open(encoded(bytes))).toEqual({ kind: 'invalid', problem: 'form' });
  });

  test('with an iv that no cipher takes: refused, not thrown', () => {
    const bytes = Buffer.concat([Buffer.from([255]), Buffer.alloc(255), Buffer.alloc(2), Buffer.from([1, 0, 0, 0])]);
    expect(open(encoded(Buffer.concat([bytes, Buffer.alloc(17)])))).toEqual({ kind: 'invalid', problem: 'seal' });
  });

  test('with other bits behind the last byte, which Node passes over: refused', () => {
    const value = ['', 'x', 'xx'].map((act) => sealed({ act })).find((one) => one.length % 4 === 2) ?? '';
    expect(open(value).kind).toBe('opened');
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const bytes = Buffer.from(value, 'base64url');
    const others = Array.from(digits)
      .map((last) => value.slice(0, -1) + last)
      .filter((written) => written !== value && Buffer.from(written, 'base64url').equals(bytes));
    expect(others).toHaveLength(15);
    for (const written of others) expect(open(written)).toEqual({ kind: 'invalid', problem: 'form' });
  });

  test.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['a line break inside', `${VECTOR.slice(0, 40)}\n${VECTOR.slice(40)}`],
    ['a space at its end', `${VECTOR} `],
    ['both alphabets mixed', `${VECTOR}+/-_`],
    ['padding that is not due', `${VECTOR}=`.replace(/=$/, '===')],
    ['padding inside', `${VECTOR.slice(0, 40)}=${VECTOR.slice(40)}`],
    ['characters that Node skips', `${VECTOR.slice(0, 40)}!?${VECTOR.slice(40)}`],
    ['other writing', '𝔷oom'.repeat(40)],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln'],
    ['a megabyte', 'A'.repeat(1_000_000)],
    ['a megabyte behind a right one', VECTOR + 'A'.repeat(1_000_000)],
  ])('%s: refused', (_what, value) => {
    expect(open(value)).toEqual({ kind: 'invalid', problem: 'form' });
  });
});
