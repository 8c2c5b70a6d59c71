import { ExpectedFailure } from '../failure.js';

const PATIENCE_MS = 5_000;

/** That the service and its identity provider answer at all. @throws ExpectedFailure saying which does not, and why */
export async function mustAnswer(url: string, issuer: string): Promise<void> {
  await answers('the service', url, '/health/live');
  await answers('the OpenID provider', issuer, '/.well-known/openid-configuration');
}

async function answers(who: string, address: string, path: string): Promise<void> {
  try {
    await fetch(`${address}${path}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    throw new ExpectedFailure(`${who} does not answer at ${address}: ${reason(error)}`);
  }
}

/** `fetch` says only that it failed; its cause says why. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
