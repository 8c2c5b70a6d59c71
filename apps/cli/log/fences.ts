import { resolve } from 'node:path';
import { fenceFolder, folderMovedTo, liftFolderFence } from '#apps/composition/fence-file.js';
import { fence, liftFence, movedTo } from '#event-sourcing/moved/fence-stream.js';
import type { MovedLog } from '#event-sourcing/moved/moved-log.js';
import { ExpectedFailure } from '../failure.js';
import type { OpenedLog } from './opened-log.js';

/** Of a folder the whole path: whoever reads it may stand elsewhere. */
const lastingName = ({ place, name }: OpenedLog): string =>
  place.kind === 'embedded' ? `the embedded event store in ${resolve(place.data)}` : name;

/** A log that went elsewhere goes on there: two copies of it would be two logs. @throws ExpectedFailure */
export async function mustBeWhereItWas(source: OpenedLog, target: OpenedLog): Promise<void> {
  const moved = await movedFrom(source);
  if (moved === undefined || moved.to === lastingName(target)) return;
  throw new ExpectedFailure(
    `${source.name} was copied to ${moved.to} on ${moved.at} and goes on there: copy from that one`,
  );
}

/** The source will not start any more, and says why; a target that was a source itself once will. */
export async function handOverLog(source: OpenedLog, target: OpenedLog, at: Date): Promise<void> {
  const moved = { to: lastingName(target), at: at.toISOString() };
  if ((await movedFrom(source)) === undefined) {
    const { place, store } = source;
    await (place.kind === 'embedded' ? fenceFolder(place.data, moved) : fence(store, moved));
  }
  const { place, store } = target;
  await (place.kind === 'embedded' ? liftFolderFence(place.data) : liftFence(store));
}

const movedFrom = ({ place, store }: OpenedLog): Promise<MovedLog | undefined> =>
  place.kind === 'embedded' ? folderMovedTo(place.data) : movedTo(store);
