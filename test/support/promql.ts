/** What an expression asks Prometheus for. */
export interface Asked {
  readonly selectors: readonly { readonly name: string; readonly labels: readonly string[] }[];
  /** Labels it groups or matches by. */
  readonly grouped: readonly string[];
  readonly functions: readonly string[];
}

const TOKEN = /"[^"]*"|\[[^\]]*\]|[A-Za-z_:][\w:]*|\d[\w.]*|=~|!~|!=|[<>=]=?|[-+*/%^(){},]/g;
const GROUPING = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const WORDS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan']);

/** Takes an expression apart into the names in it; whether it makes sense is for Prometheus to say. */
export function askedBy(expression: string): Asked {
  const tokens: readonly string[] = expression.match(TOKEN) ?? [];
  const bare = (text: string) => text.replaceAll(/\s/g, '');
  if (bare(tokens.join('')) !== bare(expression)) throw new Error(`not read whole: ${expression}`);
  const selectors: { name: string; labels: string[] }[] = [];
  const grouped: string[] = [];
  const functions: string[] = [];
  const upTo = (end: string, from: number) => tokens.slice(from, tokens.indexOf(end, from));
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    const next = tokens[at + 1];
    if (!/^[A-Za-z_]/.test(token) || WORDS.has(token)) continue;
    if (GROUPING.has(token)) {
      const list = upTo(')', at + 2);
      grouped.push(...list.filter((label) => label !== ','));
      at += list.length + 2;
    } else if (next === '(' || GROUPING.has(next ?? '')) {
      functions.push(token);
    } else {
      const matchers = next === '{' ? upTo('}', at + 2) : [];
      selectors.push({ name: token, labels: matchers.filter((one) => /^[A-Za-z_]/.test(one)) });
      at += matchers.length === 0 ? 0 : matchers.length + 2;
    }
  }
  return { selectors, grouped, functions };
}
