import mongoose from 'mongoose';
import { describe, expect, test } from 'vitest';
import { isDatabaseUnavailable } from '../../../server/database/unavailable.js';

const { mongo } = mongoose;

function named(name: string): Error {
  return Object.assign(new Error('x'), { name });
}

describe('the database is away', () => {
  test.for([
    ['a broken connection', new mongo.MongoNetworkError('read ECONNRESET')],
    ['a silent server', new mongo.MongoNetworkTimeoutError('timed out')],
    ['a client that is not connected', new mongo.MongoNotConnectedError('not connected')],
    ['a closed topology', new mongo.MongoTopologyClosedError('closed')],
    ['an operation timeout', new mongo.MongoOperationTimeoutError('late')],
    ['a cleared pool', named('MongoPoolClearedError')],
    ['a closed pool', named('MongoPoolClosedError')],
    ['a full pool', named('MongoWaitQueueTimeoutError')],
    ['no primary', new mongo.MongoServerError({ message: 'not primary', code: 10_107 })],
    ['a server that shuts down', new mongo.MongoServerError({ message: 'shutdown', code: 11_600 })],
    ['no majority', new mongo.MongoServerError({ message: 'waiting for replication timed out', code: 64 })],
    [
      'Mongoose without buffering',
      new mongoose.Error('Cannot call `x.findOne()` before initial connection is complete'),
    ],
    ['Mongoose, no server found', new mongoose.Error.MongooseServerSelectionError('no server')],
    [
      'a socket that breaks as it is written to',
      Object.assign(new Error('ended by the other party'), { code: 'EPIPE' }),
    ],
    ['any of these as a cause', new Error('refresh failed', { cause: new mongo.MongoNetworkError('x') })],
  ] as const)('%s', ([, error]) => {
    expect(isDatabaseUnavailable(error)).toBe(true);
  });
});

describe('the database is there', () => {
  test.for([
    ['a duplicate key', new mongo.MongoServerError({ message: 'E11000 duplicate key error', code: 11_000 })],
    ['a document that does not fit', new mongoose.Error.ValidationError()],
    ['a command that it does not know', new mongo.MongoServerError({ message: 'no such command', code: 59 })],
    ['a mistake of ours', new mongo.MongoInvalidArgumentError('bad')],
    ['an error of something else', new Error('connect ECONNREFUSED 1.2.3.4:443')],
    [
      'a vendor that cannot be reached',
      new Error('Recall did not answer', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }),
    ],
    ['no error at all', 'connect ECONNREFUSED'],
  ] as const)('%s', ([, error]) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});
