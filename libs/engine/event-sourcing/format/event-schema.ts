type JsonObject = { readonly [name: string]: unknown };

/** What an event said when it was stored, in the shape of its version. */
export interface StoredPayload {
  readonly data: JsonObject;
  /** Undefined: the type has no personal data; `erased`: the person's key is gone. */
  readonly personal: JsonObject | 'erased' | undefined;
}

/** Turns the shape of one version into the next one's. Pure; must cope with erased personal data. */
export type Upcaster = (payload: StoredPayload) => StoredPayload;

export interface EventSchema {
  /** Category of the streams it is written to. */
  readonly category: string;
  readonly personal: boolean;
  /** The first takes version 1 to 2, and so on: a type's current version is one more than it has upcasters. */
  readonly upcasters: readonly Upcaster[];
}

export function currentVersion(schema: EventSchema): number {
  return schema.upcasters.length + 1;
}

/** @throws RangeError for a version the schema does not know: look before. */
export function upcast(schema: EventSchema, version: number, payload: StoredPayload): StoredPayload {
  if (!Number.isInteger(version) || version < 1 || version > currentVersion(schema)) {
    throw new RangeError(`no version ${version}`);
  }
  return schema.upcasters.slice(version - 1).reduce((older, next) => next(older), payload);
}
