import type { LoggerService } from '@nestjs/common';
import type { FastifyBaseLogger } from 'fastify';

/** Nest's own messages, through the one log of the process; its chatter at start is detail. */
export class NestLog implements LoggerService {
  constructor(private readonly sink: FastifyBaseLogger) {}

  log(message: unknown, context?: unknown): void {
    this.sink.debug({ context }, String(message));
  }

  debug(message: unknown, context?: unknown): void {
    this.sink.debug({ context }, String(message));
  }

  verbose(message: unknown, context?: unknown): void {
    this.sink.trace({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.sink.warn({ context }, String(message));
  }

  /** What fails while the application is put together is thrown, too: whoever started it tells people. */
  error(message: unknown, stack?: unknown, context?: unknown): void {
    const isThrown = stack === 'ExceptionHandler' || context === 'ExceptionHandler';
    this.sink[isThrown ? 'debug' : 'error']({ stack, context }, String(message));
  }

  fatal(message: unknown, context?: unknown): void {
    this.sink.fatal({ context }, String(message));
  }
}
