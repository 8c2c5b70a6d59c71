import type { handleServerStreamingCall } from '@grpc/grpc-js';
import { aborted } from '#runtime/aborted.js';
import { pause } from '#runtime/back-off.js';
import { type ReadRequest, type ReadResponse } from './protocol.js';
import type { Gate as AppendGate } from './append-calls.js';
import type { DoubleLog } from './log.js';
import { eventAnswer, notFoundAnswer } from './messages.js';
import { askedBy } from './read-requests.js';
import { notReady, RefusedCall, refusalOf, streamDeleted } from './refusals.js';
import { type ReadCall, send } from './sending.js';
import { subscribeTo } from './subscribing.js';
import type { ServerVersion } from './version.js';

export interface Gate extends Pick<AppendGate, 'faults' | 'refused' | 'rights'> {
  readonly log: DoubleLog | undefined;
  readonly version: ServerVersion;
  /** Reads and subscriptions that are open. */
  readonly reads: Set<ReadCall>;
}

export function readCall(gate: Gate): handleServerStreamingCall<ReadRequest, ReadResponse> {
  return (call) => {
    const { log, faults } = gate;
    if (faults.frozen) return;
    const refused = gate.refused(call.metadata) ?? (log === undefined ? notReady() : undefined);
    if (refused !== undefined || log === undefined) return void call.emit('error', refused);
    const stop = new AbortController();
    for (const event of ['cancelled', 'close', 'error']) call.on(event, () => stop.abort());
    gate.reads.add(call);
    void answered(gate, log, call, stop.signal)
      .then(
        () => call.end(),
        (error: unknown) => {
          if (!stop.signal.aborted) call.emit('error', refusalOf(error));
        },
      )
      .finally(() => gate.reads.delete(call));
  };
}

async function answered(
  { faults, rights, version }: Gate,
  log: DoubleLog,
  call: ReadCall,
  signal: AbortSignal,
): Promise<void> {
  const asked = askedBy(call.request);
  await rights?.check(log, call.metadata, asked.kind === 'all' ? '$all' : asked.stream, '$r');
  const subscription = call.request.getOptions()?.getSubscription() !== undefined;
  if (asked.kind === 'stream') {
    if (subscription) throw new Error('only subscriptions to $all');
    const { stream, from, direction, limit } = asked;
    const read = await log.readStream(stream, from, direction, limit);
    if (read.kind === 'deleted') throw new RefusedCall(streamDeleted(stream));
    if (read.kind === 'no_stream') return send(call, notFoundAnswer(stream));
    for (const event of read.events) {
      if (faults.frozen) await aborted(signal);
      await send(call, eventAnswer(event));
    }
    return;
  }
  if (subscription) return subscribeTo(log, call, asked, { faults, version }, signal);
  const { from, direction, limit, filter } = asked;
  let given = 0;
  for await (const event of log.readAll(from, direction)) {
    if (faults.frozen) await aborted(signal);
    if (signal.aborted) return;
    if (filter !== undefined && !filter(event)) {
      if (faults.skipMs > 0) await pause(faults.skipMs, signal);
      continue;
    }
    await send(call, eventAnswer(event));
    given += 1;
    if (given === limit) return;
  }
}
