import type { mongo } from 'mongoose';
import { formatApplied } from '../applied.js';
import type { Discards } from '../discards.js';
import { Folder } from '../folder.js';
import { ParkedKeys } from '../parked-keys.js';
import type { Projected } from '../projected.js';
import type { ProjectorDependencies } from '../projector.js';
import type { Guarded } from '../stored.js';
import type { Aside } from './build.js';
import { compare, type Suspect } from './comparison.js';
import { type Difference, type Patience, Recheck } from './recheck.js';

/** How a model compares with the fold of the events. */
export interface Comparison {
  /** Documents the events fold to. */
  readonly documents: number;
  /** Looked at more closely, because events came meanwhile or something is wrong. */
  readonly rechecked: number;
  /** Equal as far as they are; what they lack is still on its way. */
  readonly waiting: number;
  readonly differing: number;
  /** The first hundred of them. */
  readonly differences: readonly Difference[];
  /** Over all documents in order: equal collections have equal hashes. */
  readonly hashes: { readonly expected: string; readonly actual: string };
}

const MOST_DIFFERENCES = 100;

/** A fold of the events. */
export interface Expected {
  readonly collection: mongo.Collection<Guarded>;
  /** Keys it could not go on with. */
  readonly poisoned: Aside['poisoned'];
  readonly discards: Discards;
}

/** Walks the fold and the model side by side, and looks again at whatever is not the same. */
export async function judge<Doc extends object>(
  { projected, parts }: { readonly projected: Projected<Doc>; readonly parts: ProjectorDependencies },
  { collection, poisoned, discards }: Expected,
  patience: Patience,
): Promise<Comparison> {
  const { projection, model } = projected;
  const { connection, store, codec } = parts;
  const live = connection.collection<Guarded>(model.collection);
  const recheck = new Recheck({
    folder: new Folder(projection, store, codec, discards),
    version: projection.version,
    live,
    parked: new ParkedKeys(connection, projection.name),
  });
  const { documents, suspects, more, hashes } = await compare(collection, live);
  const all = [...suspects.filter(({ id }) => !poisoned.has(id)), ...heldUp(poisoned)];
  const verdicts = await recheck.verdicts(all, patience);
  const differences = verdicts.flatMap((each) => (each.kind === 'differs' ? [each.difference] : []));
  return {
    documents,
    rechecked: all.length,
    waiting: verdicts.filter(({ kind }) => kind === 'waiting').length,
    differing: differences.length + more,
    differences: differences.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, MOST_DIFFERENCES),
    hashes,
  };
}

function heldUp(poisoned: Aside['poisoned']): readonly Suspect[] {
  return [...poisoned].map(([id, { waiting }]) => ({ id, needs: formatApplied(waiting), heldUp: true }));
}
