import { isObject } from '#event-sourcing/metadata.js';
import type { Upcaster } from '#event-sourcing/format/event-schema.js';

/** A field that was readable is sealed in the next version: it reads as if it had been. */
export function sealing(field: string): Upcaster {
  return ({ data }) => {
    const { [field]: sealed, ...rest } = data;
    return { data: rest, personal: { [field]: sealed } };
  };
}

/**
 * Version 1 of a screening named revisions as text, those of several streams joined by `+`; what it changed was told by
 * events of its own.
 */
export const numbersKnown: Upcaster = ({ data }) => {
  const knew = isObject(data['knew']) ? data['knew'] : {};
  const numbers = Object.entries(knew).map(
    ([source, text]): readonly [string, number | readonly number[]] => {
      const revisions = String(text).split('+').map(Number);
      return [source, ONE_STREAM.has(source) ? (revisions[0] ?? -1) : revisions];
    },
  );
  return { data: { ...data, knew: Object.fromEntries(numbers) }, personal: { changed: [] } };
};

const ONE_STREAM: ReadonlySet<string> = new Set(['fees', 'directives']);
