import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createKeyRing, SealError } from '../../server/encryption.js';

const OLD = { kid: 'old', key: randomBytes(32) };
const NEW = { kid: 'new', key: randomBytes(32) };
const RECORD = 'connections/zoomUser_01/refreshToken';

async function failureOf(opening: Promise<string>): Promise<SealError> {
  const error: unknown = await opening.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof SealError)) throw new Error(`expected a SealError, got ${String(error)}`);
  return error;
}

describe('a key ring', () => {
  test('opens what it sealed, and the sealed value shows nothing of it', async () => {
    const keyRing = createKeyRing([NEW]);
    const sealed = await keyRing.seal('secret für Ä', RECORD);
    expect(await keyRing.open(sealed, RECORD)).toBe('secret für Ä');
    expect(sealed).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('secret');
  });

  test('seals the same text differently every time', async () => {
    const keyRing = createKeyRing([NEW]);
    expect(await keyRing.seal('secret', RECORD)).not.toBe(await keyRing.seal('secret', RECORD));
  });

  test('names the algorithm, the key and the record in the header', async () => {
    const sealed = await createKeyRing([NEW, OLD]).seal('secret', RECORD);
    const header: unknown = JSON.parse(Buffer.from(sealed.split('.')[0] ?? '', 'base64url').toString());
    expect(header).toEqual({ alg: 'dir', enc: 'A256GCM', kid: 'new', rec: RECORD });
  });

  test('seals with its first key and opens with every key, so that keys can be rotated', async () => {
    const before = createKeyRing([OLD]);
    const after = createKeyRing([NEW, OLD]);
    const sealedBefore = await before.seal('secret', RECORD);
    expect(await after.open(sealedBefore, RECORD)).toBe('secret');
    expect(after.kidOf(sealedBefore)).toBe('old');
    expect(after.kidOf(await after.seal('secret', RECORD))).toBe('new');
    expect(after.currentKid).toBe('new');
  });

  test('does not open a value that was moved to another record', async () => {
    const keyRing = createKeyRing([NEW]);
    const sealed = await keyRing.seal('secret', RECORD);
    const error = await failureOf(keyRing.open(sealed, 'connections/zoomUser_02/refreshToken'));
    expect(error.code).toBe('DAMAGED');
  });

  test('says which key is missing', async () => {
    const sealed = await createKeyRing([OLD]).seal('secret', RECORD);
    const error = await failureOf(createKeyRing([NEW]).open(sealed, RECORD));
    expect(error.code).toBe('UNKNOWN_KEY');
    expect(error.message).toContain('"old"');
  });

  test('reports another key of the same name as damage', async () => {
    const sealed = await createKeyRing([OLD]).seal('secret', RECORD);
    const error = await failureOf(createKeyRing([{ kid: 'old', key: randomBytes(32) }]).open(sealed, RECORD));
    expect(error.code).toBe('DAMAGED');
  });

  test('reports every damaged value, and shows none of it in the error', async () => {
    const keyRing = createKeyRing([NEW]);
    const sealed = await keyRing.seal('secret', RECORD);
    const [header = '', , iv = '', text = '', tag = ''] = sealed.split('.');
    const otherRecord = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid: 'new', rec: 'other' }));
    const damaged = {
      'a changed ciphertext': [header, '', iv, flipped(text), tag].join('.'),
      'a changed tag': [header, '', iv, text, flipped(tag)].join('.'),
      'a shortened tag': [header, '', iv, text, tag.slice(0, 6)].join('.'),
      'a header rewritten for another record': [otherRecord.toString('base64url'), '', iv, text, tag].join('.'),
      'a cut value': sealed.slice(0, -30),
      'no value': '',
      'plain text': 'not a sealed value',
    };
    for (const [what, value] of Object.entries(damaged)) {
      const error = await failureOf(keyRing.open(value, RECORD));
      expect(error.code, what).toBe('DAMAGED');
      expect(error.cause, what).toBeUndefined();
      if (value !== '') expect(error.stack, what).not.toContain(value);
      expect(error.stack, what).not.toContain(text);
    }
  });

  test('refuses another algorithm than its own', async () => {
    const keyRing = createKeyRing([NEW]);
    const sealed = await keyRing.seal('secret', RECORD);
    const header = Buffer.from(JSON.stringify({ alg: 'A256KW', enc: 'A256GCM', kid: 'new', rec: RECORD }));
    const parts = sealed.split('.').with(0, header.toString('base64url'));
    expect((await failureOf(keyRing.open(parts.join('.'), RECORD))).code).toBe('DAMAGED');
  });

  test.each([
    ['no key', []],
    ['a short key', [{ kid: 'a', key: randomBytes(16) }]],
    ['a long key', [{ kid: 'a', key: randomBytes(33) }]],
    ['a key without a name', [{ kid: '', key: randomBytes(32) }]],
    ['two keys of one name', [OLD, { kid: 'old', key: randomBytes(32) }]],
  ])('is not made of %s', (_what, keys) => {
    expect(() => createKeyRing(keys)).toThrow(TypeError);
  });
});

function flipped(part: string): string {
  return (part.startsWith('A') ? 'B' : 'A') + part.slice(1);
}
