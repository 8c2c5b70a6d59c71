import type { Configuration } from '#configuration/configuration.js';
import { hostsOf } from '#runtime/mongodb/url.js';
import { ExpectedFailure } from '../failure.js';

/** The data folder of an embedded service. */
export interface FolderPlace {
  readonly kind: 'embedded';
  readonly data: string;
}

/** The MongoDB that the settings name. */
export interface MongoPlace {
  readonly kind: 'mongodb';
  readonly url: string;
  readonly database: string;
  readonly masterKey: Uint8Array;
}

export interface KeyPlaces {
  readonly folder: FolderPlace;
  readonly mongo: MongoPlace;
  /** Which of the two the keys are copied from. */
  readonly from: 'folder' | 'mongo';
}

/** The folder is named in the call, MongoDB by the settings: its password is on no command line. @throws ExpectedFailure */
export function keyPlaces(
  { from, to }: { readonly from?: string; readonly to?: string },
  { mongoUrl, mongoDatabase, keysSecret }: Configuration,
): KeyPlaces {
  const data = from ?? to;
  if (data === undefined || (from !== undefined && to !== undefined))
    throw new ExpectedFailure(
      'name the data folder, with --from or with --to; the other side is the MongoDB that HAWIYA_MONGO_URL names',
    );
  if (/^mongodb(\+srv)?:/.test(data))
    throw new ExpectedFailure('a MongoDB is named by HAWIYA_MONGO_URL, and never on a command line');
  if (mongoUrl === undefined || keysSecret === undefined)
    throw new ExpectedFailure(
      'HAWIYA_MONGO_URL and HAWIYA_KEYS_SECRET are not set: they say where the keys are on the other side, and what they are wrapped with there',
    );
  return {
    folder: { kind: 'embedded', data },
    mongo: {
      kind: 'mongodb',
      url: mongoUrl,
      database: `${mongoDatabase}-keys`,
      masterKey: Buffer.from(keysSecret, 'hex'),
    },
    from: from === undefined ? 'mongo' : 'folder',
  };
}

/** As people are told of it, without user and password. */
export function keyPlaceName(place: FolderPlace | MongoPlace): string {
  return place.kind === 'embedded'
    ? `the embedded keys in ${place.data}`
    : `MongoDB at ${hostsOf(place.url)}, database ${place.database}`;
}
