import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Connection } from 'mongoose';
import type { Logger } from '#runtime/logging/logger.js';
import { ErasureNotices } from '#read-models/erasures/erasure-notices.js';

export interface ErasureWatchDependencies {
  readonly connection: Connection;
  readonly logger: Logger;
  readonly forget: () => void;
}

const PORTS = Symbol('ErasureWatchPorts');

/** Has this process forget what it can read when another one erases somebody. */
@Module({})
export class ErasureWatchModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = new AbortController();
  private watching: Promise<void> | undefined;

  constructor(@Inject(PORTS) private readonly dependencies: ErasureWatchDependencies) {}

  static register(ports: ErasureWatchDependencies): DynamicModule {
    return { module: ErasureWatchModule, providers: [{ provide: PORTS, useValue: ports }] };
  }

  onApplicationBootstrap(): void {
    const { connection, logger, forget } = this.dependencies;
    this.watching = new ErasureNotices(connection).watch(forget, this.stop.signal, (error) =>
      logger.error({ err: error }, 'erasures by other processes cannot be seen; trying again'),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.watching;
  }
}
