import { EXIT_CODES, ExpectedFailure } from './failure.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Work that Ctrl+C ends in an orderly way; a second one ends the process at once. `leaves` says what is then left.
 * @throws ExpectedFailure when it did
 */
export async function interruptible<T>(
  leaves: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interrupted = new ExpectedFailure(`interrupted: ${leaves}`, EXIT_CODES.interrupted);
  const controller = new AbortController();
  const abort = () => controller.abort(interrupted);
  for (const signal of SIGNALS) process.once(signal, abort);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort);
  }
}
