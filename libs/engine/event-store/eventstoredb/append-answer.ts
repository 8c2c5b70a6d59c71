import type { AppendResult, ExpectedRevision, Position, Revision } from '../port.js';
import { Failure, faultInWords } from './failure.js';
import { WireReader } from './wire-reader.js';

/** What an append came to, and which one it was: the low half of its correlation id. */
export interface AppendAnswer {
  readonly low: bigint;
  readonly result: AppendResult | Failure;
}

/** BatchAppendResp: fields by the numbers of the protocol's streams.proto, shared.proto and status.proto. */
export function readAppendAnswer(bytes: Buffer): AppendAnswer {
  let low = -1n;
  let result: AppendResult | Failure | undefined;
  const reader = new WireReader(bytes);
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) low = readLow(reader.message());
    else if (field === 2) result = readError(reader.message());
    else if (field === 3) result = readSuccess(reader.message());
    else reader.skip();
  }
  return { low, result: result ?? new Failure('lost', 'an empty answer') };
}

function readLow(reader: WireReader): bigint {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field !== 1) reader.skip();
    else return readInteger(reader.message(), 2) ?? 0n;
  }
  return -1n;
}

function readSuccess(reader: WireReader): AppendResult | Failure {
  let revision = 0n;
  let position: bigint | undefined;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) revision = reader.integer();
    else if (field === 3) position = readInteger(reader.message(), 1) ?? 0n;
    else reader.skip();
  }
  if (position === undefined)
    return new Failure('lost', 'it was stored before, and truncated since: its position is gone');
  return { kind: 'appended', revision: revision as Revision, position: position as Position }; // the server's
}

/** A status of google.rpc, whose details say what it is. */
function readError(reader: WireReader): AppendResult | Failure {
  let message = '';
  let type = '';
  let details: WireReader | undefined;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 2) message = reader.text();
    else if (field === 3) {
      const any = reader.message();
      for (let part = any.field(); part !== 0; part = any.field()) {
        if (part === 1) type = any.text().replace(/^.*\//, '');
        else if (part === 2) details = any.message();
        else any.skip();
      }
    } else reader.skip();
  }
  switch (type) {
    case 'event_store.client.WrongExpectedVersion':
      return { kind: 'conflict', actual: readActual(details) };
    case 'event_store.client.AccessDenied':
      return new Failure('access-denied', message);
    case 'event_store.client.StreamDeleted':
      return new Failure('stream-deleted', message);
    case 'event_store.client.MaximumAppendSizeExceeded':
      return new Failure('too-large', `${message}: more than the server takes in one append`);
    case 'event_store.client.BadRequest':
      return new Failure('refused', message);
    case 'event_store.client.Timeout':
      return new Failure('timed-out', message);
    default:
      return new Failure(faultInWords(message) ?? 'lost', message);
  }
}

function readActual(details: WireReader | undefined): ExpectedRevision {
  const revision = details && readInteger(details, 1);
  return revision === undefined ? 'no_stream' : (revision as Revision); // the server's
}

function readInteger(reader: WireReader, wanted: number): bigint | undefined {
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === wanted) return reader.integer();
    reader.skip();
  }
  return undefined;
}
