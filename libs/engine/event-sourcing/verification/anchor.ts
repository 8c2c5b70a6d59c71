import { isObject } from '../metadata.js';

/**
 * What the log was at a moment, in one line. The chains show what was changed by someone who did not redo every hash
 * after it; an anchor kept out of their reach shows the rest: nothing up to it was changed, cut off or put in since.
 */
export interface Anchor {
  /** How many events there were. */
  readonly events: number;
  /** Global position of the last one, decimal. */
  readonly position: string;
  /** Over the hashes of all of them, in global order. Hex. */
  readonly digest: string;
  /** When it was taken, ISO 8601. */
  readonly at: string;
}

/** An anchor file holds one a line, oldest first: more of them narrow down where a change is. */
export function anchorLine({ events, position, digest, at }: Anchor): string {
  return `${JSON.stringify({ events, position, digest, at })}\n`;
}

/** @throws TypeError naming the line that is no anchor */
export function parseAnchors(file: string): readonly Anchor[] {
  const anchors: Anchor[] = [];
  for (const [i, line] of file.split('\n').entries()) {
    if (line.trim() !== '') anchors.push(parseAnchor(line, i + 1));
  }
  return anchors.sort((a, b) => a.events - b.events);
}

function parseAnchor(line: string, number: number): Anchor {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new TypeError(`line ${number} of the anchor file is not JSON`, { cause });
  }
  if (!isAnchor(value)) throw new TypeError(`line ${number} of the anchor file is no anchor`);
  return value;
}

function isAnchor(value: unknown): value is Anchor {
  return (
    isObject(value) &&
    Number.isSafeInteger(value['events']) &&
    ['position', 'digest', 'at'].every((name) => typeof value[name] === 'string')
  );
}
