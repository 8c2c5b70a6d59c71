import type { DirectivePhase } from '#domain/directives/directives.js';
import type { ConditionText } from '#domain/conditions/condition.js';

export const DIRECTIVE_PHASE_TEXTS: Readonly<Record<DirectivePhase, ConditionText>> = {
  ahead: { en: 'Not in force yet', ar: 'لم تدخل حيز التنفيذ بعد' },
  'in-force': { en: 'In force', ar: 'سارية' },
  over: { en: 'Not in force any more', ar: 'لم تعد سارية' },
};
