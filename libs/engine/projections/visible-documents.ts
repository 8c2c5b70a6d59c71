import type { Connection } from 'mongoose';
import { crashPoint } from '#runtime/crash-points.js';
import { type DocumentChange, Documents, type SaveResult } from './documents.js';
import type { InProcessVisibility } from './in-process-visibility.js';
import type { Projected } from './projected.js';
import type { Kept } from './stored.js';
import type { WarmDocuments } from './warm-documents.js';

/** The documents of a model that is being read: whoever waits for one is told when it is written. */
export class VisibleDocuments<Doc extends object> {
  private readonly documents: Documents<Doc>;
  private readonly name: string;

  constructor(
    { model, projection }: Projected<Doc>,
    connection: Connection,
    private readonly visibility: Pick<InProcessVisibility, 'written'>,
    warm?: WarmDocuments<Doc>,
  ) {
    this.documents = new Documents(connection.collection(model.collection), projection.version, warm);
    this.name = projection.name;
  }

  load(ids: readonly string[]): Promise<readonly Kept<Doc>[]> {
    return this.documents.load(ids);
  }

  async save(changes: readonly DocumentChange<Doc>[]): Promise<SaveResult> {
    if (changes.length === 0) return { lost: new Set(), refused: new Map() };
    crashPoint('projector.before-write');
    const result = await this.documents.save(changes);
    crashPoint('projector.after-write');
    for (const { after } of changes) {
      const written = !result.lost.has(after.id) && !result.refused.has(after.id);
      if (written) this.visibility.written(this.name, after.id);
    }
    return result;
  }
}
