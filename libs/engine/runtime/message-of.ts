/** Their messages quote what they complain of: a piece of the JSON, a document's value. */
const QUOTING: ReadonlySet<string> = new Set(['SyntaxError', 'CastError', 'ValidationError', 'BSONError']);

/**
 * What whatever was thrown says of itself, for a line of the log, a span or readiness. Not where it quotes content: of
 * such an error its kind, of one of MongoDB's server what comes before the command or the key it repeats.
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message } = error;
  if (QUOTING.has(name)) return `${name} (its text quotes what it is about, and is left out)`;
  return name.startsWith('Mongo') ? message.replace(/\s*\{[\s\S]*$/, ' {…}') : message;
}
