import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { committedPolicy } from '../policy/testing/committed-policy.js';
import { CONDITIONS } from './all.js';
import type { ComesTo, Condition, ReasonMeaning } from './condition.js';
import { RULE_VERSION } from './evaluate.js';
import { OWNER_NAMES, REMEDY_TEXTS } from './texts.js';

const PATH = 'docs/conditions.md';

const HEAD = `# The conditions

What an identity is issued or renewed on, rules ${RULE_VERSION}. Written from the rules: \`CONDITIONS=write npm test -- conditions-document\`. The figures are those of \`policy/\`, where each has its source, the day from which it counts, and how sure it is.

A condition is looked at with what is known at one moment. It comes to *satisfied*, *not-applicable*, *pending* (not known yet) or *failed* (known not to hold). The remedy says in whose hands it is: ${remedies()}. A condition that somebody else can change goes on by itself when they report; one that time alone changes is looked at again on that day.
`;

function remedies(): string {
  return Object.entries(REMEDY_TEXTS)
    .map(([remedy, { en }]) => `*${remedy}* (${en.toLowerCase()})`)
    .join(', ');
}

const STATE_AND_REMEDY: Readonly<Record<ComesTo, string>> = {
  satisfied: 'satisfied',
  'not-applicable': 'not-applicable',
  'pending/applicant': 'pending, *applicant*',
  'pending/wait': 'pending, *wait*',
  'failed/applicant': 'failed, *applicant*',
  'failed/wait': 'failed, *wait*',
  'failed/officer': 'failed, *officer*',
  'failed/none': 'failed, *none*',
};

it('docs/conditions.md says what the rules do', async () => {
  const document = [HEAD, ...CONDITIONS.map(chapter)].join('\n');
  if (process.env['CONDITIONS'] === 'write') await writeFile(PATH, document);
  expect(await readFile(PATH, 'utf8')).toBe(document);
});

it('names no figure that the policy does not have', () => {
  const { rules } = committedPolicy;
  const figures = CONDITIONS.flatMap(({ looksAt }) => looksAt.match(/(?<=`)\w+(?=`)/g) ?? []);
  expect(figures.length).toBeGreaterThan(4);
  expect(figures.filter((figure) => !(figure in rules))).toEqual([]);
});

function chapter(condition: Condition): string {
  const { id, owner, version, title, looksAt, overTime, reasons } = condition;
  const rows = Object.entries(reasons).map(([reason, meaning]) => row(reason, meaning, owner));
  return `## ${title.en}

\`${id}\` ${version} · ${OWNER_NAMES[owner].en} · <span dir="rtl" lang="ar">${title.ar}</span>

- **Looks at**: ${looksAt}
- **Changed by time alone**: ${overTime ?? 'never.'}

| reason | comes to | owner | means | what to do |
| --- | --- | --- | --- | --- |
${rows.join('')}`;
}

function row(
  reason: string,
  { says, todo, comesTo, owner }: ReasonMeaning,
  usual: Condition['owner'],
): string {
  const cells = [
    `\`${reason}\``,
    comesTo.map((as) => STATE_AND_REMEDY[as]).join('; '),
    reason === 'erased' ? 'whoever told it' : OWNER_NAMES[owner ?? usual].en,
    says.en,
    todo.en,
  ];
  return `| ${cells.join(' | ')} |\n`;
}
