import type { ReceivedMessage } from '#topics/port.js';
import { fromMessage } from '#contracts/cloud-events.js';
import { provenanceOf, UnreadableMessageError } from '#event-sourcing/cloud-events.js';
import type { Codec } from '#event-sourcing/codec.js';
import { DecodeError } from '#event-sourcing/decode-error.js';
import type { Envelope } from '#event-sourcing/envelope.js';
import { originOf } from '#runtime/logging/correlation.js';
import type { Logger } from '#runtime/logging/logger.js';
import type { ProcessManagerMetrics, ReactionSkipReason } from './observe.js';

/**
 * Reads a message of the events topic. What is not an event of ours, or of a type this release does not know, is
 * skipped: counted and logged. Anything else that cannot be read is an error: the event has consequences we must not
 * leave out, so its case waits until it can be read.
 */
export function readEnvelope(
  codec: Pick<Codec, 'decode'>,
  logger: Logger,
  metrics: Pick<ProcessManagerMetrics, 'skipped'>,
): (message: ReceivedMessage) => Promise<Envelope | undefined> {
  return async (message) => {
    try {
      return await codec.decode(fromMessage(message));
    } catch (error) {
      const reason = skippable(error);
      if (reason === undefined) throw error;
      metrics.skipped(reason);
      const { partition, offset } = message;
      const { event, stream, ...from } = provenanceOf(message);
      logger.error(
        { err: error, partition, offset: String(offset), event, stream, ...originOf(from), reason },
        'process manager: a message was skipped',
      );
      return undefined;
    }
  };
}

function skippable(error: unknown): ReactionSkipReason | undefined {
  if (error instanceof UnreadableMessageError) return 'not-an-event';
  return error instanceof DecodeError && error.code === 'unknown-type' ? 'unknown-type' : undefined;
}
