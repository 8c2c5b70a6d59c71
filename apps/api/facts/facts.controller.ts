import { Controller, Inject, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { foreignTo } from '#contracts/fact-owners.js';
import { readFactRequest } from '#contracts/facts.js';
import type { InboundFact } from '#contracts/inbound-fact.js';
import type { Principal } from '#sign-in/principal.js';
import { Caller } from '#sign-in/roles.js';
import { languageOf, type Language } from '#runtime/problems/language.js';
import { ProblemError } from '#runtime/problems/problem.js';
import { problemDocumentOf } from '#runtime/problems/problem-filter.js';
import { traceparentIn } from '#runtime/tracing/request-trace.js';
import { takeInFact } from '#use-cases/facts/take-in-fact.js';
import type { Outcome } from '#event-sourcing/outcome.js';
import { Subjects } from '#use-cases/subjects.js';
import { Commands } from '../commands/commands.js';
import { refused, unwrap } from '../commands/unwrap.js';
import { Endpoint } from '../openapi/endpoint.js';
import { API_LIMITS, type ApiLimits } from '../dependencies.js';
import { API_PROBLEMS } from '../problems/catalogue.js';

/** Where internal services tell what they know about residents, and the directives desk what it rules. */
@ApiTags('facts')
@Controller('v1/facts')
export class FactsController {
  constructor(
    private readonly bus: CommandBus,
    private readonly subjects: Subjects,
    private readonly commands: Commands,
    @Inject(API_LIMITS) private readonly limits: ApiLimits,
  ) {}

  @Post()
  @Endpoint({
    for: ['service'],
    does: 'Take in facts: one CloudEvent or a batch',
    says:
      'CloudEvents 1.0 over HTTP: structured, batched, or binary mode. A batch with anything unreadable in it is refused ' +
      'whole, with every error; otherwise each fact of it gets its result, and a single fact that is refused is answered with its problem. A fact sent again is known, and changes nothing: ' +
      'after an answer that did not arrive, send the same request again.',
    answers: { schema: 'FactsTaken' },
    body: true,
    refuses: [
      'facts-not-valid',
      'fact-not-yours',
      'fact-conflicts',
      'fact-corrects-itself',
      'directive-id-reused',
      'directive-covers-nobody',
      'directive-never-in-force',
      'outcome-unknown',
    ],
  })
  async take(@Caller() caller: Principal, @Req() request: FastifyRequest) {
    const at = this.commands.now();
    const limits = { maxFactBytes: this.limits.factLimit };
    const { headers, body } = request;
    const reading = readFactRequest({ headers, body }, { received: at, limits });
    if (!reading.ok) throw new ProblemError('facts-not-valid', { errors: reading.errors });
    const foreign = reading.facts.flatMap((fact, index) =>
      foreignTo(caller.id, fact) === undefined ? [] : [{ at: `/${index}`, code: 'fact-not-yours' }],
    );
    if (foreign.length > 0) throw new ProblemError('fact-not-yours', { errors: foreign });

    const by = { actor: { kind: 'service', id: caller.id }, at, correlationId: request.id } as const;
    const language = languageOf(request.headers['accept-language']);
    const isBatch = Array.isArray(request.body);
    const results = [];
    // One after the other: facts about one person come in order, and their order in the batch is kept.
    for (const fact of reading.facts) {
      // A fact with a trace of its own goes on with that.
      const traceparent = fact.traceparent ?? traceparentIn(request);
      const outcome = await this.bus.execute(takeInFact(fact, { ...by, traceparent }, this.subjects));
      // One fact's refusal is the request's: only a batch has results to tell apart.
      if (outcome.kind === 'refused' && !isBatch) throw refused(outcome.refusal);
      results.push({ ...this.namesOf(fact), ...resultOf(outcome, language) });
    }
    return { results };
  }

  /** What its service calls it, and what the log of events does; that names a directive by its own id. */
  private namesOf({ kind, source, id }: InboundFact) {
    return { source, id, factId: kind === 'resident' ? this.subjects.factId(source, id) : null };
  }
}

function resultOf(outcome: Outcome, language: Language) {
  if (outcome.kind === 'refused') {
    const problem = problemDocumentOf(refused(outcome.refusal), API_PROBLEMS, language);
    return { result: 'refused', problem };
  }
  const { repeated, position } = unwrap(outcome);
  return { result: repeated || position === undefined ? 'known' : 'recorded', problem: null };
}
