import type { Rate } from '#runtime/limits/allowances.js';
import { ProblemError } from '#runtime/problems/problem.js';

/**
 * The answer to whoever has used up an allowance: 429 with Retry-After, and the policy in the RateLimit headers
 * (draft-ietf-httpapi-ratelimit-headers-10).
 */
export function tooMany(
  code: string,
  { name, rate, retryMs }: { readonly name: string; readonly rate: Rate; readonly retryMs: number },
): ProblemError {
  const seconds = retryAfter(retryMs);
  return new ProblemError(code, {
    headers: {
      'retry-after': seconds,
      'ratelimit-policy': `"${name}";q=${rate.limit};w=${Math.ceil(rate.windowMs / 1_000)}`,
      ratelimit: `"${name}";r=0;t=${seconds}`,
    },
  });
}

/** The value of a Retry-After header: whole seconds, at least one. */
export function retryAfter(ms: number): string {
  return String(Math.max(Math.ceil(ms / 1_000), 1));
}
