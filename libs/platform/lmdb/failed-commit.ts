/**
 * Why an LMDB commit failed. lmdb-js rejects with "Commit failed" and hands the reason over in a promise that rejects
 * as well: unless somebody waits for it, it ends the process as an unhandled rejection.
 */
export async function causeOfFailedCommit(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  try {
    await error.commitError;
    return error;
  } catch (reason) {
    return reason;
  }
}
