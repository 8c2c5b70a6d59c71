import type { mongo } from 'mongoose';
import type { Discards } from '../discards.js';
import { Documents } from '../documents.js';
import { Folder } from '../folder.js';
import type { Projection } from '../projection.js';
import type { ProjectorDependencies } from '../projector.js';
import { groupsOf } from '../recorded.js';
import type { Guarded } from '../stored.js';
import type { Build, PoisonedKey } from './build.js';
import { BulkBuild } from './bulk-build.js';

/** What is built, and where. */
export interface BuildDependencies {
  readonly projection: Pick<Projection<object>, 'name' | 'version' | 'key'>;
  readonly parts: Pick<ProjectorDependencies, 'store' | 'codec' | 'keys'>;
  readonly collection: mongo.Collection<Guarded>;
  readonly discards: Discards;
  /** The collection is that of a build that was interrupted; these keys are held up. */
  readonly resumed: ReadonlyMap<string, PoisonedKey> | undefined;
}

export interface BuildOptions {
  /** Opens a build on several threads; default: it is folded in this one. */
  readonly threads?: ((site: BuildDependencies) => Build) | undefined;
}

export function openBuild<Doc extends object>(
  projection: Projection<Doc>,
  site: Omit<BuildDependencies, 'projection'>,
  { threads }: BuildOptions,
): Build {
  return threads === undefined ? buildHere(projection, site) : threads({ ...site, projection });
}

function buildHere<Doc extends object>(
  projection: Projection<Doc>,
  { parts, collection, discards, resumed }: Omit<BuildDependencies, 'projection'>,
): Build {
  const folder = new Folder(projection, parts.store, parts.codec, discards);
  const documents = new Documents<Doc>(collection, projection.version);
  const build = new BulkBuild(folder, documents, { resumed });
  return {
    add: (page) => build.add(groupsOf(page, projection)),
    flush: () => build.flush(),
    forgetKeys: () => parts.keys.forget(),
    close: () => Promise.resolve(),
  };
}
