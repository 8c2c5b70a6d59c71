/** A place in a list that is sorted by a moment and then by id. */
export interface CursorPlace {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly id: string;
}

export function cursorAt({ at, id }: CursorPlace): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

/** Undefined: none of ours. */
export function placeInCursor(cursor: string): CursorPlace | undefined {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, at, id] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (.+)$/s.exec(text) ?? [];
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at))) return undefined;
  return cursorAt({ at, id }) === cursor ? { at, id } : undefined;
}
