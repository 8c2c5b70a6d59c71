import type { handleBidiStreamingCall, handleClientStreamingCall, Metadata } from '@grpc/grpc-js';
import type { NewEvent } from '#event-store/port.js';
import type { Expected } from './appending.js';
import { respond } from './respond.js';
import type { Faults } from './faults.js';
import type { DoubleLog } from './log.js';
import {
  appendAnswer,
  badRequestStatus,
  deletedStatus,
  deniedStatus,
  identifier,
  placed,
  proposed,
  rpcStatus,
  textOf,
  timedOutStatus,
  tooLargeStatus,
  wrongVersionStatus,
} from './messages.js';
import {
  type AppendRequest,
  type AppendResponse,
  type BatchAppendRequest,
  BatchAppendResp,
  type BatchAppendResponse,
  type RpcStatus,
} from './protocol.js';
import {
  connectionLost,
  notReady,
  type Refused,
  RefusedCall,
  streamDeleted,
  timedOut,
  tooLarge,
} from './refusals.js';
import type { Rights } from './rights.js';
import type { Told, Writer } from './writer.js';

/** Whether a call that has come in is taken, and what by. */
export interface Gate {
  readonly writer: Writer | undefined;
  readonly faults: Faults;
  readonly log: DoubleLog | undefined;
  readonly rights: Rights | undefined;
  /** Summed bytes of data in one append. */
  readonly maxAppendBytes: number;
  refused(metadata: Metadata): Refused | undefined;
}

const sizeOf = (events: readonly NewEvent[]) => events.reduce((sum, { data }) => sum + data.byteLength, 0);

interface Options {
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}

const expectation = (options: Options, exact: string): Expected =>
  options.hasNoStream()
    ? 'no_stream'
    : options.hasAny()
      ? 'any'
      : options.hasStreamExists()
        ? 'stream_exists'
        : BigInt(exact);

/** One append in a call of its own: a header, then the events. */
export function appendCall(gate: Gate): handleClientStreamingCall<AppendRequest, AppendResponse> {
  return (call, answer) => {
    const requests: AppendRequest[] = [];
    call.on('data', (request: AppendRequest) => requests.push(request));
    call.on('error', () => undefined); // the client went away
    call.on('end', () => {
      if (!gate.faults.frozen) respond(answer, () => append(gate, call.metadata, requests));
    });
  };
}

async function append(
  gate: Gate,
  metadata: Metadata,
  [header, ...proposals]: readonly AppendRequest[],
): Promise<AppendResponse> {
  const { writer, maxAppendBytes } = gate;
  const refused = gate.refused(metadata);
  if (refused !== undefined || writer === undefined) throw new RefusedCall(refused ?? notReady());
  const options = header?.getOptions();
  if (options === undefined) throw new Error('no header');
  const stream = textOf(options.getStreamIdentifier()?.getStreamName_asU8());
  const events = proposals.flatMap((proposal) => {
    const message = proposal.getProposedMessage();
    return message === undefined ? [] : [proposed(message)];
  });
  if (sizeOf(events) > maxAppendBytes) throw new RefusedCall(tooLarge(maxAppendBytes));
  const expected = expectation(options, options.getRevision());
  if (gate.log !== undefined) await gate.rights?.check(gate.log, metadata, stream, '$w');
  const told = await writer.append(stream, expected, events);
  if (told.kind === 'deleted') throw new RefusedCall(streamDeleted(stream));
  if (told.kind === 'timed-out') throw new RefusedCall(timedOut('prepare phase'));
  if (told.kind === 'lost') throw new RefusedCall(connectionLost());
  return appendAnswer(expected, told);
}

type BatchOptions = NonNullable<ReturnType<BatchAppendRequest['getOptions']>>;

/** Any number of appends in one call. */
export function batchAppendCall(
  gate: Gate,
): handleBidiStreamingCall<BatchAppendRequest, BatchAppendResponse> {
  return (call) => {
    const begun = new Map<string, { readonly options: BatchOptions; readonly events: NewEvent[] }>();
    const fail = (refused: Refused) => call.emit('error', refused);
    call.on('error', () => undefined); // the client went away
    call.on('end', () => call.end());
    call.on('data', (request: BatchAppendRequest) => {
      if (gate.faults.frozen) return;
      const id = request.getCorrelationId();
      const key = JSON.stringify(id?.toObject());
      const options = request.getOptions();
      if (options !== undefined) begun.set(key, { options, events: [] });
      const append = begun.get(key);
      if (append === undefined) return;
      append.events.push(...request.getProposedMessagesList().map(proposed));
      const stream = textOf(append.options.getStreamIdentifier()?.getStreamName_asU8());
      const answer = (made: BatchAppendResponse) => {
        made.setCorrelationId(id);
        made.setStreamIdentifier(identifier(stream));
        call.write(made);
      };
      const late = append.options.getDeadline()?.toDate();
      if (late !== undefined && late.getTime() <= Date.now()) return answer(failed(timedOutStatus()));
      if (sizeOf(append.events) > gate.maxAppendBytes) {
        begun.delete(key);
        return answer(failed(tooLargeStatus(gate.maxAppendBytes)));
      }
      if (!request.getIsFinal()) return;
      begun.delete(key);
      const refused = gate.refused(call.metadata);
      const { writer } = gate;
      if (refused !== undefined || writer === undefined) {
        const { details, metadata } = refused ?? notReady();
        const [exception] = metadata?.get('exception') ?? [];
        if (exception === 'access-denied') return answer(failed(deniedStatus()));
        // Where the leader is, the server says by ending the call; the rest in the answer.
        if (exception === 'not-leader' || details === 'Unauthenticated') return fail(refused ?? notReady());
        return answer(failed(rpcStatus(details)));
      }
      const expected = expectation(append.options, append.options.getStreamPosition());
      const { rights, log } = gate;
      const write = () => writer.append(stream, expected, append.events);
      const checked =
        rights === undefined || log === undefined
          ? write()
          : rights.check(log, call.metadata, stream, '$w').then(write);
      checked.then(
        (told) =>
          told.kind === 'lost' ? fail(connectionLost()) : answer(batchAnswer(stream, expected, told)),
        (error: unknown) =>
          answer(failed(error instanceof RefusedCall ? deniedStatus() : badRequestStatus(String(error)))),
      );
    });
  };
}

function batchAnswer(
  stream: string,
  expected: Expected,
  told: Exclude<Told, { kind: 'lost' }>,
): BatchAppendResponse {
  switch (told.kind) {
    case 'deleted':
      return failed(deletedStatus(stream));
    case 'timed-out':
      return failed(timedOutStatus());
    case 'wrong':
      return failed(wrongVersionStatus(expected, told.actual));
    case 'appended': {
      const success = new BatchAppendResp.Success();
      success.setCurrentRevision(String(told.revision));
      success.setPosition(placed(told.offset));
      const response = new BatchAppendResp();
      response.setSuccess(success);
      return response;
    }
  }
}

function failed(status: RpcStatus): BatchAppendResponse {
  const response = new BatchAppendResp();
  response.setError(status);
  return response;
}
