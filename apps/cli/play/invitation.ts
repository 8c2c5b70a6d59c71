import { instantOf } from '#decider/instant.js';
import { dayInRiyadh } from '#domain/calendar/day.js';
import type { Played } from './player.js';

/** What the demo prints when it keeps serving: where things are, and three commands that work as they stand. */
export function invitation(
  { url, issuer }: { readonly url: string; readonly issuer: string },
  played: readonly Played[],
): string {
  const followed = played.find(({ seen }) => seen.trackingNumber !== undefined);
  const tracking = `/v1/tracking/${followed?.seen.trackingNumber ?? ''}`;
  const digits = `{"lastFour":"${followed?.file.identity.slice(-4) ?? ''}"}`;
  const today = dayInRiyadh(instantOf(Date.now()));
  const token = `$(node bin/hawiya.js token analyst-sara --issuer ${issuer})`;
  return `
The service keeps serving; Ctrl+C ends it.
  API          ${url}/docs
  metrics      ${url}/metrics
  sign-in      ${issuer}

Try:
  curl -s ${url}/health/ready
  curl -s -H 'Accept-Language: ar' -H 'Content-Type: application/json' -d '${digits}' '${url}${tracking}'
  curl -s -H "Authorization: Bearer ${token}" '${url}/v1/reports/applications?from=${today}&to=${today}'`;
}
