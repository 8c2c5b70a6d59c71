import {
  condition,
  ERASED,
  failed,
  notApplicable,
  NOTHING_TO_DO,
  pending,
  satisfied,
  unknownSinceErased,
  WE_ARE_WAITING,
} from './finding.js';

/** A renewal needs the resident's biometrics on file (gulfnews 1.103900733); at a first issue they are taken. */
export const biometricsOnFile = condition({
  id: 'biometrics-on-file',
  owner: 'passports',
  version: '1.1.0',
  title: { ar: 'تسجيل الخصائص الحيوية', en: 'Biometrics on file' },
  looksAt: "Whether passports has the resident's biometrics; renewals only.",
  reasons: {
    'biometrics-on-file': {
      comesTo: ['satisfied'],
      says: { ar: 'الخصائص الحيوية مسجلة.', en: 'The biometrics are on file.' },
      todo: NOTHING_TO_DO,
    },
    'biometrics-not-needed': {
      comesTo: ['not-applicable'],
      says: {
        ar: 'هذا الشرط غير مطلوب عند الإصدار لأول مرة.',
        en: 'A first issue does not need this.',
      },
      todo: NOTHING_TO_DO,
    },
    'biometrics-not-reported': {
      comesTo: ['pending/wait'],
      says: {
        ar: 'لم يصلنا من الجوازات ما يفيد بتسجيل الخصائص الحيوية بعد.',
        en: 'Passports has not reported whether biometrics are on file yet.',
      },
      todo: WE_ARE_WAITING,
    },
    'biometrics-missing': {
      comesTo: ['failed/applicant'],
      says: { ar: 'الخصائص الحيوية غير مسجلة.', en: 'There are no biometrics on file.' },
      todo: {
        ar: 'سجّل خصائصك الحيوية في أقرب مكتب للجوازات أو جهاز خدمة ذاتية.',
        en: 'Have your biometrics taken at a passports office or a self-service kiosk.',
      },
    },
    erased: ERASED,
  },
  evaluate: ({ case: { service }, resident: { biometricsOnFile } }) => {
    if (service === 'issue') return notApplicable('biometrics-not-needed');
    if (biometricsOnFile === undefined) return pending('biometrics-not-reported', 'wait');
    if (biometricsOnFile === 'erased') return unknownSinceErased();
    return biometricsOnFile.value
      ? satisfied('biometrics-on-file', biometricsOnFile.factIds)
      : failed('biometrics-missing', 'applicant', biometricsOnFile.factIds);
  },
});
