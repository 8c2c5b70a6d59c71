import { EXIT_CODES, ExpectedFailure } from './failure.js';

const PATIENCE_MS = 5_000;

/**
 * That the service and its identity provider, where given, are there.
 * @throws ExpectedFailure saying which is not, and why
 */
export async function mustAnswer({
  url,
  issuer,
}: {
  readonly url?: string;
  readonly issuer?: string;
}): Promise<void> {
  if (url !== undefined) await answers('the service', url, '/health/live');
  if (issuer !== undefined) await answers('the OpenID provider', issuer, '/.well-known/openid-configuration');
}

async function answers(who: string, address: string, path: string): Promise<void> {
  const { ok, status } = await fetch(`${address}${path}`, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    (error: unknown) => {
      throw new ExpectedFailure(
        `${who} does not answer at ${address}: ${reason(error)}`,
        EXIT_CODES.unavailable,
      );
    },
  );
  if (!ok)
    throw new ExpectedFailure(
      `what answers at ${address} is not ${who}: HTTP ${status} for ${path}`,
      EXIT_CODES.unavailable,
    );
}

/** `fetch` says only that it failed; its cause says why. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
