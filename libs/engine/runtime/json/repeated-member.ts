import { escapePointer } from '../problems/escape-pointer.js';

/** Names are the sender's: no more of a place is told than this, in characters. */
const LONGEST_PLACE = 200;

/**
 * Where an object of a JSON text has a member twice, as a JSON pointer; undefined: nowhere. `value` is what the text
 * was parsed to: it has fewer members than the text if, and only if, one was given twice. So the usual text is only
 * counted, string by string; the place is looked for when there is one.
 */
export function repeatedMember(text: string, value: unknown): string | undefined {
  return membersIn(text) === membersOf(value) ? undefined : placeIn(text).slice(0, LONGEST_PLACE);
}

/** Members of all objects in a value, without recursion. */
function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  const left: object[] = [value];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const inside: readonly unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (!Array.isArray(next)) members += inside.length;
    for (const one of inside) if (typeof one === 'object' && one !== null) left.push(one);
  }
  return members;
}

/** Members of all objects in a valid text: the strings a colon follows. */
function membersIn(text: string): number {
  let members = 0;
  for (let at = text.indexOf('"'); at !== -1;) {
    const after = afterSpace(text, endOfString(text, at));
    if (text.charCodeAt(after) === COLON) members += 1;
    at = text.indexOf('"', after);
  }
  return members;
}

const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Behind the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote + 1;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

/** An object or list being read; `step` is the member or the index it is at. */
interface Level {
  readonly names: Set<string> | undefined;
  step: string | number;
}

/** The first member of a valid text that was there before; `/` if there is none. */
function placeIn(text: string): string {
  const levels: Level[] = [];
  for (let at = 0; at < text.length;) {
    const level = levels.at(-1);
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      const after = afterSpace(text, end);
      if (text.charCodeAt(after) === COLON && level?.names !== undefined) {
        const name = String(JSON.parse(text.slice(at, end)));
        level.step = name;
        if (level.names.has(name))
          return levels.map(({ step }) => `/${escapePointer(String(step))}`).join('');
        level.names.add(name);
      }
      at = after;
      continue;
    }
    if (character === '{') levels.push({ names: new Set(), step: '' });
    else if (character === '[') levels.push({ names: undefined, step: 0 });
    else if (character === '}' || character === ']') levels.pop();
    else if (character === ',' && typeof level?.step === 'number') level.step += 1;
    at += 1;
  }
  return '/';
}
