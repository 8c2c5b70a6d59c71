import { Argument, Command, Option } from 'commander';
import { ERASURE_REASONS } from '#domain/erasure/events.js';
import { interruptible } from '../interruptible.js';
import { type JsonOption, readable } from '../json.js';
import { asOperator, Desk, type DeskOptions } from '../parked/desk.js';
import type { Ask } from '../play/client.js';
import { ERASURES_PATH, erasurePath, tellAnswer } from './answers.js';

type Options = DeskOptions & JsonOption;

export function requestCommand(): Command {
  return readable(asOperator(new Command('request')))
    .description(
      "ask that a person's data be erased; nothing happens to it until another operator confirms. " +
        'Refused, with every reason, while a case is open, money is unsettled or an identity has not ended',
    )
    .argument('<identity>', 'iqama:2… or border:3…')
    .addOption(
      new Option('--reason <code>', 'why: it stays readable for ever')
        .choices(ERASURE_REASONS)
        .makeOptionMandatory(),
    )
    .action(async (identity: string, { reason, ...options }: Options & { readonly reason: string }) => {
      const leaves = 'whether it was requested says `hawiya erasures list`';
      await change(options, { method: 'POST', path: ERASURES_PATH, body: { identity, reason } }, leaves);
    });
}

export function confirmCommand(): Command {
  return onOne('confirm', "confirm another operator's request: it cannot be undone");
}

export function cancelCommand(): Command {
  return onOne('cancel', 'take a request back that is not confirmed');
}

/** The person’s pseudonym, as the first word of `request`’s answer. */
export function subjectArgument(): Argument {
  return new Argument('<subject>', 'the person’s pseudonym: the first word of what `request` answered');
}

function onOne(verb: 'confirm' | 'cancel', says: string): Command {
  return readable(asOperator(new Command(verb)))
    .description(says)
    .addArgument(subjectArgument())
    .action(async (subject: string, options: Options) => {
      const leaves = `how it stands says \`hawiya erasures show ${subject}\`; the same command again does nothing twice`;
      await change(options, { method: 'POST', path: `${erasurePath(subject)}/${verb}` }, leaves);
    });
}

/** `leaves`: what to do about it when one was interrupted and does not know what became of it. */
async function change({ json, ...options }: Options, ask: Ask, leaves: string): Promise<void> {
  const body = await interruptible(leaves, async (signal) => {
    const desk = await Desk.open(options);
    signal.throwIfAborted();
    return desk.ask({ ...ask, signal });
  });
  tellAnswer(body, json);
}
