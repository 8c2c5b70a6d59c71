import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Language, languageOf } from '#runtime/problems/language.js';

/** A request and the answer to it that is being made. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The exchange a handler is part of, in its parameters. */
export const Http = createParamDecorator((_: unknown, context: ExecutionContext): Exchange => {
  const http = context.switchToHttp();
  return { request: http.getRequest<FastifyRequest>(), reply: http.getResponse<FastifyReply>() };
});

/** The language the client reads, which the answer says it is in. */
export function answerIn({ request, reply }: Exchange): Language {
  const language = languageOf(request.headers['accept-language']);
  reply.headers({ 'content-language': language, vary: 'Accept-Language' });
  return language;
}
