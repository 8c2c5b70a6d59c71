import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { GROUND_KINDS, type GroundKind } from '#domain/credential/events.js';
import type { CredentialSection } from '#read-models/application-status/document.js';
import { CONDITION_IDS, type ConditionId, type ConditionState } from '#domain/conditions/outcome.js';

/** What the outside world does in one case, and what must come of it. Read from `samples/*.yaml`. */
export interface CaseFile {
  readonly name: string;
  /** Begins the ids of what it sends, so that cases do not meet. */
  readonly key: string;
  readonly title: string;
  /** Login name of a person the identity provider knows. */
  readonly person: string;
  /** `iqama:2…` or `border:3…`: whom the facts are about. */
  readonly identity: string;
  readonly steps: readonly CaseFileStep[];
  readonly expect: Expectation;
}

export interface Expectation {
  /** Phase of the application, or `refused` when it was never opened. */
  readonly outcome: string;
  readonly conditions?: Partial<Record<ConditionId, ConditionState>>;
  /** Why, where the state does not tell one from another: the code of the reason. */
  readonly reasons?: Partial<Record<ConditionId, string>>;
  /** The conditions that wait for a service that was asked, all of them in any order; absent: not looked at. */
  readonly asked?: readonly ConditionId[];
  /** Where the money is in the end. */
  readonly funds?: 'none' | 'available' | 'reserved' | 'consumed';
  readonly payments?: number;
  /** The identity that came of it. */
  readonly credential?: CredentialExpectation;
}

export interface CredentialExpectation {
  readonly status: CredentialSection['status'];
  /** Why it is suspended, all of them in any order; absent: not looked at. */
  readonly grounds?: readonly GroundKind[];
  /** Whether an officer may decide that another follows; absent: not looked at. */
  readonly replaceable?: boolean;
  /** How those it followed stand, newest first; absent: not looked at. */
  readonly former?: readonly CredentialSection['status'][];
}

/** Any step may say `refused: <code>`: then exactly that refusal is expected. */
export type CaseFileStep = { readonly refused?: string } & (
  | { readonly fact: FactStep }
  | { readonly facts: readonly FactStep[] }
  | { readonly precheck: Record<string, unknown> }
  | { readonly start: { readonly category: string; readonly identity?: string } }
  | { readonly details: Record<string, unknown> }
  | { readonly document: string }
  | { readonly bill: true }
  | { readonly pay: { readonly times?: number; readonly halalas?: number } }
  | { readonly review: true }
  | { readonly submit: true }
  | { readonly withdraw: true }
  | { readonly appeal: AppealStep }
  | { readonly as: Someone }
  | { readonly officer: OfficerStep }
  | { readonly wait: Expectation }
);

/** Says that the absence report is false; `holder`: with the identity that was issued, not with the application. */
export interface AppealStep {
  readonly statement: string;
  readonly holder?: true;
}

/** From now on it is this person who acts and whom the facts are about; the case stays the one that was started last. */
export interface Someone {
  readonly person: string;
  readonly identity: string;
}

/** What the officer does with the case. */
export type OfficerStep =
  | { readonly claim: true }
  | { readonly confirmHolder: { readonly reason: string } }
  | { readonly decide: { readonly decision: string; readonly reason: string } }
  /** Another identity follows the one that was revoked. */
  | { readonly replace: { readonly reason: string } };

export interface FactStep {
  readonly kind: string;
  readonly source: string;
  readonly id: string;
  /** `today`, `today-30d`, `today+2M`, or an instant. */
  readonly effective: string;
  readonly corrects?: string;
  readonly data?: Record<string, unknown>;
}

const credentialStatus = { enum: ['valid', 'suspended', 'revoked', 'superseded', 'expired'] } as const;

const expectation = {
  type: 'object',
  additionalProperties: false,
  required: ['outcome'],
  properties: {
    outcome: { type: 'string' },
    conditions: {
      type: 'object',
      propertyNames: { enum: CONDITION_IDS },
      additionalProperties: { enum: ['satisfied', 'pending', 'failed', 'not-applicable'] },
    },
    reasons: {
      type: 'object',
      propertyNames: { enum: CONDITION_IDS },
      additionalProperties: { type: 'string' },
    },
    asked: { type: 'array', items: { enum: CONDITION_IDS } },
    funds: { enum: ['none', 'available', 'reserved', 'consumed'] },
    payments: { type: 'integer', minimum: 0 },
    credential: {
      type: 'object',
      additionalProperties: false,
      required: ['status'],
      properties: {
        status: credentialStatus,
        grounds: { type: 'array', items: { enum: GROUND_KINDS } },
        replaceable: { type: 'boolean' },
        former: { type: 'array', items: credentialStatus },
      },
    },
  },
} as const;

