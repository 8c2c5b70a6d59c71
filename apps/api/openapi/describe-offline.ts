import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { UseCasesModule } from '#use-cases/use-cases.module.js';
import { ApiModule } from '../api.module.js';
import { describeApi } from './document.js';

/** The document without a running service: the controllers are looked at, nothing is connected. */
export async function describeOffline(): Promise<OpenAPIObject> {
  // In preview mode nothing is instantiated, so nothing is needed to stand on.
  const nothing = {} as never;
  const root = ApiModule.register(UseCasesModule.register(nothing), nothing);
  const options = { preview: true, logger: false, abortOnError: false } as const;
  return describeApi(await NestFactory.create(root, new FastifyAdapter(), options));
}

/** As it is committed: readable, stable, with a line end. */
export function printed(document: OpenAPIObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
