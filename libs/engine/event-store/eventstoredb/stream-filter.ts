declare const brand: unique symbol;

/** A regular expression that the server matches the names of streams with. */
export type StreamFilter = string & { readonly [brand]: 'StreamFilter' };

/** Which streams reads of the log and subscriptions are given. */
export interface StreamFilters {
  readonly events: StreamFilter;
  /** With the streams of their metadata, which have their names behind two dollars. */
  readonly withMetadata: StreamFilter;
}

const CATEGORY = /^[a-z][a-z\d-]*$/;

/**
 * By the categories that streams are named by, `<category>-<id>`; without them everything but the server's own streams,
 * which begin with a dollar. What another application writes to the same server is then never sent.
 * @throws Error if a category is not in lower case letters, digits and dashes
 */
export function streamFilters(categories?: readonly string[]): StreamFilters {
  const names = categories === undefined ? '[^$]' : oneOf(categories);
  // The brand is given here and nowhere else.
  return { events: `^${names}` as StreamFilter, withMetadata: `^(?:\\$\\$)?${names}` as StreamFilter };
}

function oneOf(categories: readonly string[]): string {
  const wrong = categories.find((category) => !CATEGORY.test(category));
  if (wrong !== undefined || categories.length === 0)
    throw new Error(`not a list of categories of streams: ${JSON.stringify(wrong ?? categories)}`);
  return `(?:${categories.join('|')})-`;
}
