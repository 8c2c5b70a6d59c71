import { Command } from 'commander';
import type { OutcomeAnswer } from './answers.js';
import { asOperator, Desk, type DeskOptions, pathOf } from './desk.js';
import { tellOutcome } from './outcome.js';

/** `hawiya parked replay MODEL KEY`: 0 released; 1 still held up. */
export function replayCommand(): Command {
  return asOperator(new Command('replay'))
    .description('try again to fold what waits behind a parked key, after a fix')
    .argument('<model>', 'name of the read model')
    .argument('<key>', 'of the document')
    .action(async (model: string, key: string, options: DeskOptions) => {
      const desk = await Desk.open(options);
      const body: unknown = await desk.ask({ method: 'POST', path: `${pathOf(model, key)}/replay` });
      tellOutcome(model, key, body as OutcomeAnswer); // as the OpenAPI document says
    });
}
