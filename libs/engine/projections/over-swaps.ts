import { mongo } from 'mongoose';

/** QueryPlanKilled: MongoDB ends a query whose collection is dropped under it, as the swap of a rebuild does. */
const KILLED = 175;
const MOST_TRIES = 3;

/** A read of many documents, begun anew when a rebuilt model took the collection's place meanwhile. */
export async function overSwaps<T>(read: () => PromiseLike<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof mongo.MongoServerError) || error.code !== KILLED || tries === MOST_TRIES)
        throw error;
    }
  }
}
