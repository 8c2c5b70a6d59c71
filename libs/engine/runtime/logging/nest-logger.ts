import type { LoggerService } from '@nestjs/common';
import { messageOf } from '../message-of.js';
import type { Logger } from './logger.js';

/** Framework chatter at start-up (modules, routes) is worth a debug line, not an info one. */
const CHATTER = new Set([
  'InstanceLoader',
  'RouterExplorer',
  'RoutesResolver',
  'NestFactory',
  'NestApplication',
]);

/** Lets Nest write into the service's log. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    const level = context !== undefined && CHATTER.has(context) ? 'debug' : 'info';
    this.logger[level]({ context }, text(message));
  }

  error(message: unknown, ...rest: readonly string[]): void {
    const context = rest.at(-1);
    // That it cannot listen: thrown as well, and told by whoever started it.
    if (context === 'NestApplication') return this.logger.debug({ context }, text(message));
    if (message instanceof Error) this.logger.error({ context, err: message }, messageOf(message));
    else this.logger.error({ context, ...(rest.length > 1 && { stack: rest[0] }) }, text(message));
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, text(message));
  }

  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, text(message));
  }

  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, text(message));
  }

  fatal(message: unknown, context?: string): void {
    this.logger.fatal({ context }, text(message));
  }
}

function text(message: unknown): string {
  if (typeof message === 'string') return message;
  return message instanceof Error ? messageOf(message) : (JSON.stringify(message) ?? String(message));
}
