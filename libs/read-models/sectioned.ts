import type { Envelope } from '#event-sourcing/envelope.js';
import type { EventsByCategory } from '#event-catalogue/event-types.js';
import type { Projection } from '#projections/projection.js';

type Category = keyof EventsByCategory;

/**
 * Folds the events of a category into its section; undefined: no section (any more). Where a case has several streams of
 * it, the events of one leave alone what came of the others.
 */
export type SectionFold<Section, C extends Category> = (
  section: Section | undefined,
  envelope: Envelope<EventsByCategory[C]>,
) => Section | undefined;

type Folds<Doc extends object> = {
  readonly [C in keyof Doc & Category]-?: SectionFold<NonNullable<Doc[C]>, C>;
};

/**
 * A projection of a case whose document has one section per category, each folded from the streams of that alone. A
 * stream's order is fixed and none sees another, so every interleaving of the streams gives the same document. What needs
 * several sections at once is worked out when the document is read.
 */
export function sectioned<Doc extends object>(
  name: string,
  version: number,
  folds: Folds<Doc>,
): Projection<Doc> {
  const categories = new Map<string, SectionFold<unknown, never>>(Object.entries(folds));
  return {
    name,
    version,
    key: ({ stream, partitionKey }) => (categories.has(categoryOf(stream)) ? partitionKey : null),
    fold: (document, envelope) => {
      const category = categoryOf(envelope.stream);
      const fold = categories.get(category);
      if (fold === undefined) throw new TypeError(`${name} does not read ${envelope.stream}`);
      const sections = document as Readonly<Record<string, unknown>> | null; // by category
      // `key` lets only streams of the fold's own category through, and those hold that category's events.
      const next = fold(sections?.[category], envelope as Envelope<never>);
      if (next !== undefined) return { ...document, [category]: next } as unknown as Doc;
      const { [category]: _gone, ...others } = sections ?? {};
      return Object.keys(others).length === 0 ? null : (others as Doc);
    },
  };
}

/** `application` of `application-6f0c…`; categories with a dash in their name are not for sections. */
function categoryOf(stream: string): string {
  return stream.slice(0, stream.indexOf('-'));
}
