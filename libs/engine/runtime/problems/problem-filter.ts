import { randomUUID } from 'node:crypto';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../logging/correlation.js';
import type { Logger } from '../logging/logger.js';
import { traceparentIn } from '../tracing/request-trace.js';
import type { ProblemCatalogue } from './catalogue.js';
import { detailOf, itemText } from './detail.js';
import { problemOf } from './from-exception.js';
import { languageOf, type Language } from './language.js';
import { PROBLEM_CONTENT_TYPE, ProblemError, type ProblemDocument } from './problem.js';

export interface ProblemFilterOptions {
  readonly catalogue: ProblemCatalogue;
  readonly logger: Logger;
  /** Gives infrastructure errors their problem; what it does not know is a bug. */
  readonly translate?: (exception: unknown) => ProblemError | undefined;
}

/**
 * Answers every failure with a problem document in the reader's language. A bug is logged under an incident id, and
 * the answer carries only that id: nothing of the error itself leaves the house.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly options: ProblemFilterOptions) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also used for errors the router raises before there is a handler. */
  answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem =
      problemOf(exception) ?? this.trouble(exception, request) ?? this.incident(exception, request);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const language = languageOf(request.headers['accept-language']);
    const document = problemDocumentOf(problem, this.options.catalogue, language, request.id);
    void reply
      .code(document.status)
      .headers({
        ...problem.options.headers,
        'content-type': PROBLEM_CONTENT_TYPE,
        'content-language': language,
        vary: 'Accept-Language',
        'cache-control': 'no-store',
      })
      .send(JSON.stringify(document));
  }

  /** Something the service stands on does not do its part: the answer says what to do, the log what it was. */
  private trouble(exception: unknown, request: FastifyRequest): ProblemError | undefined {
    const { translate, catalogue, logger } = this.options;
    const problem = translate?.(exception);
    if (problem !== undefined && catalogue.statusOf(problem.code) >= 500) {
      const { code } = problem;
      logger.warn({ code, ...placeOf(request), err: exception }, 'a request could not be served');
    }
    return problem;
  }

  private incident(exception: unknown, request: FastifyRequest): ProblemError {
    const incident = randomUUID();
    const err = exception instanceof Error ? exception : new Error(`thrown: ${String(exception)}`);
    this.options.logger.error({ incident, ...placeOf(request), err }, 'unexpected error');
    return new ProblemError('internal', { extra: { incident } });
  }
}

function placeOf(request: FastifyRequest): object {
  const route = `${request.method} ${request.routeOptions?.url ?? '(no route)'}`;
  return { route, ...originOf({ correlationId: request.id, traceparent: traceparentIn(request) }) };
}

/** The document of a problem in one language; `requestId` is the correlation id of the request it answers. */
export function problemDocumentOf(
  problem: ProblemError,
  catalogue: ProblemCatalogue,
  language: Language,
  requestId?: string,
): ProblemDocument {
  const { errors, extra } = problem.options;
  const status = problem.options.status ?? catalogue.statusOf(problem.code);
  return {
    type: `/problems/${problem.code}`,
    title: catalogue.titleOf(problem.code, language),
    status,
    detail: detailOf(problem, status, catalogue, language),
    ...(requestId !== undefined && { instance: `urn:hawiya:request:${encodeURIComponent(requestId)}` }),
    code: problem.code,
    ...extra,
    ...(errors !== undefined && {
      errors: errors.map((item) => ({
        ...item,
        title: catalogue.titleOf(item.code, language),
        detail: itemText(item, catalogue, language),
      })),
    }),
  };
}
