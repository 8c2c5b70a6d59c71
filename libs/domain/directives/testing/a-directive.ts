import type { Instant } from '#decider/brand.js';
import type { Directive } from '../directives.js';

/** A directive that stops everybody from that moment on; `more` says what is different about it. */
export function aDirective(directiveId: string, from: Instant, more: Partial<Directive> = {}): Directive {
  return {
    directiveId,
    title: { ar: 'تعليمات', en: 'a directive' },
    covers: {},
    from,
    source: 'circular 1',
    effect: 'stop',
    ...more,
  };
}
