import { type Discards, discardsOf } from '../discards.js';
import type { Documents } from '../documents.js';
import { Folder } from '../folder.js';
import type { Projected } from '../projected.js';
import type { ProjectorParts } from '../projector.js';
import { VisibleDocuments } from '../visible-documents.js';
import { Refolded } from './refolded.js';
import { shadowsOf } from './shadow.js';

const MOST_RACES = 20;

/**
 * Folds one document anew from the event store, as far as it is: after an erasure this is what makes the person's data
 * `erased` in the model too, and in whatever is being built to take its place. Answers false when the model has no such
 * document.
 * @throws Error when an event cannot be folded, or the document changes under every attempt: it is as it was.
 */
export async function refold<Doc extends object>(
  projected: Projected<Doc>,
  parts: ProjectorParts,
  id: string,
): Promise<boolean> {
  const { projection, model } = projected;
  const { connection, store, codec, visibility } = parts;
  await new Refolded(connection, projection.name).note(id);
  const discards = await discardsOf(projection, store, codec);
  for (const shadow of await shadowsOf(connection, model)) {
    // One of another release's version is that release's to fold; it knows of the erasure by the note.
    if (await shadow.has(id, projection.version)) {
      await refoldIn(shadow.documents(projection.version), projected, parts, discards, id);
    }
  }
  return refoldIn(new VisibleDocuments(projected, connection, visibility), projected, parts, discards, id);
}

/** The same, in one collection. */
export async function refoldIn<Doc extends object>(
  documents: Pick<Documents<Doc>, 'load' | 'save'>,
  { projection }: Projected<Doc>,
  { store, codec }: Pick<ProjectorParts, 'store' | 'codec'>,
  discards: Discards,
  id: string,
): Promise<boolean> {
  const folder = new Folder(projection, store, codec, discards);
  for (let race = 0; race < MOST_RACES; race += 1) {
    const [before] = await documents.load([id]);
    if (before === undefined || before.applied.size === 0) return false;
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
