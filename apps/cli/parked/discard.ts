import { Command, InvalidArgumentError } from 'commander';
import { ExpectedFailure } from '../failure.js';
import type { OutcomeAnswer } from './answers.js';
import { asOperator, Desk, type DeskOptions, pathOf } from './desk.js';
import { tellOutcome } from './outcome.js';

interface DiscardOptions extends DeskOptions {
  readonly reason: string;
  readonly event?: { readonly stream: string; readonly revision: number };
  readonly message: boolean;
}

/** `hawiya parked discard MODEL KEY`: 0 released; 1 another event holds it up now. */
export function discardCommand(): Command {
  return asOperator(new Command('discard'))
    .description(
      'go on without the event that holds a document up, or without a deadline; who decided it and why is kept in the log',
    )
    .argument('<model>', 'name of the read model')
    .argument('<key>', 'of the document')
    .requiredOption('--reason <code>', 'why, as a code, e.g. cannot-be-read', reason)
    .option('--event <stream@revision>', 'the event to leave out, as `show` names it', place)
    .option(
      '--message',
      'there is no event: it is a deadline, or what came was no message of the service',
      false,
    )
    .action(async (model: string, key: string, given: DiscardOptions) => {
      const { reason, event, message, ...options } = given;
      if ((event !== undefined) === message)
        throw new ExpectedFailure('name what to leave out: either --event, or --message if there is none');
      const desk = await Desk.open(options);
      const body: unknown = await desk.ask({
        method: 'POST',
        path: `${pathOf(model, key)}/discard`,
        body: { reason, ...(event !== undefined && { event }) },
      });
      tellOutcome(model, key, body as OutcomeAnswer); // as the OpenAPI document says
    });
}

function reason(text: string): string {
  if (!/^[a-z0-9-]{1,64}$/.test(text))
    throw new InvalidArgumentError('Expected a code: lower-case letters, digits and dashes.');
  return text;
}

function place(text: string): { readonly stream: string; readonly revision: number } {
  const [, stream, digits] = /^(.+)@(\d{1,15})$/.exec(text) ?? [];
  if (stream === undefined) throw new InvalidArgumentError('Expected an event such as fees-6f0c…@7.');
  return { stream, revision: Number(digits) };
}
