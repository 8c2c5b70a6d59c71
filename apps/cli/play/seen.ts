import type { Expectation } from './case-file.js';

/** What the status API says of a case, as far as a case file can expect something of it. */
export interface SeenStatus {
  /** Phase, or `refused: <code>` when no application was opened. */
  readonly outcome: string;
  /** State of each condition, by id; empty before the first screening. */
  readonly conditions: Readonly<Record<string, string>>;
  /** Why, likewise. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Those of them that wait for a service that was asked. */
  readonly asked: readonly string[];
  readonly funds: 'none' | 'available' | 'reserved' | 'consumed';
  readonly payments: number;
  /** Undefined: none was issued. */
  readonly credential: SeenCredential | undefined;
  /** By which anybody can follow the case; undefined when no application was opened. */
  readonly trackingNumber: string | undefined;
}

interface SeenCredential {
  readonly credentialId: string;
  readonly status: string;
  readonly grounds: readonly string[];
  /** An officer may decide that another follows. */
  readonly replaceable: boolean;
  /** How those it followed stand, newest first. */
  readonly former: readonly string[];
}

/** Reads a status document; without one, the refusal is what was seen. */
export function seen(
  status: Readonly<Record<string, unknown>> | undefined,
  refused: string | undefined,
): SeenStatus {
  if (status === undefined) {
    return {
      outcome: refused === undefined ? 'nothing' : `refused: ${refused}`,
      conditions: {},
      reasons: {},
      asked: [],
      funds: 'none',
      payments: 0,
      credential: undefined,
      trackingNumber: undefined,
    };
  }
  const fees = recordOf(status['fees']);
  const board = Array.isArray(status['board']) ? status['board'].map(recordOf) : [];
  return {
    outcome: String(status['phase']),
    conditions: told(board, 'state'),
    reasons: told(board, 'reason'),
    asked: board.flatMap((row) => (row['asked'] === undefined ? [] : [String(row['condition'])])),
    funds: fundsIn(fees),
    payments: Array.isArray(fees['payments']) ? fees['payments'].length : 0,
    credential: credentialIn(status['credential']),
    trackingNumber: String(status['trackingNumber']),
  };
}

function told(board: readonly Readonly<Record<string, unknown>>[], what: string) {
  return Object.fromEntries(board.map((row) => [String(row['condition']), String(row[what])]));
}

function credentialIn(shown: unknown): SeenStatus['credential'] {
  const { credentialId, status, grounds, replaceableSince, former } = recordOf(shown);
  if (typeof status !== 'string') return undefined;
  return {
    credentialId: String(credentialId),
    status,
    grounds: Array.isArray(grounds) ? grounds.map(String) : [],
    replaceable: typeof replaceableSince === 'string',
    former: Array.isArray(former) ? former.map((one) => String(recordOf(one)['status'])) : [],
  };
}

function fundsIn(fees: Readonly<Record<string, unknown>>): SeenStatus['funds'] {
  if (Number(fees['consumed'] ?? 0) > 0) return 'consumed';
  if (Number(fees['reserved'] ?? 0) > 0) return 'reserved';
  return Number(fees['refundable'] ?? 0) > 0 ? 'available' : 'none';
}

/** Every way in which what was seen is not what was expected. */
export function differences(expected: Expectation, actual: SeenStatus): readonly string[] {
  const found: string[] = [];
  const compare = (what: string, wanted: string | number | undefined, got: string | number | undefined) => {
    if (wanted !== undefined && wanted !== got)
      found.push(`${what}: expected ${wanted}, saw ${got ?? 'nothing'}`);
  };
  compare('outcome', expected.outcome, actual.outcome);
  for (const [condition, state] of Object.entries(expected.conditions ?? {})) {
    compare(condition, state, actual.conditions[condition]);
  }
  for (const [condition, reason] of Object.entries(expected.reasons ?? {})) {
    compare(condition, reason, actual.reasons[condition]);
  }
  compare('asked', listed(expected.asked), listed(actual.asked));
  compare('funds', expected.funds, actual.funds);
  compare('payments', expected.payments, actual.payments);
  compare('credential', expected.credential?.status, actual.credential?.status);
  compare('replaceable', yesOrNo(expected.credential?.replaceable), yesOrNo(actual.credential?.replaceable));
  compare('former', expected.credential?.former?.join(', '), actual.credential?.former.join(', '));
  compare('grounds', listed(expected.credential?.grounds), listed(actual.credential?.grounds));
  return found;
}

function yesOrNo(truth: boolean | undefined): string | undefined {
  return truth === undefined ? undefined : truth ? 'yes' : 'no';
}

/** In no particular order. */
function listed(names: readonly string[] | undefined): string | undefined {
  return names && (names.toSorted().join(', ') || 'none');
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
