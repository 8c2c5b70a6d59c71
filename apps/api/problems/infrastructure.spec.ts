import { describe, expect, it } from '@jest/globals';
import { mongo, MongooseError } from 'mongoose';
import { KeyStoreError } from '#event-sourcing/keys/key-store-error.js';
import { EventStoreError } from '#event-store/errors.js';
import { infrastructureProblem } from './infrastructure.js';

describe('an error of a store', () => {
  it.each([
    new EventStoreError('unavailable', 'the disk is full'),
    new EventStoreError('aborted', 'closing'),
    new KeyStoreError('unavailable', 'the disk is full'),
    new mongo.MongoNetworkError('connection closed'),
    new mongo.MongoNotConnectedError('not connected'),
    new mongo.MongoServerError({ message: 'not primary', code: 10_107 }),
    new MongooseError('Cannot call `c.find()` before initial connection is complete if …'),
  ])('is a 503 to try again after: %s', (error) => {
    expect(infrastructureProblem(error)).toMatchObject({
      code: 'unavailable',
      options: { headers: { 'retry-after': '1' } },
    });
  });

  it('says that the outcome is not known when it is not', () => {
    const error = new EventStoreError('outcome-unknown', 'the disk is full');
    expect(infrastructureProblem(error)).toMatchObject({ code: 'outcome-unknown' });
  });

  it.each([
    new EventStoreError('invalid', 'a bug of ours'),
    new KeyStoreError('damaged', 'not what was written'),
    new mongo.MongoServerError({ message: 'a bug of ours' }),
    new TypeError('a bug of ours'),
    'no error at all',
  ])('that is a bug, or damage, is none of these: %s', (error) => {
    expect(infrastructureProblem(error)).toBeUndefined();
  });
});
