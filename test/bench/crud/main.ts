import 'reflect-metadata';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import mongoose from 'mongoose';
import { startEmbeddedMongo } from '#embedded-mongodb/server.js';
import { AccessGuard } from '#sign-in/access-guard.js';
import { TokenVerifier } from '#sign-in/token-verifier.js';
import { readConfiguration } from '#configuration/read-configuration.js';
import { createLogger } from '#runtime/logging/logger.js';
import { NestLogger } from '#runtime/logging/nest-logger.js';
import { RequestPipe } from '#runtime/problems/validation.js';
import { CrudController } from './crud.controller.js';
import { CaseRecords } from './case-records.js';

/** What a user would write instead: the same framework, sign-in, checks of form and database, one document per case, no events. */
const configuration = readConfiguration(process.env);
const logger = createLogger({ level: configuration.logLevel, format: configuration.logFormat });
const mongo = await startEmbeddedMongo({
  path: join(configuration.data, 'mongo'),
  listen: { socket: join(configuration.data, 'mongo.sock') },
});
const connection = await mongoose
  .createConnection(mongo.uri, { dbName: 'crud', autoIndex: false })
  .asPromise();
const records = new CaseRecords(connection);
await records.createIndexes();
const tokens = new TokenVerifier({ issuer: configuration.issuer ?? '', audience: configuration.audience });

@Module({ controllers: [CrudController], providers: [{ provide: CaseRecords, useValue: records }] })
class CrudModule {}

const app = await NestFactory.create<NestFastifyApplication>(CrudModule, new FastifyAdapter(), {
  logger: new NestLogger(logger),
});
app.useGlobalGuards(new AccessGuard((token) => tokens.verify(token)));
app.useGlobalPipes(new RequestPipe());
await app.listen({ host: configuration.host, port: configuration.port });
logger.info(`listening on ${await app.getUrl()}`);
process.once('SIGTERM', () => {
  void app
    .close()
    .then(() => connection.close())
    .then(() => mongo.close())
    .then(() => process.exit(0));
});
