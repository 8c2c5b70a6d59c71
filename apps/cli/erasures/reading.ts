import { Command } from 'commander';
import { columns } from '../figures.js';
import { type JsonOption, printJson, readable } from '../json.js';
import { asOperator, Desk, type DeskOptions } from '../parked/desk.js';
import { type ErasureAnswer, ERASURES_PATH, erasurePath, tellAnswer } from './answers.js';
import { subjectArgument } from './changing.js';

/** The most that the service gives at once. */
const PAGE = 100;

type Options = DeskOptions & JsonOption;

export function showErasureCommand(): Command {
  return readable(asOperator(new Command('show')))
    .description('how an erasure stands; the data is gone when it says `completed`')
    .addArgument(subjectArgument())
    .action(async (subject: string, { json, ...options }: Options) => {
      const desk = await Desk.open(options);
      tellAnswer(await desk.ask({ path: erasurePath(subject) }), json);
    });
}

export function listErasuresCommand(): Command {
  return readable(asOperator(new Command('list')))
    .description('all erasures, the newest request first')
    .action(async ({ json, ...options }: Options) => {
      const entries = await allOf(await Desk.open(options));
      if (json) return printJson({ entries });
      if (entries.length === 0) return console.log('there are no erasures');
      const rows = entries.map(({ subject, phase, reason, requestedBy, requestedAt, confirmedBy }) => [
        subject,
        phase,
        reason,
        requestedBy,
        requestedAt,
        confirmedBy ?? '–',
      ]);
      console.log(columns(['person', 'phase', 'reason', 'requested by', 'at', 'confirmed by'], rows));
    });
}

async function allOf(desk: Desk): Promise<readonly ErasureAnswer[]> {
  const entries: ErasureAnswer[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(cursor !== null && { cursor }) });
    const body: unknown = await desk.ask({ path: `${ERASURES_PATH}?${query.toString()}` });
    const page = body as { entries: readonly ErasureAnswer[]; next: string | null }; // as the OpenAPI document says
    entries.push(...page.entries);
    cursor = page.next;
  } while (cursor !== null);
  return entries;
}
