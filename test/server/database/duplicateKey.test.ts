import mongoose from 'mongoose';
import { expect, test } from 'vitest';
import { duplicateKeyIndex } from '../../../server/database/duplicateKey.js';

const serverError = (message: string, code = 11_000) => new mongoose.mongo.MongoServerError({ message, code });

test.for([
  [
    'E11000 duplicate key error collection: a.bots index: person_slot dup key: { person: "p", slot: "0" }',
    'person_slot',
  ],
  ['E11000 duplicate key error collection: a.bots index: _id_ dup key: { _id: " index: x" }', '_id_'],
  ['E11000 duplicate key error collection: a.bots index: a_1 collation: { locale: "en" } dup key: { a: 1 }', 'a_1'],
  [
    'Plan executor error during findAndModify :: caused by :: E11000 duplicate key error collection: a.b index: a_1 dup key: { : 1 }',
    'a_1',
  ],
  ['E11000 duplicate key error', 'unknown'],
] as const)('%s', ([message, index]) => {
  expect(duplicateKeyIndex(serverError(message))).toBe(index);
});

test('other errors name no index', () => {
  expect(duplicateKeyIndex(serverError('index: a_1 went wrong', 85))).toBeNull();
  expect(duplicateKeyIndex(new Error('E11000 duplicate key error collection: a.b index: a_1 dup key: {}'))).toBeNull();
  expect(duplicateKeyIndex(undefined)).toBeNull();
});
