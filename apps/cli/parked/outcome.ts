import { ExpectedFailure } from '../failure.js';
import { type OutcomeAnswer, placeText } from './answers.js';

/** Says that the key is released. @throws ExpectedFailure with exit code 1 when something still holds it up */
export function tellOutcome(model: string, key: string, { outcome, cause }: OutcomeAnswer): void {
  if (outcome === 'released' || cause === null) return console.log(`${model} ${key}: released`);
  throw new ExpectedFailure(
    `${model} ${key} is still held up by ${cause.event?.type ?? 'a message'} ${placeText(cause)}: ${cause.reason}: ${cause.message}`,
    1,
  );
}
