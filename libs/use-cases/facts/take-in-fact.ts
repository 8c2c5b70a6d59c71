import { uuidV5 } from '#runtime/uuid-v5.js';
import { claimedBy } from '#contracts/fact-owners.js';
import type { InboundFact } from '#contracts/inbound-fact.js';
import type { Instant } from '#decider/brand.js';
import { identityText } from '#domain/identifiers/identity.js';
import type { Actor } from '#domain/kernel/actor.js';
import { unreachable } from '#decider/decider.js';
import type { Fact, FactNames } from '#domain/resident/facts.js';
import type { CommandContext } from '../command-context.js';
import type { Subjects } from '../subjects.js';
import type { UseCase } from '../use-case.js';
import { ImposeDirective, LiftDirective } from './directives.js';
import { RecordFact } from './record-fact.js';

/** Namespace of the commands that facts cause. */
const FACTS = '3f0c3b0a-6c0e-5f64-8f43-0f6a5c2d9b1e';

/** Who takes it in, when, and as part of what. */
interface TakenInBy {
  readonly actor: Actor;
  readonly at: Instant;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
}

/**
 * A fact goes by names of ours: what a service calls it stays readable only as long as the person's key is there. The
 * source a service gives may go on behind its name (`/labour/…`): which part of it spoke is sealed, too.
 */
function underOurNames(told: Fact, subjects: Subjects): { readonly fact: Fact; readonly toldAs: FactNames } {
  const { source, id, corrects } = told;
  const ours = { source: `/${claimedBy(source)}`, id: subjects.factId(source, id) };
  if (corrects === undefined) return { fact: { ...told, ...ours }, toldAs: { source, id } };
  const corrected = subjects.factId(source, corrects);
  return { fact: { ...told, ...ours, corrects: corrected }, toldAs: { source, id, corrects } };
}

/**
 * The command that takes in what another service told us, whichever way it came. Its id follows from the fact's source,
 * id and content: the same fact over HTTP and over the topic, once or many times, is one command; other content under
 * the same id is another command, which the resident's file refuses.
 */
export function takeInFact(
  inbound: InboundFact,
  { traceparent, ...by }: TakenInBy,
  subjects: Subjects,
): UseCase {
  const context = (content: unknown): CommandContext => {
    const requestHash = subjects.fingerprint(JSON.stringify(content));
    const commandId = uuidV5(JSON.stringify([inbound.source, inbound.id, requestHash]), FACTS);
    const trace = traceparent === undefined ? {} : { traceparent };
    return { ...by, commandId, causationId: commandId, requestHash, ...trace };
  };
  switch (inbound.kind) {
    case 'resident': {
      const { received: _, ...told } = inbound.fact;
      const { fact, toldAs } = underOurNames(inbound.fact, subjects);
      return new RecordFact(context(told), subjects.of(identityText(inbound.identity)), fact, toldAs);
    }
    case 'directive-imposed':
      return new ImposeDirective(context(inbound.directive), inbound.directive);
    case 'directive-lifted': {
      const { directiveId, liftedAt } = inbound;
      return new LiftDirective(context([directiveId, liftedAt]), directiveId, liftedAt);
    }
    default:
      return unreachable(inbound);
  }
}
