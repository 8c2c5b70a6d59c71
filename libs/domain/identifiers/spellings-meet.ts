/** A letter, by the ways it may be written; none of them is empty. */
type Letter = readonly string[];

/** A place in a text of such letters: what is left of the way the last letter is written, and the letter after it. */
interface Place {
  readonly rest: string;
  readonly next: number;
}

/**
 * Whether two texts have a spelling in common, when each letter may be written in several ways; with `begins`, whether
 * a spelling of the first begins one of the second. Both are walked together, each pair of places once: steps in
 * proportion to the product of the lengths at most, however many spellings there are.
 */
export function spellingsMeet(one: readonly Letter[], other: readonly Letter[], begins = false): boolean {
  const seen = new Set<string>();
  const open: (readonly [Place, Place])[] = [[START, START]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [first, second] = pair;
    const ended = isEnd(one, first);
    if (ended && (begins || isEnd(other, second))) return true;
    for (const [character, after] of steps(one, first)) {
      for (const [same, behind] of steps(other, second)) {
        const key = `${after.next} ${after.rest} ${behind.next} ${behind.rest}`;
        if (character !== same || seen.has(key)) continue;
        seen.add(key);
        open.push([after, behind]);
      }
    }
  }
  return false;
}

const START: Place = { rest: '', next: 0 };

function isEnd(letters: readonly Letter[], { rest, next }: Place): boolean {
  return rest === '' && next === letters.length;
}

/** The characters that may come next, each with the place behind it. */
function steps(letters: readonly Letter[], { rest, next }: Place): readonly (readonly [string, Place])[] {
  if (rest !== '') return [[rest.charAt(0), { rest: rest.slice(1), next }]];
  return (letters[next] ?? []).map((written) => {
    // Of another script: one letter, whatever it takes to encode it.
    const [character = ''] = /^[A-Z]/.test(written) ? written : [written];
    return [character, { rest: written.slice(character.length), next: next + 1 }];
  });
}
