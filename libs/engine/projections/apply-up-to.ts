import type { StoredEvent } from '#event-sourcing/codec.js';
import type { Documents } from './documents.js';
import type { FoldedDocument, Folder } from './folder.js';
import type { ProjectorObserver } from './observer.js';
import type { Cause, Newest } from './parked-keys.js';
import { asCause } from './poison.js';
import type { Kept } from './stored.js';

/** What a document is brought up to. */
export type Target =
  /** These events, each stream's in order; what is missing before one of them is read from the event store. */
  | { readonly events: readonly StoredEvent[] }
  /** These revisions, read from the event store. */
  | { readonly upTo: Newest }
  /** What is in it already, folded again from nothing: in one piece, or not at all. */
  | { readonly anew: true };

/** What is folded, where the documents are, and who is told. */
export interface Applying<Doc extends object> {
  readonly folder: Folder<Doc>;
  /** A collection's, or a bulk cache over it. */
  readonly documents: Pick<Documents<Doc>, 'load' | 'save'>;
  readonly observer: Pick<ProjectorObserver, 'folded' | 'lostRace'>;
}

export interface ApplyOptions {
  /** Events of a document that are folded between two writes of it, at least 1; default: all there are. */
  readonly batch?: number;
}

/** How far a document got. */
export interface AppliedUpTo<Doc extends object> {
  /** As it is stored. */
  readonly kept: Kept<Doc>;
  /** What ended it before its target; undefined: nothing. */
  readonly cause: Cause | undefined;
}

/** How often a document may be written by somebody else in between. */
const MOST_RACES = 20;

/**
 * Brings documents up to their targets: loads them, folds what is missing, and saves them under their guard. Who loses
 * a race loads and folds again. A document the database refuses is folded again event by event, so that the event at
 * fault is known and everything before it is stored. Hence neither the batch nor who else applies events makes a
 * difference to a document. Answers for every key.
 * @throws Error if a document changes under every attempt, and whatever event store, key store and database throw when
 * they are out of reach
 */
export async function applyUpTo<Doc extends object>(
  applying: Applying<Doc>,
  targets: ReadonlyMap<string, Target>,
  { batch = Infinity }: ApplyOptions = {},
): Promise<ReadonlyMap<string, AppliedUpTo<Doc>>> {
  const reached = new Map<string, AppliedUpTo<Doc>>();
  let left = targets;
  for (let race = 0; left.size > 0; race += 1) {
    if (race === MOST_RACES)
      throw new Error(`${left.size} documents changed under every attempt, ${[...left.keys()][0]} for one`);
    const { lost, refused } = await attempt(applying, left, batch, reached);
    if (lost.size > 0) applying.observer.lostRace(lost.size);
    for (const [key, each] of await applyUpTo(applying, refused, { batch: 1 })) reached.set(key, each);
    left = lost;
  }
  return reached;
}

/** The same for one document. */
export async function applyToOne<Doc extends object>(
  applying: Applying<Doc>,
  key: string,
  target: Target,
): Promise<AppliedUpTo<Doc>> {
  const reached = (await applyUpTo(applying, new Map([[key, target]]))).get(key);
  if (reached === undefined) throw new Error('applyUpTo answers for every key');
  return reached;
}

/** A document on its way to its target. */
interface UnderWay<Doc extends object> {
  readonly target: Target;
  readonly stored: Kept<Doc>;
  /** What is folded into: what is stored, or nothing. */
  readonly from: Kept<Doc>;
  readonly events: readonly StoredEvent[];
}

/** Answers those to be begun again; the others are in `reached` after. */
async function attempt<Doc extends object>(
  { folder, documents, observer }: Applying<Doc>,
  targets: ReadonlyMap<string, Target>,
  batch: number,
  reached: Map<string, AppliedUpTo<Doc>>,
) {
  const [lost, refused] = [new Map<string, Target>(), new Map<string, Target>()];
  const loaded = await documents.load([...targets.keys()]);
  let underWay = await Promise.all(
    [...targets.values()].flatMap((target, place) => {
      const stored = loaded[place];
      return stored === undefined ? [] : [begin(folder, stored, target)];
    }),
  );
  while (underWay.length > 0) {
    // Side by side: a person's key may have to be fetched from afar.
    const folds = await Promise.all(
      underWay.map(async (each) => {
        const most = 'anew' in each.target ? Infinity : batch;
        return { ...each, folded: await folder.fold(each.from, each.events, most) };
      }),
    );
    const changed = folds.filter(({ folded, target }) => folded.applied > 0 && !isSpoilt(folded, target));
    const saved = await documents.save(
      changed.map(({ stored, folded }) => ({ before: stored, after: folded.after })),
    );
    underWay = [];
    for (const { target, stored, folded } of folds) {
      const { poison, last, rest, after } = folded;
      const key = stored.id;
      const why = saved.refused.get(key);
      if (saved.lost.has(key)) lost.set(key, target);
      else if (why !== undefined && last !== undefined) {
        if (batch > 1 && !('anew' in target)) refused.set(key, target);
        else reached.set(key, { kept: stored, cause: asCause('write-refused', why, last) });
      } else {
        observer.folded(folded);
        const kept = isSpoilt(folded, target) ? stored : after;
        const cause = poison && asCause(poison.reason, poison.message, poison.event);
        if (rest.length > 0) underWay.push({ target, stored: kept, from: kept, events: rest });
        else reached.set(key, { kept, cause });
      }
    }
  }
  return { lost, refused };
}

async function begin<Doc extends object>(
  folder: Folder<Doc>,
  stored: Kept<Doc>,
  target: Target,
): Promise<UnderWay<Doc>> {
  if ('events' in target) return { target, stored, from: stored, events: target.events };
  const nothing = { id: stored.id, document: null, applied: new Map(), refolds: stored.refolds + 1 };
  const [from, upTo] = 'anew' in target ? [nothing, stored.applied] : [stored, target.upTo];
  return { target, stored, from, events: await folder.missing(from, upTo) };
}

/** In one piece, or not at all. */
function isSpoilt({ poison }: Pick<FoldedDocument<object>, 'poison'>, target: Target): boolean {
  return 'anew' in target && poison !== undefined;
}
