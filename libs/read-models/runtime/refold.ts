import { discardsOf } from './discards.js';
import { Folder } from './folder.js';
import type { Projected, ProjectorParts } from './projector.js';
import { VisibleDocuments } from './visible-documents.js';

const MOST_RACES = 20;

/**
 * Folds one document anew from the event store, as far as it is: after an erasure this is what makes the person's data
 * `erased` in the model too. Answers false when there is no such document.
 * @throws Error when an event cannot be folded, or the document changes under every attempt: it is as it was.
 */
export async function refold<Doc extends object>(
  projected: Projected<Doc>,
  { connection, store, codec, visibility }: ProjectorParts,
  id: string,
): Promise<boolean> {
  const documents = new VisibleDocuments(projected, connection, visibility);
  const { projection } = projected;
  const folder = new Folder(projection, store, codec, await discardsOf(projection, store, codec));
  for (let race = 0; race < MOST_RACES; race += 1) {
    const before = await documents.loadOne(id);
    if (before.applied.size === 0) return false;
    const empty = { id, document: null, applied: new Map(), refolds: before.refolds + 1 };
    const { after, poison } = await folder.foldUpTo(empty, before.applied);
    if (poison !== undefined) throw new Error(`${id} cannot be folded anew: ${poison.message}`);
    const { lost, refused } = await documents.save([{ before, after }]);
    const [message] = refused.values();
    if (message !== undefined) throw new Error(`the database refuses ${id}: ${message}`);
    if (lost.size === 0) return true;
  }
  throw new Error(`${id} changed under every attempt`);
}
