import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { readConfiguration } from '#configuration/read-configuration.js';
import { UseCasesModule } from '#use-cases/use-cases.module.js';
import { ApiModule } from '../api.module.js';
import { describeApi } from './document.js';

/** The document, with the default settings, without a running service: the controllers are looked at, nothing is connected. */
export async function describeOffline(): Promise<OpenAPIObject> {
  // In preview mode nothing is instantiated, so nothing is needed to stand on.
  const nothing = {} as never;
  const root = ApiModule.register(UseCasesModule.register(nothing), nothing);
  const options = { preview: true, logger: false, abortOnError: false } as const;
  const app = await NestFactory.create(root, new FastifyAdapter(), options);
  return describeApi(app, readConfiguration({}));
}

/** As it is committed: readable, stable, with a line end. */
export function printedOpenApi(document: OpenAPIObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
