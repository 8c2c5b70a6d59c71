import { Command, InvalidArgumentError } from 'commander';
import { columns } from '../figures.js';
import { type ParkedKeyAnswer, type ParkedPageAnswer, placeText } from './answers.js';
import { asOperator, Desk, type DeskOptions } from './desk.js';
import { type JsonOption, printJson, readable } from '../json.js';

const PAGE = 100;

interface ListOptions extends DeskOptions, JsonOption {
  readonly model?: string;
  readonly limit: number;
}

/** `hawiya parked list` */
export function listCommand(): Command {
  return readable(asOperator(new Command('list')))
    .description('documents that an event holds up, those parked first at first')
    .option('--model <name>', 'of this read model only')
    .option('--limit <n>', 'at most so many', limit, PAGE)
    .action(async ({ model, limit: most, json, ...options }: ListOptions) => {
      const desk = await Desk.open(options);
      const { entries, more } = await collect(desk, model, most);
      if (json) return printJson({ entries, more });
      if (entries.length === 0) return console.log('nothing is parked');
      const rows = entries.map((entry) => [
        entry.model,
        entry.key,
        entry.reason,
        entry.event?.type ?? '–',
        placeText(entry),
        entry.parkedAt,
        String(entry.attempts),
      ]);
      console.log(columns(['model', 'key', 'reason', 'event', 'place', 'since', 'replays'], rows));
      if (more) console.log(`… and more: --limit ${most * 10}`);
    });
}

async function collect(desk: Desk, model: string | undefined, most: number) {
  const entries: ParkedKeyAnswer[] = [];
  for (let cursor: string | null = null; ;) {
    const query = new URLSearchParams({ limit: String(Math.min(most - entries.length, PAGE)) });
    if (model !== undefined) query.set('model', model);
    if (cursor !== null) query.set('cursor', cursor);
    const body: unknown = await desk.ask({ path: `/v1/operations/parked?${query.toString()}` });
    const page = body as ParkedPageAnswer; // as the OpenAPI document says
    entries.push(...page.entries);
    cursor = page.next;
    if (cursor === null || entries.length >= most) return { entries, more: cursor !== null };
  }
}

function limit(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 100_000)
    throw new InvalidArgumentError('Expected a whole number from 1 to 100000.');
  return number;
}
