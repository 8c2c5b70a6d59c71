import { type Connection, type Model, Schema, type UpdateQuery } from 'mongoose';

interface CaseRecord {
  readonly _id: string;
  readonly person: string;
  readonly open: boolean;
  readonly billNumber?: string;
  readonly revision: number;
}

const schema = new Schema<CaseRecord>(
  { _id: String, person: String, open: Boolean, billNumber: String, revision: Number },
  { collection: 'cases', versionKey: false, strict: false, autoIndex: false },
);
schema.index({ person: 1 }, { unique: true, partialFilterExpression: { open: true } });
schema.index({ billNumber: 1 });

/** The cases, a document each, written in place. */
export class CaseRecords {
  private readonly model: Model<CaseRecord>;

  constructor(connection: Connection) {
    this.model = connection.model<CaseRecord>('Case', schema);
  }

  async createIndexes(): Promise<void> {
    await this.model.createIndexes();
  }

  async insert(record: Record<string, unknown>): Promise<void> {
    await this.model.create(record);
  }

  /** One update; answers the revision after it. @throws Error when there is no such case */
  async change(filter: Record<string, unknown>, update: UpdateQuery<CaseRecord>): Promise<number> {
    const changed = await this.model
      .findOneAndUpdate(
        filter,
        { ...update, $inc: { revision: 1 } },
        { returnDocument: 'after', projection: { revision: 1 } },
      )
      .lean();
    if (changed === null) throw new Error('no such case');
    return changed.revision;
  }
}
