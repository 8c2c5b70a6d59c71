import type { Position, RecordedEvent } from '#event-store/port.js';
import { crashPoint } from '#runtime/crash-points.js';
import { type Discards, discardsOf } from '../discards.js';
import { Folder } from '../folder.js';
import type { ProjectorObserver } from '../observer.js';
import type { Cause } from '../parked-keys.js';
import { ParkedRetry } from '../parked-retry.js';
import { originOfCause } from '../poison.js';
import { Projector } from '../projector.js';
import { groupsOf, pages, seenOf } from '../recorded.js';
import { VisibleDocuments } from '../visible-documents.js';
import type { RebuildPlace } from './fold-log.js';
import type { RebuildDependencies } from './dependencies.js';
import { foldAnew } from './refold.js';
import type { Shadow } from './shadow.js';

/**
 * Puts the shadow collection in the model's place and folds into it what has reached only the old one. Every step may be
 * repeated, so a process that dies here leaves nothing that the next one could not end.
 */
export async function takeOver<Doc extends object>(
  ground: RebuildDependencies<Doc>,
  shadow: Shadow<Doc>,
  place: RebuildPlace,
  held: AbortSignal,
  observer: ProjectorObserver,
): Promise<readonly string[]> {
  const { state } = ground;
  await state.swapping(place);
  crashPoint('rebuild.before-swap');
  held.throwIfAborted();
  // Not there any more: it took the model's place before we were interrupted.
  if (await shadow.exists()) await shadow.swap();
  crashPoint('rebuild.after-swap');
  const parked = await adoptParked(ground, observer);
  await catchUp(ground, place.position, observer);
  await foldErasedAnew(ground);
  await retryDiscarded(ground, parked, observer);
  crashPoint('rebuild.before-end');
  await state.ended();
  return parked;
}

/** The model's parked keys are from now on those of the new collection; whatever else held one up was folded. */
async function adoptParked<Doc extends object>(
  { parked, shadowParked }: RebuildDependencies<Doc>,
  observer: ProjectorObserver,
): Promise<readonly string[]> {
  const keys: string[] = [];
  await parked.releaseAll();
  for await (const { key, cause, waiting } of shadowParked.all()) {
    await parked.park(key, cause, waiting);
    observer.parked(key, cause.reason, cause.message, originOfCause(cause));
    keys.push(key);
  }
  return keys;
}

/** Folds what came after a position into the model, side by side with its projectors. */
async function catchUp<Doc extends object>(
  { projected, parts, progress }: RebuildDependencies<Doc>,
  after: Position | undefined,
  observer: ProjectorObserver,
): Promise<void> {
  const { projection } = projected;
  const { store, codec } = parts;
  const projector = new Projector(projected, parts, observer, await discardsOf(projection, store, codec));
  let newest: RecordedEvent | undefined;
  for await (const page of pages(store, after)) {
    await projector.project(groupsOf(page, projection));
    newest = page.at(-1);
  }
  if (newest === undefined) {
    for await (const last of store.readAll({ direction: 'backwards', limit: 1 })) newest = last;
  }
  await progress.built(projection.version, seenOf(newest));
}

/** Erasures reached the old collection while the new one was built with keys that are gone now. */
async function foldErasedAnew<Doc extends object>({
  projected,
  parts,
  refolded,
}: RebuildDependencies<Doc>): Promise<void> {
  const keys = await refolded.keys();
  if (keys.length === 0) return;
  parts.keys.forget();
  const { connection, store, codec, visibility } = parts;
  const { projection } = projected;
  const folder = new Folder(projection, store, codec, await discardsOf(projection, store, codec));
  const documents = new VisibleDocuments(projected, connection, visibility);
  for (const key of keys) await foldAnew(folder, documents, key);
  await refolded.forget(keys);
}

/** Discarded while the shadow was built: it did not know yet. */
async function retryDiscarded<Doc extends object>(
  { projected, parts, parked, shadowParked }: RebuildDependencies<Doc>,
  keys: readonly string[],
  observer: ProjectorObserver,
): Promise<void> {
  const { projection } = projected;
  const discards = await discardsOf(projection, parts.store, parts.codec);
  const retry = new ParkedRetry(projected, parts, observer);
  for (const key of keys) {
    const held = await parked.get(key);
    if (held !== null && isDiscarded(held.cause, discards)) await retry.retry(key);
  }
  await shadowParked.releaseAll();
}

function isDiscarded(cause: Cause, discards: Discards): boolean {
  return 'event' in cause && discards.has(cause.event);
}
