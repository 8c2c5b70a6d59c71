import { mongo } from 'mongoose';

const NAMESPACE_NOT_FOUND = 26;

/** Drops a collection that may not be there; not every server says so with the code. */
export async function dropIfThere(collection: Pick<mongo.Collection, 'drop'>): Promise<void> {
  try {
    await collection.drop();
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError)) throw error;
    if (error.code !== NAMESPACE_NOT_FOUND && !error.message.startsWith('ns not found')) throw error;
  }
}
