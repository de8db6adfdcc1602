/**
 * Every way in which the service says no, by name. `status` is the HTTP status, `title` the same sentence for
 * every occurrence; the detail of one occurrence is given where it is thrown.
 */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not in the expected form.' },
  'not-signed-in': { status: 401, title: 'Sign in first.' },
  'sign-in-refused': { status: 401, title: 'That sign-in was not accepted.' },
  'token-expired': { status: 401, title: 'Your session has ended; sign in again.' },
  'not-yours': { status: 403, title: 'You are not allowed to do that in this mailbox.' },
  'signature-not-yours': { status: 403, title: 'The statement is not signed by your own key.' },
  'not-a-thread-party': { status: 403, title: 'The sending mailbox is not a party to this exchange.' },
  'not-found': { status: 404, title: 'There is nothing here, or it is not for you to see.' },
  conflict: { status: 409, title: 'Something else already stands under that id.' },
  'content-already-used': { status: 409, title: 'That sealed content already belongs to another referral.' },
  'collect-first': { status: 409, title: 'Collect the referral with a signed receipt before reading it.' },
  'not-published': { status: 409, title: 'The log entry is not published yet; try again in a moment.' },
  'step-not-allowed': { status: 409, title: 'The delivery is past the point where that is possible.' },
  'content-too-large': { status: 413, title: 'The sealed referral is larger than the service carries.' },
  'signature-invalid': { status: 422, title: 'The signature does not verify.' },
  'manifest-stale': { status: 422, title: 'The manifest is too old; compose the referral again.' },
  'manifest-ahead': { status: 422, title: 'The manifest is dated in the future; check the clock.' },
  'digest-mismatch': { status: 422, title: 'The content is not what the manifest names.' },
  'sealed-object-refused': {
    status: 422,
    title: 'The sealed content could be read by someone the manifest does not name, or is malformed.',
  },
  'rules-refused': { status: 422, title: "The partnership's rules do not allow this disclosure." },
  'rules-need': { status: 422, title: "The partnership's rules need more before this can be sent." },
  'unknown-recipient': { status: 422, title: 'A recipient is not a mailbox of this partnership.' },
  'no-certificate': { status: 422, title: 'A mailbox has no certificate to seal to.' },
  'too-many-requests': { status: 429, title: 'Too many requests; wait a little.' },
  internal: { status: 500, title: 'Something went wrong in the service.' },
  'too-busy': { status: 503, title: 'The service is too busy just now; try again shortly.' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemName = keyof typeof problems

/** RFC 9457 problem details; members beyond the standard's come from `extra`. */
export type ProblemDocument = {
  type: `urn:despatch:problem:${ProblemName}`
  title: string
  status: number
  detail: string
  [member: string]: unknown
}

/** A named problem on its way to a person. `message` is the detail: a sentence, without personal data. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: ProblemName
  readonly status: number
  readonly extra: Readonly<Record<string, unknown>>

  constructor(problem: ProblemName, detail: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(detail)
    this.problem = problem
    this.status = problems[problem].status
    this.extra = extra
  }
}

/**
 * Makes the named problem, to be thrown: `throw problem('not-found', 'There is no delivery of that id.')`.
 *
 * @param detail what happened this time, in a sentence the person can act on; the title when left out
 * @param extra further members of the problem document, such as `reasons`
 */
export function problem(
  name: ProblemName,
  detail: string = problems[name].title,
  extra: Readonly<Record<string, unknown>> = {},
): ProblemError {
  return new ProblemError(name, detail, extra)
}

/** Whether `error` is a named problem, and of `name` when one is given. */
export function isProblem(error: unknown, name?: ProblemName): error is ProblemError {
  return error instanceof ProblemError && (name === undefined || error.problem === name)
}

/** The problem as RFC 9457 writes it (`application/problem+json`). The standard members win over `extra`. */
export function toDocument(error: ProblemError): ProblemDocument {
  const { title, status } = problems[error.problem]
  return {
    ...error.extra,
    type: `urn:despatch:problem:${error.problem}`,
    title,
    status,
    detail: error.message,
  }
}
