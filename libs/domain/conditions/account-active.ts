import {
  condition,
  ERASED,
  failed,
  NOTHING_TO_DO,
  pending,
  satisfied,
  unknownSinceErased,
  WE_ARE_WAITING,
} from './finding.js';

/** Condition 7. The account through which the applicant is reached and the identity delivered. */
export const accountActive = condition({
  id: 'account-active',
  owner: 'accounts',
  version: '1.1.0',
  title: { ar: 'حساب إلكتروني نشط', en: 'An active account' },
  looksAt: 'Whether the electronic account is active or suspended, and since when.',
  reasons: {
    'account-active': {
      comesTo: ['satisfied'],
      says: { ar: 'الحساب نشط.', en: 'The account is active.' },
      todo: NOTHING_TO_DO,
    },
    'account-not-reported': {
      comesTo: ['pending/wait'],
      says: { ar: 'لم تصلنا حالة الحساب بعد.', en: 'The state of the account has not been reported yet.' },
      todo: WE_ARE_WAITING,
    },
    'account-suspended': {
      comesTo: ['failed/applicant'],
      says: { ar: 'الحساب موقوف.', en: 'The account is suspended.' },
      todo: {
        ar: 'أعد تفعيل حسابك؛ وسيُستأنف الطلب تلقائيًا بعد ذلك.',
        en: 'Have your account activated again; the application then goes on by itself.',
      },
    },
    erased: ERASED,
  },
  evaluate: ({ resident: { account } }) => {
    if (account === undefined) return pending('account-not-reported', 'wait');
    if (account === 'erased') return unknownSinceErased();
    return account.value === 'active'
      ? satisfied('account-active', account.factIds)
      : failed('account-suspended', 'applicant', account.factIds);
  },
});
