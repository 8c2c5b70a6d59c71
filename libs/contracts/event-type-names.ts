import { categoryOf, isAggregateCategory } from '#event-catalogue/log-streams.js';

/**
 * The CloudEvents type of a stored event, e.g. `hawiya.application.identity-issued.v1`; undefined if the stream's
 * category or the event's name is not of the service's kind.
 */
export function typeName(stream: string, event: string, version: number): string | undefined {
  const category = categoryOf(stream);
  if (category === undefined || !isAggregateCategory(category)) return undefined;
  if (!/^([A-Z][a-z\d]*)+$/.test(event)) return undefined;
  return `hawiya.${category}.${kebab(event)}.v${version}`;
}

/** What a CloudEvents type of the service is made of; the inverse of `typeName`. */
export function typeParts(
  type: string,
): { readonly aggregate: string; readonly event: string; readonly version: number } | undefined {
  const [, aggregate, event, version] =
    /^hawiya\.([a-z-]+)\.([a-z][a-z\d]*(?:-[a-z][a-z\d]*)*)\.v(\d{1,9})$/.exec(type) ?? [];
  if (aggregate === undefined || event === undefined || !isAggregateCategory(aggregate)) return undefined;
  return { aggregate, event: pascal(event), version: Number(version) };
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).slice(1);

const pascal = (name: string) => name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
