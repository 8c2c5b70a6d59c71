import type { Documents } from './documents.js';
import type { Folded, Folder } from './folder.js';
import type { Cause, Newest } from './parked-keys.js';
import { causeOf } from './poison.js';
import type { Kept } from './stored.js';

/** How far it went, and what ended it before the targets: undefined when nothing did. */
export interface Stepped<Doc extends object> {
  readonly kept: Kept<Doc>;
  readonly ended: Cause | 'lost-race' | undefined;
}

/**
 * Folds event by event and writes each result, up to the one whose document the database refuses: that event is at
 * fault. For documents that were refused when many events were written at once.
 */
export async function stepwise<Doc extends object>(
  folder: Folder<Doc>,
  documents: Pick<Documents<Doc>, 'save'>,
  from: Kept<Doc>,
  targets: Newest,
  folded: (result: Folded<Doc>) => void = () => undefined,
): Promise<Stepped<Doc>> {
  let kept = from;
  for await (const event of folder.eventsUpTo(from, targets)) {
    const result = await folder.fold(kept, [event]);
    const changed = result.applied > 0 ? [{ before: kept, after: result.after }] : [];
    const { lost, refused } = await documents.save(changed);
    if (lost.size > 0) return { kept, ended: 'lost-race' };
    const cause = causeOf(result, refused.get(kept.id), [event]);
    if (cause !== undefined) return { kept, ended: cause };
    folded(result);
    kept = result.after;
  }
  return { kept, ended: undefined };
}
