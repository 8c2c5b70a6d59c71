import type { FactRequest } from '#domain/fact-request/fact-request.js';
import type { Language } from '#runtime/problems/language.js';
import type { StatusRequest } from '#read-models/application-status/document.js';
import type { BoardRow, ShownRequest } from './board.js';
import { ASKED_TEXTS } from './texts.js';

/** A request as a read model has it, or the log. */
type Asked = (FactRequest | StatusRequest) & { readonly personal: { readonly condition: string } | 'erased' };

/** The board with, for each row that waits for a service, since when and when it was asked. */
export function withAsked(
  language: Language,
  board: readonly BoardRow[],
  requests: readonly Asked[],
): readonly BoardRow[] {
  const asked = new Map(
    requests.flatMap((one) => (one.personal === 'erased' ? [] : [[one.personal.condition, one] as const])),
  );
  return board.map((row) => {
    const request = asked.get(row.condition);
    // The case may know it already, and the request be ended a moment later.
    return request === undefined || row.state !== 'pending'
      ? row
      : { ...row, asked: shown(language, request) };
  });
}

function shown(
  language: Language,
  { since, askedAt, asking, escalatedAt }: FactRequest | StatusRequest,
): ShownRequest {
  const lateSince = escalatedAt ?? null;
  const says = ASKED_TEXTS[lateSince === null ? 'awaited' : 'late'][language];
  return { since, lastAskedAt: askedAt, times: asking, lateSince, says };
}
