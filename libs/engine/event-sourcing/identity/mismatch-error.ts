import { unreachable } from '#decider/decider.js';
import { type FoundParts, type Mismatch, pairOf } from './belonging.js';

/** Parts that do not belong together; its message is one line that names them and says what to do. */
export class MismatchError extends Error {
  override readonly name = 'MismatchError';
  constructor(
    readonly mismatch: Mismatch,
    found: FoundParts,
  ) {
    super(`${whatIsWrong(mismatch, found)}; ${whatToDo(mismatch, found)}`);
  }
}

function whatIsWrong(mismatch: Mismatch, found: FoundParts): string {
  const { identity, keys } = found;
  const log = logOf(found);
  switch (mismatch.kind) {
    case 'other-keys':
      return `${log} was sealed with the keys ${identity?.keys}, and these are the keys ${keys.id}`;
    case 'keys-of-another-log':
      return `the keys ${keys.id} belong to the log ${keys.log}, and this is ${log}`;
    case 'unknown-keys':
      return `the keys ${keys.id} know none of those that the newest ${mismatch.looked} sealed events of ${log} were sealed with`;
    case 'other-subject-secret':
      return `${log}, sealed with the keys ${keys.id}, names people with another secret than HAWIYA_SUBJECT_SECRET (or the file keys/subject.secret)`;
    case 'derived-of-another-log':
      return `${mismatch.what.join(', and ')}; this is ${log} with the keys ${keys.id}`;
    default:
      return unreachable(mismatch);
  }
}

function whatToDo({ kind }: Mismatch, found: FoundParts): string {
  if (kind === 'other-subject-secret') return 'put that secret back: with another one nobody is recognised';
  const lost =
    kind === 'other-keys' || kind === 'unknown-keys' ? ' (what other keys sealed stays unreadable)' : '';
  return `put back what belongs together, or start once with HAWIYA_ACCEPT_PARTS=${pairOf(found)} to go on with these${lost}`;
}

function logOf({ identity, firstEvent }: FoundParts): string {
  if (identity !== undefined) return `the log ${identity.log}`;
  return firstEvent === undefined
    ? 'an empty log'
    : `a log without an id (it begins with event ${firstEvent})`;
}
