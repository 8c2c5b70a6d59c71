import type {
  Channel,
  DocumentKind,
  PeriodMonths,
  ResidentCategory,
} from '#domain/application/case-terms.js';

/** The domain's closed lists, as values. The compiler sees to it that they are complete. */
const all = <T extends string | number>(values: Readonly<Record<T, true>>): readonly string[] =>
  Object.keys(values);

export const CATEGORIES = all<ResidentCategory>({
  employee: true,
  'domestic-worker': true,
  dependant: true,
  premium: true,
});
export const CHANNELS = all<Channel>({ app: true, portal: true, kiosk: true, employer: true });
export const DOCUMENT_KINDS = all<DocumentKind>({
  'passport-copy': true,
  photo: true,
  'medical-report': true,
  'sponsor-letter': true,
  other: true,
});
export const PERIODS = all<PeriodMonths>({ 3: true, 6: true, 9: true, 12: true, 24: true }).map(Number);
