import { mongo } from 'mongoose';
import { isTransient, writeErrorsOf } from '#runtime/mongodb/failure.js';

const DUPLICATE_KEY = 11_000;
/** MongoDB's 16 MiB, less room for the filter that the driver counts with a replacement. */
const MOST_BYTES = 16 * 1024 * 1024 - 16_384;

/**
 * What the database would not write because of the documents themselves, and why, by their place in the bulk. An `_id`
 * that is taken is a lost race instead.
 * @throws the error if it is about anything else: the server is away, the write is not at a majority, we may not. The
 * driver reports those as errors of the bulk, too, but without naming a document; nothing is known of any then.
 */
export function refusedPlaces(error: unknown): ReadonlyMap<number, string> {
  if (!(error instanceof mongo.MongoBulkWriteError) || isTransient(error)) throw error;
  const errors = writeErrorsOf(error);
  if (errors.length === 0) throw error;
  const isTaken = ({ code, errmsg = '' }: mongo.WriteError) =>
    code === DUPLICATE_KEY && errmsg.includes('index: _id_');
  return new Map(errors.filter((each) => !isTaken(each)).map((each) => [each.index, complaint(each)]));
}

/** Without the values that the database quotes. */
function complaint({ code, errmsg = '' }: mongo.WriteError): string {
  const [, index] = /index: (\S+)/.exec(errmsg) ?? [];
  return index === undefined ? `code ${code}` : `code ${code}, index ${index}`;
}

/**
 * Places of the documents because of which the driver would send none of the bulk; none if that is not what is wrong.
 */
export function tooLargePlaces(error: unknown, documents: readonly object[]): ReadonlyMap<number, string> {
  if (!(error instanceof mongo.MongoInvalidArgumentError)) return new Map();
  const sizes = documents.map((each) => mongo.BSON.calculateObjectSize(each, { ignoreUndefined: true }));
  return new Map(
    [...sizes.entries()]
      .filter(([, bytes]) => bytes > MOST_BYTES)
      .map(([place, bytes]) => [place, `too large: ${bytes} bytes, at most ${MOST_BYTES}`]),
  );
}
