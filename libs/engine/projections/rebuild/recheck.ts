import type { mongo } from 'mongoose';
import { pause } from '#runtime/back-off.js';
import { parseApplied } from '../applied.js';
import { storedAs } from '../documents.js';
import type { Folder } from '../folder.js';
import type { ParkedKeys } from '../parked-keys.js';
import type { Applied, Guarded, Kept } from '../stored.js';
import type { Suspect } from './comparison.js';
import { differingFields } from './differing-fields.js';
import { documentHash } from './document-hash.js';

export interface Difference {
  readonly id: string;
  /**
   * `content`: the same events, another document; `missing`, `extra`: only in the events, only in the model; `behind`:
   * the model lacks events that exist; `unfoldable`: it has an event that cannot be folded.
   */
  readonly kind: 'content' | 'missing' | 'extra' | 'behind' | 'unfoldable';
  /** Where the content differs. */
  readonly fields: readonly string[];
  /** The key waits for an operator, and a replay would bring it further. */
  readonly parked: boolean;
}

/** What became of one suspect. */
export type Verdict =
  | { readonly kind: 'equal' }
  /** As far as it is it equals the fold, and what it lacks may still be on its way. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'differs'; readonly difference: Difference };

export interface RecheckDependencies<Doc extends object> {
  readonly folder: Folder<Doc>;
  readonly version: number;
  readonly live: mongo.Collection<Guarded>;
  readonly parked: Pick<ParkedKeys, 'get'>;
}

export interface Patience {
  /** How long a document may take to receive what it lacks, milliseconds. */
  readonly graceMs: number;
  /** Whether, that time being over, events are still on their way to the model. */
  readonly inFlight: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** How often a document that changes under our eyes is looked at again. */
const MOST_LOOKS = 20;
const AT_ONCE = 16;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Looks at suspects one by one: folds exactly the events the model's document says it has, and compares that. So it does
 * not matter what came while the two collections were walked; a document that only lacks events is given time.
 */
export class Recheck<Doc extends object> {
  constructor(private readonly parts: RecheckDependencies<Doc>) {}

  async verdicts(
    suspects: readonly Suspect[],
    { graceMs, inFlight, signal }: Patience,
  ): Promise<readonly Verdict[]> {
    const done: Verdict[] = [];
    const until = performance.now() + graceMs;
    let left = suspects;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      const looked = await this.look(left, signal);
      done.push(...looked.map(({ verdict }) => verdict).filter(({ kind }) => kind !== 'waiting'));
      left = looked.filter(({ verdict }) => verdict.kind === 'waiting').map(({ suspect }) => suspect);
      if (left.length === 0) return done;
      if (performance.now() + wait > until) break;
      await pause(wait, signal);
    }
    if (await inFlight()) return [...done, ...left.map(() => ({ kind: 'waiting' }) as const)];
    // Nothing is on its way any more. What arrived just now is seen by a last look; the rest is missing.
    const last = await this.look(left, signal);
    return [...done, ...last.map(({ suspect, verdict, has }) => settled(suspect, verdict, has))];
  }

  private async look(suspects: readonly Suspect[], signal: AbortSignal) {
    const looked: { suspect: Suspect; verdict: Verdict; has: boolean }[] = [];
    const left = suspects.values();
    const worker = async () => {
      for (const suspect of left) {
        signal.throwIfAborted();
        looked.push({ suspect, ...(await this.at(suspect)) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return looked;
  }

  private async at(suspect: Suspect): Promise<{ verdict: Verdict; has: boolean }> {
    const { id } = suspect;
    const { live, version } = this.parts;
    for (let looks = 0; ; looks += 1) {
      const document = await live.findOne({ _id: id });
      if (document === null) return { verdict: await this.lacking(nothing(id), suspect), has: false };
      const applied = parseApplied(document.guard.applied);
      const { after, poison } = await this.parts.folder.foldUpTo(nothing(id), applied);
      const expected = storedAs(after, version);
      const differs = (kind: Difference['kind'], fields: readonly string[] = []) => ({
        verdict: { kind: 'differs', difference: { id, kind, fields, parked: false } } as const,
        has: true,
      });
      if (documentHash(expected) === documentHash(document)) {
        const needs = [...parseApplied(suspect.needs)];
        const lacks = needs.some(([stream, revision]) => (applied.get(stream) ?? -1n) < revision);
        return { verdict: lacks ? await this.lacking(after, suspect) : { kind: 'equal' }, has: true };
      }
      // Written again while we folded: what we compared was never there at one time.
      const now = await live.findOne({ _id: id });
      if (now !== null && documentHash(now) !== documentHash(document) && looks < MOST_LOOKS) continue;
      if (poison !== undefined) return differs('unfoldable');
      if (expected.guard.applied !== document.guard.applied) return differs('extra');
      return differs('content', differingFields(expected, document));
    }
  }

  /** Equal as far as it is. A parked key gets no further by waiting. */
  private async lacking(from: Kept<Doc>, { needs, heldUp = false }: Suspect): Promise<Verdict> {
    const { parked, folder } = this.parts;
    if ((await parked.get(from.id)) === null) return { kind: 'waiting' };
    if (heldUp) return { kind: 'equal' };
    const { poison } = await folder.foldUpTo(from, parseApplied(needs));
    if (poison !== undefined) return { kind: 'equal' };
    const kind = from.applied.size === 0 ? 'missing' : 'behind';
    return { kind: 'differs', difference: { id: from.id, kind, fields: [], parked: true } };
  }
}

function settled({ id }: Suspect, verdict: Verdict, has: boolean): Verdict {
  if (verdict.kind !== 'waiting') return verdict;
  const kind = has ? 'behind' : 'missing';
  return { kind: 'differs', difference: { id, kind, fields: [], parked: false } };
}

function nothing<Doc extends object>(id: string): Kept<Doc> {
  const applied: Applied = new Map();
  return { id, document: null, applied, refolds: 0 };
}
