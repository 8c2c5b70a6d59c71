import type { Instant } from '#decider/brand.js';
import { Schema } from 'mongoose';
import type { DeclaredCollection } from '#runtime/mongodb/collections.js';
import type { Deadline } from '../reaction.js';

export interface DeadlineDocument {
  /** `{kind}:{of}`: setting a deadline again moves it. */
  readonly _id: string;
  readonly kind: Deadline['kind'];
  readonly of: string;
  readonly due: Instant;
  /**
   * Not fired before. Whoever fires it holds it until then, and if they die it is fired again; after a failure it is
   * when it is tried next. Null: it has not been tried.
   */
  readonly leasedUntil: Instant | null;
  readonly lease: string | null;
  /** How often firing it has failed of what does not pass by itself. */
  readonly failures?: number;
  /** How often of what does, since it was set. */
  readonly interruptions?: number;
  /** It can never be carried out, or not before somebody has mended what is wrong: an operator sees to it. */
  readonly parkedAt?: Date;
  /** Why it is parked. */
  readonly why?: string;
  /** Replays that failed. */
  readonly attempts?: number;
}

export const deadlineSchema = new Schema<DeadlineDocument>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    of: { type: String, required: true },
    due: { type: String, required: true },
    leasedUntil: { type: String, default: null },
    lease: { type: String, default: null },
    failures: { type: Number },
    interruptions: { type: Number },
    parkedAt: { type: Date },
    why: { type: String },
    attempts: { type: Number },
  },
  { versionKey: false, collection: 'deadlines', autoIndex: false, autoCreate: false },
);

export const DEADLINES: DeclaredCollection = {
  name: 'deadlines',
  indexes: [
    { key: { due: 1 } },
    { key: { of: 1 } },
    { key: { leasedUntil: 1, due: 1 } },
    { key: { parkedAt: 1 }, sparse: true },
  ],
};

/** After every moment: a parked deadline is not tried by itself, not by a former release either. */
export const NEVER = '9999-12-31T23:59:59.999Z' as Instant;

export const idOf = ({ kind, of }: Pick<Deadline, 'kind' | 'of'>): string => `${kind}:${of}`;
