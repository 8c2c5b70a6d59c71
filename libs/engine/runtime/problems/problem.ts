/** One thing to mend in a request. */
export interface ProblemItem {
  /** JSON pointer into the body (`/passport/expiry`, `` for the whole), or `header:Name`, `query:name`, `path:name`. */
  readonly at: string;
  readonly code: string;
  /** What is allowed instead: `allowed`, or `min` and `max`, `pattern`, `type`; never what was sent, if it is personal. */
  readonly params?: ProblemParams;
}

export type ProblemParams = Readonly<
  Record<string, string | number | readonly (string | number | boolean)[]>
>;

export interface ProblemOptions {
  /** When it differs from the code's usual status. */
  readonly status?: number;
  readonly errors?: readonly ProblemItem[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the document (RFC 9457, 3.2), e.g. the current revision. Nothing personal. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Thrown at the edge to answer with a problem document; the code's title, in both languages, is in the catalogue. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(
    readonly code: string,
    readonly options: ProblemOptions = {},
  ) {
    super(code);
  }
}

/** RFC 9457, `application/problem+json`. */
export interface ProblemDocument {
  /** Stable: `/problems/<code>`, where its meaning can be read. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  /** What is wrong with this very request and what to do, in the reader's language. */
  readonly detail: string;
  /** This occurrence: the request's correlation id as a URN, by which operators find it in the log. */
  readonly instance?: string;
  readonly errors?: readonly {
    readonly at: string;
    readonly code: string;
    readonly title: string;
    /** The title with what is allowed instead. */
    readonly detail: string;
    readonly params?: ProblemParams;
  }[];
  readonly [extra: string]: unknown;
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';
