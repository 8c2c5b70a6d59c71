import type { Subject } from '#decider/brand.js';

export type Actor =
  | { readonly kind: 'applicant'; readonly id: string }
  /** `person`: the officer as a person, by pseudonym; absent in events written before it was asked for. */
  | { readonly kind: 'officer'; readonly id: string; readonly person?: Subject }
  | { readonly kind: 'service'; readonly id: string }
  | { readonly kind: 'operator'; readonly id: string }
  | { readonly kind: 'process-manager' };
