import { ExpectedFailure } from '../failure.js';
import { type CaseFile, CaseFileError, readCaseFile } from './case-file.js';
import { play, type Played, type PlayOptions } from './player.js';
import { seen } from './seen.js';

/** Cases played at the same time. */
const AT_ONCE = 4;

/** Reads every file first, so that a broken one is told before anything is sent. @throws ExpectedFailure */
export async function readCaseFiles(paths: readonly string[]): Promise<readonly CaseFile[]> {
  try {
    return await Promise.all(paths.map(readCaseFile));
  } catch (error) {
    if (error instanceof CaseFileError) throw new ExpectedFailure(error.message);
    throw error;
  }
}

/** Plays the cases a few at a time; the results are in the order of the files. */
export async function playAll(
  files: readonly CaseFile[],
  options: PlayOptions,
  onPlayed: (played: Played, done: number) => void,
): Promise<readonly Played[]> {
  const results: Played[] = [];
  const waiting = files.entries();
  let done = 0;
  const worker = async () => {
    for (const [index, file] of waiting) {
      options.signal?.throwIfAborted();
      const played = await play(file, options).catch((error: unknown) => {
        options.signal?.throwIfAborted();
        return failed(file, error);
      });
      results[index] = played;
      done += 1;
      onPlayed(played, done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

/** The service could not be reached, or answered with something unreadable: that case differs. */
function failed(file: CaseFile, error: unknown): Played {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  const message = error instanceof Error ? `${error.message}${cause}` : String(error);
  return {
    file,
    seen: { ...seen(undefined, undefined), outcome: 'unknown' },
    differences: [message],
  };
}

/** One line for each way a case was not as its file says. */
export function complaints(played: readonly Played[]): readonly string[] {
  return played.flatMap(({ file, differences }) =>
    differences.map((difference) => `${file.name}: ${difference}`),
  );
}
