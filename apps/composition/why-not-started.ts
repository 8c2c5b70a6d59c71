import { messageOf } from '#runtime/message-of.js';

/** Why a process could not start, in one line that says what to mend. */
export function whyNotStarted(error: unknown): string {
  if (!isSystemError(error) || error.code !== 'EADDRINUSE') return messageOf(error);
  return `${error.address}:${error.port} is in use: end what listens there, or set HAWIYA_PORT, HAWIYA_SANDBOX_PORT or HAWIYA_MANAGEMENT_PORT`;
}

/** What the operating system refused; Node adds to it whose address it was about. */
export const isSystemError = (
  error: unknown,
): error is NodeJS.ErrnoException & { readonly address?: string; readonly port?: number } =>
  error instanceof Error && 'syscall' in error;