const fact = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'source', 'id', 'effective'],
  properties: {
    kind: { type: 'string' },
    source: { type: 'string' },
    id: { type: 'string' },
    effective: { type: 'string' },
    corrects: { type: 'string' },
    data: { type: 'object' },
  },
} as const;

/** A step is one of these. */
const ACTIONS = [
  'fact',
  'facts',
  'precheck',
  'start',
  'details',
  'document',
  'bill',
  'pay',
  'review',
  'submit',
  'withdraw',
  'appeal',
  'as',
  'officer',
  'wait',
] as const;

const open = { type: 'object' } as const;
const yes = { const: true } as const;
const reason = { reason: { type: 'string' } } as const;

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['title', 'person', 'identity', 'steps', 'expect'],
  properties: {
    title: { type: 'string' },
    person: { type: 'string' },
    identity: { type: 'string', pattern: '^(iqama|border):' },
    expect: expectation,
    steps: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        oneOf: ACTIONS.map((action) => ({ required: [action] })),
        properties: {
          refused: { type: 'string' },
          fact,
          facts: { type: 'array', minItems: 1, items: fact },
          precheck: open,
          start: {
            type: 'object',
            additionalProperties: false,
            required: ['category'],
            properties: { category: { type: 'string' }, identity: { type: 'string' } },
          },
          details: open,
          document: { type: 'string' },
          bill: yes,
          pay: {
            type: 'object',
            additionalProperties: false,
            properties: { times: { type: 'integer', minimum: 1 }, halalas: { type: 'integer', minimum: 1 } },
          },
          review: yes,
          submit: yes,
          withdraw: yes,
          appeal: {
            type: 'object',
            additionalProperties: false,
            required: ['statement'],
            properties: { statement: { type: 'string', minLength: 1 }, holder: yes },
          },
          as: {
            type: 'object',
            additionalProperties: false,
            required: ['person', 'identity'],
            properties: {
              person: { type: 'string' },
              identity: { type: 'string', pattern: '^(iqama|border):' },
            },
          },
          officer: {
            type: 'object',
            additionalProperties: false,
            minProperties: 1,
            maxProperties: 1,
            properties: {
              claim: yes,
              confirmHolder: {
                type: 'object',
                additionalProperties: false,
                required: ['reason'],
                properties: reason,
              },
              replace: {
                type: 'object',
                additionalProperties: false,
                required: ['reason'],
                properties: reason,
              },
              decide: {
                type: 'object',
                additionalProperties: false,
                required: ['decision', 'reason'],
                properties: { decision: { enum: ['approve', 'reject'] }, ...reason },
              },
            },
          },
          wait: expectation,
        },
      },
    },
  },
} as const;

const validate: ValidateFunction<Omit<CaseFile, 'name' | 'key'>> = new Ajv({ allErrors: true }).compile(
  schema,
);

/** A case file that cannot be played: says where and why. */
export class CaseFileError extends Error {
  override readonly name = 'CaseFileError';
}

/** Reads and checks a case file. @throws CaseFileError naming the file and every problem in it. */
export async function readCaseFile(path: string): Promise<CaseFile> {
  let raw: unknown;
  try {
    raw = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new CaseFileError(`${path}: ${unreadable(error)}`, { cause: error });
  }
  if (!validate(raw)) {
    throw new CaseFileError(`${path}: ${problemsIn(validate.errors ?? [])}`);
  }
  const name = basename(path).replace(/\.ya?ml$/, '');
  return { name, key: name, ...raw };
}

/** Why a file cannot be read, without repeating its name; or what is wrong with its YAML, in one line. */
function unreadable(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'is a folder: name the files in it';
  return error.message.split('\n')[0] ?? '';
}

/** More would not be read. */
const MOST_PROBLEMS = 5;

function problemsIn(errors: readonly ErrorObject[]): string {
  const problems = errors.flatMap(({ instancePath, keyword, message, params, schemaPath }) => {
    const at = instancePath || '/';
    // Which actions a step does not have says nothing.
    if (/\/oneOf\/\d+\//.test(schemaPath)) return [];
    if (keyword === 'oneOf') return [`${at} must be one step: ${ACTIONS.join(', ')}`];
    const unknown: unknown = params['additionalProperty'];
    return [typeof unknown === 'string' ? `${at} does not know ${unknown}` : `${at} ${message}`];
  });
  const more = problems.length - MOST_PROBLEMS;
  return [...problems.slice(0, MOST_PROBLEMS), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
