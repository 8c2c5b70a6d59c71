import { CONDITION_IDS, type ConditionId } from '#domain/conditions/outcome.js';
import type { Played } from './player.js';

/** Column heads of the board: two letters each, explained under the table. */
const HEADS: Readonly<Record<ConditionId, string>> = {
  'valid-iqama': 'iq',
  'passport-current': 'pp',
  'no-violations': 'vi',
  'medical-passed': 'me',
  'no-absence-report': 'ab',
  'fees-paid': 'fe',
  'account-active': 'ac',
  'sponsor-known': 'sp',
  'directives-met': 'di',
  'biometrics-on-file': 'bi',
  'health-insurance-active': 'in',
};

const SIGNS: Readonly<Record<string, string>> = {
  satisfied: '✓',
  pending: '…',
  failed: '✗',
  'not-applicable': '–',
};

const NAME_WIDTH = 28;
const OUTCOME_WIDTH = 16;
const WIDTH = 100;

/** The boards and outcomes of all cases; on a terminal no line is wider than 100 columns, elsewhere nothing is cut. */
export function table(played: readonly Played[], terminal = process.stdout.isTTY): string {
  const longest = (least: number, texts: readonly string[]) =>
    terminal ? least : Math.max(least, ...texts.map((text) => text.length));
  const widths = {
    name: longest(
      NAME_WIDTH,
      played.map(({ file }) => file.name),
    ),
    outcome: longest(
      OUTCOME_WIDTH,
      played.map(({ seen }) => seen.outcome),
    ),
  };
  const head = row(
    widths,
    'case',
    CONDITION_IDS.map((id) => HEADS[id]),
    'outcome',
    'funds',
    '',
  );
  const lines = played.map(({ file, seen, differences }) =>
    row(
      widths,
      file.name,
      CONDITION_IDS.map((id) => SIGNS[seen.conditions[id] ?? ''] ?? ' '),
      seen.outcome.replace('refused: ', '✗ '),
      seen.funds,
      differences.length === 0 ? 'as expected' : 'DIFFERS',
    ),
  );
  return [
    head,
    '─'.repeat(head.length),
    ...lines,
    '',
    '✓ satisfied  … pending  ✗ failed  – not applicable',
    ...wrapped(CONDITION_IDS.map((id) => `${HEADS[id]} ${id}`)),
  ].join('\n');
}

/** As many entries on a line as fit. */
function wrapped(entries: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const entry of entries) {
    const line = [...lines.splice(-1), entry].join('  ');
    if (line.length <= WIDTH) lines.push(line);
    else lines.push(line.slice(0, -entry.length).trimEnd(), entry);
  }
  return lines;
}

function row(
  widths: { readonly name: number; readonly outcome: number },
  name: string,
  board: readonly string[],
  outcome: string,
  funds: string,
  verdict: string,
): string {
  const cells = board.map((cell) => cell.padEnd(2)).join(' ');
  return `${fit(name, widths.name)} ${cells} ${fit(outcome, widths.outcome)} ${funds.padEnd(9)} ${verdict}`.trimEnd();
}

function fit(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
