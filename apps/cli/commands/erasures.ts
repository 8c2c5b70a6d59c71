import { Command, Option } from 'commander';
import { ERASURE_REASONS } from '#domain/erasure/events.js';
import { describeErasure, type ErasureAnswer, ERASURES } from '../erasures/answers.js';
import { columns } from '../figures.js';
import { asOperator, Desk, type DeskOptions } from '../parked/desk.js';

const PAGE = 100;

interface RequestOptions extends DeskOptions {
  readonly reason: string;
}

/** `hawiya erasures …` */
export function erasuresCommand(): Command {
  return new Command('erasures')
    .description("erase a person's data: one operator asks, another confirms")
    .addCommand(requestCommand())
    .addCommand(onOne('confirm', "confirm another operator's request: it cannot be undone"))
    .addCommand(onOne('cancel', 'take a request back that is not confirmed'))
    .addCommand(listCommand())
    .addCommand(showCommand());
}

function requestCommand(): Command {
  return asOperator(new Command('request'))
    .description("ask that a person's data be erased")
    .argument('<identity>', 'iqama:2… or border:3…')
    .addOption(new Option('--reason <code>', 'why').choices(ERASURE_REASONS).makeOptionMandatory())
    .action(async (identity: string, { reason, ...options }: RequestOptions) => {
      const desk = await Desk.open(options);
      tell(await desk.ask({ method: 'POST', path: ERASURES, body: { identity, reason } }));
    });
}

function onOne(verb: 'confirm' | 'cancel', says: string): Command {
  return asOperator(new Command(verb))
    .description(says)
    .argument('<subject>', 'the pseudonym that the request answered')
    .action(async (subject: string, options: DeskOptions) => {
      const desk = await Desk.open(options);
      tell(await desk.ask({ method: 'POST', path: `${pathOf(subject)}/${verb}` }));
    });
}

function showCommand(): Command {
  return asOperator(new Command('show'))
    .description('how an erasure stands')
    .argument('<subject>', 'the pseudonym that the request answered')
    .action(async (subject: string, options: DeskOptions) => {
      const desk = await Desk.open(options);
      tell(await desk.ask({ path: pathOf(subject) }));
    });
}

function listCommand(): Command {
  return asOperator(new Command('list'))
    .description('erasures, the newest request first')
    .action(async (options: DeskOptions) => {
      const desk = await Desk.open(options);
      const entries: ErasureAnswer[] = [];
      let cursor: string | null = null;
      do {
        const query = new URLSearchParams({ limit: String(PAGE), ...(cursor !== null && { cursor }) });
        const body: unknown = await desk.ask({ path: `${ERASURES}?${query.toString()}` });
        const page = body as { entries: readonly ErasureAnswer[]; next: string | null }; // as the OpenAPI document says
        entries.push(...page.entries);
        cursor = page.next;
      } while (cursor !== null);
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

const pathOf = (subject: string) => `${ERASURES}/${encodeURIComponent(subject)}`;

function tell(body: unknown): void {
  console.log(describeErasure(body as ErasureAnswer)); // as the OpenAPI document says
}
