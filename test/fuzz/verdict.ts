import { DescribedAnswers, isPathOf, mediaType } from '../support/described-answers.js';
import type { Made } from './breaking.js';
import type { ApiDocument, Operation } from './document.js';
import type { WireAnswer } from './wire.js';

/** May come from anywhere before or beside the operation that was meant: the path or the method became another. */
const NOWHERE = new Set([404, 405, 414, 431]);

/** Holds an answer to a request that may be broken against the operation it was meant for. */
export class Verdict {
  private readonly described: DescribedAnswers;

  constructor(document: ApiDocument) {
    this.described = new DescribedAnswers(document);
  }

  /** What is wrong with the answer; undefined: nothing. */
  on({ responses, path }: Operation, made: Made, { status, type, body }: WireAnswer): string | undefined {
    if (status >= 500 && !(status === 503 && mayBeLater(path, body))) return `${status} ${body}`;
    const media = mediaType(type);
    const isMeant = isPathOf(path, made.path);
    if (isMeant && String(status) in responses) {
      const answer: unknown = media.endsWith('json') ? JSON.parse(body) : body;
      const difference = this.described.difference(responses, status, type, answer);
      return difference && `${difference}: ${body}`;
    }
    if (isMeant && !NOWHERE.has(status)) return `${status} is not described: ${body}`;
    if (status < 400 || media === 'application/problem+json') return undefined;
    return `${status} as ${media || 'nothing'}: ${body}`;
  }
}

/** The readiness says so when it is not given; a reader may ask for a revision that nobody has written yet. */
function mayBeLater(path: string, body: string): boolean {
  return path === '/health/ready' || body.includes('"application-not-visible-yet"');
}
