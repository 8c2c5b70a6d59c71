import { type Connection, mongo } from 'mongoose';

/** An index as it is declared beside the code that needs it. */
export interface DeclaredIndex {
  /** Fields in order, each ascending or descending. */
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly unique?: true;
  /** Documents without the fields are not in it. */
  readonly sparse?: true;
}

export interface DeclaredCollection {
  readonly name: string;
  /** Beside the one on `_id`. */
  readonly indexes: readonly DeclaredIndex[];
}

const NAMESPACE_NOT_FOUND = 26;
const NAMESPACE_EXISTS = 48;

/** What a database lacks of what was declared; each in a few words that name collection and index. */
export interface Lacking {
  readonly missing: readonly string[];
  /** There, with other options: nobody but an operator may drop it, see `hawiya migrate --help`. */
  readonly differing: readonly string[];
}

/** Looks, and changes nothing. */
export async function lackingIn(
  connection: Connection,
  declared: readonly DeclaredCollection[],
): Promise<Lacking> {
  const [missing, differing]: [string[], string[]] = [[], []];
  for (const { name, indexes } of declared) {
    const found = await indexesOf(connection.collection(name));
    if (found === undefined) missing.push(name);
    for (const index of indexes) {
      const there = found?.find(({ key }) => sameKey(key, index.key));
      if (there === undefined) missing.push(`${name} ${describe(index)}`);
      else if (!sameOptions(there, index))
        differing.push(`${name} ${describe(there)} instead of ${describe(index)}`);
    }
  }
  return { missing, differing };
}

/**
 * Makes what is missing; safe to repeat, also at the same time. Answers what it made, and what is there but differs,
 * which it leaves alone.
 * @throws what MongoDB says, e.g. of a unique index on documents that are not
 */
export async function makeMissing(
  connection: Connection,
  declared: readonly DeclaredCollection[],
): Promise<{ readonly made: readonly string[]; readonly differing: readonly string[] }> {
  const { missing, differing } = await lackingIn(connection, declared);
  for (const { name, indexes } of declared) {
    if (missing.includes(name)) await createCollection(connection, name);
    for (const index of indexes) {
      if (missing.includes(`${name} ${describe(index)}`))
        await createIndex(connection.collection(name), index);
    }
  }
  return { made: missing, differing };
}

export async function createIndex(
  collection: Pick<mongo.Collection, 'createIndex'>,
  { key, ...options }: DeclaredIndex,
): Promise<void> {
  await collection.createIndex({ ...key }, options);
}

async function createCollection(connection: Connection, name: string): Promise<void> {
  try {
    await connection.createCollection(name);
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError) || error.code !== NAMESPACE_EXISTS) throw error;
  }
}

/** Undefined: no such collection. */
async function indexesOf(collection: mongo.Collection): Promise<readonly DeclaredIndex[] | undefined> {
  try {
    const found = await collection.listIndexes().toArray();
    return found.length === 0 ? undefined : found;
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.code === NAMESPACE_NOT_FOUND) return undefined;
    throw error;
  }
}

const fieldsOf = (key: DeclaredIndex['key']): string =>
  Object.entries(key)
    .map(([field, direction]) => `${field}:${direction}`)
    .join(',');
const sameKey = (a: DeclaredIndex['key'], b: DeclaredIndex['key']): boolean => fieldsOf(a) === fieldsOf(b);

/** Whatever decides which documents are found through it, or refused because of it. */
const TELLING = ['unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds', 'collation', 'hidden'];
const optionsOf = (index: DeclaredIndex): string =>
  TELLING.filter((option) => Reflect.get(index, option) !== undefined && Reflect.get(index, option) !== false)
    .map((option) => {
      const value: unknown = Reflect.get(index, option);
      return value === true ? option : `${option}=${JSON.stringify(value)}`;
    })
    .join(' ');
const sameOptions = (a: DeclaredIndex, b: DeclaredIndex): boolean => optionsOf(a) === optionsOf(b);
const describe = (index: DeclaredIndex): string => `(${`${fieldsOf(index.key)} ${optionsOf(index)}`.trim()})`;
