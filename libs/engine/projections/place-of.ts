/**
 * What kind of error it is and where it was thrown, e.g. `TypeError at application-section.ts:59`. Not its message:
 * that may quote what it complains about, and this is stored, logged and shown.
 */
export function codePlaceOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const [, file] = /\n\s+at .*?([^/\\(\s]+:\d+):\d+\)?/.exec(error.stack ?? '') ?? [];
  return file === undefined ? error.name : `${error.name} at ${file}`;
}
