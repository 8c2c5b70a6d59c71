import { Command } from 'commander';
import { columns, counted } from '../figures.js';
import { type ParkedDetailsAnswer, placeText } from './answers.js';
import { asOperator, Desk, type DeskOptions, pathOf } from './desk.js';
import { type JsonOption, printJson, readable } from '../json.js';

/** `hawiya parked show MODEL KEY` */
export function showCommand(): Command {
  return readable(asOperator(new Command('show')))
    .description('what holds a document up, and what waits behind it in order')
    .argument('<model>', 'name of the read model')
    .argument('<key>', 'of the document')
    .action(async (model: string, key: string, { json, ...options }: DeskOptions & JsonOption) => {
      const desk = await Desk.open(options);
      const body: unknown = await desk.ask({ path: pathOf(model, key) });
      if (json) return printJson(body);
      for (const line of details(body as ParkedDetailsAnswer)) console.log(line); // as the OpenAPI document says
    });
}

function details(answer: ParkedDetailsAnswer): readonly string[] {
  const { model, key, reason, message, event, parkedAt, attempts, waiting } = answer;
  const more = waiting.count - waiting.events.length;
  const rows = waiting.events.map(({ stream, revision, type, occurredAt }) => [
    `${stream}@${revision}`,
    type,
    occurredAt ?? '–',
  ]);
  return [
    `${model} ${key}`,
    `  since    ${parkedAt}, ${attempts} replay(s) in vain`,
    `  reason   ${reason}: ${message}`,
    `  event    ${event === null ? noEvent(reason) : `${event.type} ${placeText(answer)} (${event.id})`}`,
    `  waiting  ${counted(waiting.count)} event(s), the one at fault included`,
    ...(rows.length === 0 ? [] : ['', columns(['place', 'event', 'occurred'], rows)]),
    ...(more > 0 ? [`… and ${counted(more)} more`] : []),
  ];
}

function noEvent(reason: string): string {
  return reason === 'reaction-failed' ? 'none: a deadline' : 'none: a message that is not the service’s';
}
