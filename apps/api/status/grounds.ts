import type { ConditionText } from '#domain/conditions/condition.js';
import type { CredentialId } from '#domain/kernel/brand.js';
import { OWNER_NAMES, REMEDY_TEXTS } from '#domain/conditions/texts.js';
import { GROUND_ERASED, GROUND_MEANINGS, type GroundMeaning } from '#domain/credential/ground-texts.js';
import { REASON_OF_OLD } from '#domain/application/review-reasons.js';
import type { StatusGround } from '#read-models/application-status/document.js';
import type { Language } from '#runtime/problems/language.js';
import type { DirectivesById } from '#use-cases/facts/named-directives.js';
import { directivesIn } from './board.js';

/** Why an identity is suspended or revoked. */
export function groundText(kind: string): ConditionText {
  return meaningOf(kind).says;
}

/** A ground with its texts: what it is, who can lift it and what the holder can do; schema `Ground`. */
export function groundIn(
  language: Language,
  { kind, directiveId, since, until }: StatusGround,
  directives: DirectivesById,
  credentialId: CredentialId,
) {
  const { contest, owner, remedy, says, todo } = meaningOf(kind);
  return {
    kind,
    says: says[language],
    todo: todo[language],
    owner: owner ?? null,
    ownerName: owner === undefined ? null : OWNER_NAMES[owner][language],
    remedy,
    remedyText: REMEDY_TEXTS[remedy][language],
    since,
    until,
    ...(contest !== undefined && {
      contest: { says: contest[language], path: `/v1/credentials/${credentialId}/absence-appeal` },
    }),
    ...directivesIn(language, directiveId === null ? [] : [directiveId], directives),
  };
}

type Meaning = Omit<GroundMeaning, 'owner'> & { readonly owner?: GroundMeaning['owner'] };

/** Events of former releases may name one that is not known any more. */
function meaningOf(kind: string): Meaning {
  if (kind === 'erased') return GROUND_ERASED;
  const known: Readonly<Record<string, Meaning>> = GROUND_MEANINGS;
  const meaning = Object.hasOwn(known, kind) ? known[kind] : undefined;
  return meaning ?? { ...GROUND_ERASED, says: REASON_OF_OLD };
}
