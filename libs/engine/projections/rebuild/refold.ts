import { type Applying, applyToOne } from '../apply-up-to.js';
import { discardsOf } from '../discards.js';
import { Folder } from '../folder.js';
import { UNOBSERVED } from '../observer.js';
import type { Projected } from '../projected.js';
import type { ProjectorDependencies } from '../projector.js';
import { VisibleDocuments } from '../visible-documents.js';
import { Refolded } from './refolded.js';
import { shadowsOf } from './shadow.js';

/**
 * Folds one document anew from the event store, as far as it is: after an erasure this is what makes the person's data
 * `erased` in the model too, and in whatever is being built to take its place. Answers false when the model has no such
 * document.
 * @throws Error when an event cannot be folded, or the document changes under every attempt: it is as it was.
 */
export async function refold<Doc extends object>(
  projected: Projected<Doc>,
  parts: ProjectorDependencies,
  id: string,
): Promise<boolean> {
  const { projection, model } = projected;
  const { connection, store, codec, visibility } = parts;
  await new Refolded(connection, projection.name).note(id);
  const folder = new Folder(projection, store, codec, await discardsOf(projection, store, codec));
  for (const shadow of await shadowsOf(connection, model)) {
    // One of another release's version is that release's to fold; it knows of the erasure by the note.
    if (await shadow.has(id, projection.version))
      await foldAnew(folder, shadow.documents(projection.version), id);
  }
  return foldAnew(folder, new VisibleDocuments(projected, connection, visibility), id);
}

/** The same, in one collection. */
export async function foldAnew<Doc extends object>(
  folder: Folder<Doc>,
  documents: Applying<Doc>['documents'],
  id: string,
): Promise<boolean> {
  const applying = { folder, documents, observer: UNOBSERVED };
  const { kept, cause } = await applyToOne(applying, id, { anew: true });
  if (cause !== undefined) throw new Error(`${id} cannot be folded anew: ${cause.reason}: ${cause.message}`);
  return kept.applied.size > 0;
}
