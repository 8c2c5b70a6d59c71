import { keyStoreIdOf } from '../../identity/log-identity.js';
import type { MovedLog } from '../../moved/moved-log.js';
import type { CopyableKeys, KeyRecord, StoreHead } from './copyable-keys.js';
import { KeysRefusedError } from './refused.js';

export interface CopyKeysOptions {
  /** What the source says afterwards of where its keys are. */
  readonly moved: MovedLog;
  readonly signal: AbortSignal;
  /** Called now and then with how many keys were looked at. */
  readonly onProgress?: (keys: number) => void;
}

export interface CopiedKeys {
  readonly live: number;
  readonly erased: number;
  /** How many of them were not there before, or not erased yet. */
  readonly changed: number;
}

/** Erased ones first: a person who was erased and has come again must not seem to have two keys. */
const KINDS = ['erased', 'live'] as const;

/**
 * Makes the target hold what the source holds: its id, every key under its own id wrapped with the target's master key,
 * and what was erased. Resumes where an earlier copy ended, at whatever moment; with nothing left to do it changes
 * nothing. Until both were compared the target cannot be worked with; from then on the source cannot.
 * @throws KeysRefusedError (but for `differs`, before anything was written), KeyStoreError; the signal's reason
 */
export async function copyKeys(
  source: CopyableKeys,
  target: CopyableKeys,
  options: CopyKeysOptions,
): Promise<CopiedKeys> {
  const from = await sourceHead(source, options.moved);
  const to = await target.head();
  await mustBeBeginning(source, target, from, to, options);
  const isDone = from.use.kind === 'moved' && to?.use.kind === 'open' && to.log === from.log;
  const there = isDone ? await counted(source, target, options) : undefined;
  if (there !== undefined) return { ...there, changed: 0 };
  await target.begin(from.random);
  const changed = await copyRecords(source, target, options);
  await same(source, target, options);
  if (from.use.kind !== 'moved') await source.fence(options.moved);
  // Whoever worked with the source until now has written by now.
  const whole = await same(source, target, options);
  await target.finish((await source.head())?.log);
  return { ...whole, changed };
}

async function sourceHead(source: CopyableKeys, { to }: MovedLog): Promise<StoreHead> {
  const head = await source.head();
  if (head === undefined) throw new KeysRefusedError({ kind: 'no-source' });
  const { use } = head;
  if (use.kind === 'copying') throw new KeysRefusedError({ kind: 'source-is-half-a-copy' });
  if (use.kind === 'moved' && use.moved.to !== to)
    throw new KeysRefusedError({ kind: 'source-moved', moved: use.moved });
  return head;
}

/** Nothing in the target may be lost by the copy: neither a key nor an erasure. */
async function mustBeBeginning(
  source: CopyableKeys,
  target: CopyableKeys,
  from: StoreHead,
  to: StoreHead | undefined,
  { signal }: CopyKeysOptions,
): Promise<void> {
  const isSame = to === undefined || Buffer.from(to.random).equals(from.random);
  // A process that was started too early has made a store of its own, which nothing was sealed with.
  const isUnused = to?.use.kind === 'open' && to.log === undefined && (await target.isEmpty());
  if (!isSame && !isUnused)
    throw new KeysRefusedError({
      kind: 'other-store',
      source: keyStoreIdOf(from.random),
      target: keyStoreIdOf(to.random),
    });
  for (const kind of KINDS)
    for await (const batch of target.records(kind)) {
      signal.throwIfAborted();
      for (const [i, why] of (await source.compare(batch)).entries())
        if (why !== 'same' && why !== 'erased')
          throw new KeysRefusedError({ kind: 'no-beginning', keyId: batch[i]?.keyId ?? '', why });
    }
}

async function copyRecords(
  source: CopyableKeys,
  target: CopyableKeys,
  { signal, onProgress }: CopyKeysOptions,
): Promise<number> {
  let [seen, changed] = [0, 0];
  for (const kind of KINDS)
    for await (const batch of source.records(kind)) {
      signal.throwIfAborted();
      const standing = await target.compare(batch);
      const missing = batch.filter((_, i) => standing[i] === 'absent');
      const outlived = batch.filter((_, i) => standing[i] === 'live').map(({ keyId }) => keyId);
      if (missing.length > 0) await target.add(missing);
      if (outlived.length > 0) await target.destroy(outlived);
      changed += missing.length + outlived.length;
      onProgress?.((seen += batch.length));
    }
  return changed;
}

async function same(
  source: CopyableKeys,
  target: CopyableKeys,
  options: CopyKeysOptions,
): Promise<Omit<CopiedKeys, 'changed'>> {
  const counts = await counted(source, target, options);
  if (counts === undefined) throw new KeysRefusedError({ kind: 'differs' });
  return counts;
}

/** How many keys both hold; undefined: not the same ones. Every key of either is unwrapped. */
async function counted(
  source: CopyableKeys,
  target: CopyableKeys,
  { signal }: CopyKeysOptions,
): Promise<Omit<CopiedKeys, 'changed'> | undefined> {
  const counts = { live: 0, erased: 0 };
  for (const kind of KINDS) {
    for await (const batch of source.records(kind)) {
      signal.throwIfAborted();
      if ((await target.compare(batch)).some((standing) => standing !== 'same')) return undefined;
      counts[kind] += batch.length;
    }
    if ((await sizeOf(target.records(kind))) !== counts[kind]) return undefined;
  }
  return counts;
}

async function sizeOf(batches: AsyncIterable<readonly KeyRecord[]>): Promise<number> {
  let size = 0;
  for await (const { length } of batches) size += length;
  return size;
}
