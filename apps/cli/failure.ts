import { ConfigurationError } from '#platform/configuration/configuration-error.js';

/** A failure the user can mend: told in one line, with its exit code, and without a stack. */
export class ExpectedFailure extends Error {
  override readonly name = 'ExpectedFailure';
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(message);
  }
}

/** Why a service could not be started, where the user can mend it; anything else is a bug, and stays as it is. */
export function whyNotStarted(error: unknown): unknown {
  if (error instanceof ConfigurationError) return new ExpectedFailure(error.message);
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  if (error.code !== 'EADDRINUSE') return new ExpectedFailure(error.message);
  const { address, port } = error as { readonly address?: unknown; readonly port?: unknown }; // Node's
  return new ExpectedFailure(
    `${String(address)}:${String(port)} is in use: end what listens there, or set HAWIYA_PORT and HAWIYA_SANDBOX_PORT`,
  );
}
