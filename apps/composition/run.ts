import { whyNotStarted } from './why-not-started.js';

/** What `main` needs of a running service. */
interface Running {
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/**
 * Runs a service until SIGTERM or SIGINT. Exit codes: 0 ended by a signal; 2 could not start, with one line that says
 * why.
 */
export async function runUntilSignal(start: () => Promise<Running>): Promise<never> {
  try {
    const service = await start();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void service.close());
    await service.closed;
    process.exit(0);
  } catch (error) {
    process.stderr.write(`hawiya: ${whyNotStarted(error)}\n`);
    process.exit(2);
  }
}
