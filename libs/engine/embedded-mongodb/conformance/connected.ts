import { afterAll, beforeAll } from '@jest/globals';
import type { Connection } from 'mongoose';
import { type Loose, type MongoUnderTest, mongoUnderTest } from '#test/support/mongo-under-test.js';

/** A connection to the server under test, for the length of a spec. */
export function connected(prepare?: (connection: Connection) => Promise<unknown>) {
  let server: MongoUnderTest;
  let connection: Connection;
  let collections = 0;
  beforeAll(async () => {
    server = await mongoUnderTest();
    connection = await server.connect();
    await prepare?.(connection);
  });
  afterAll(() => server.stop());
  return {
    connection: () => connection,
    another: () => server.connect(),
    db: () => connection.getClient().db(connection.name),
    /** A collection nobody else uses. */
    fresh: () => connection.collection<Loose>(`c${(collections += 1)}`),
  };
}

/** MongoDB's code for the refusal. */
export const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'accepted',
    (error: unknown) => (error as { code: number }).code, // MongoServerError
  );
