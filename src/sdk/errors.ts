/** A sentence for the person, and what they can do next. Never a stack trace, never a secret. */
export class ClientError extends Error {
  override name = 'ClientError'
  /** the sentence for whoever uses no command */
  readonly withoutCommand: string

  /** @param command what more is said to whoever uses the command: `See: despatch drafts` */
  constructor(sentence?: string, command?: string) {
    super(command === undefined ? sentence : `${sentence} ${command}`)
    this.withoutCommand = sentence ?? ''
  }
}

/** The service said no: RFC 9457 problem details. `message` is the detail, in the service's words. */
export class ApiProblemError extends ClientError {
  override name = 'ApiProblemError'
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** the id of the request, by which the operator finds it; null when the service does not say */
  readonly instance: string | null
  /** Members beyond the standard's, such as `reasons` of `rules-refused`. Unchecked: a stranger's values. */
  readonly extra: Readonly<Record<string, unknown>>
  /** when to come again; null when the service does not say */
  readonly retryAfterSeconds: number | null

  constructor(document: {
    type: string
    title: string
    status: number
    detail: string
    instance?: string | null
    extra: Readonly<Record<string, unknown>>
    retryAfterSeconds?: number | null
  }) {
    super(document.detail || document.title)
    this.type = document.type
    this.title = document.title
    this.status = document.status
    this.detail = document.detail
    this.instance = document.instance ?? null
    this.extra = document.extra
    this.retryAfterSeconds = document.retryAfterSeconds ?? null
  }
}

/** Whether the service refused with the problem of this name (`domain/problems.ts`). */
export const isApiProblem = (error: unknown, name: string): error is ApiProblemError =>
  error instanceof ApiProblemError && error.type === `urn:despatch:problem:${name}`

/** The service cannot be reached, or broke off: trying again later is safe. */
export class UnreachableError extends ClientError {
  override name = 'UnreachableError'
}

/** Something that was pinned has changed: nothing is sent or believed until a person has found out why. */
export class PinChangedError extends ClientError {
  override name = 'PinChangedError'
  /** whose pin, as `Pins` names it */
  readonly owner: string
  constructor(message: string, owner: string) {
    super(message)
    this.owner = owner
  }
}

/** The log shows another past than it showed before, or proves what it should not: the alarm of promise 6. */
export class LogInconsistentError extends ClientError {
  override name = 'LogInconsistentError'
  /** The signed checkpoint that does not fit: evidence against whoever signed it. Null when none was readable. */
  readonly note: string | null
  constructor(message: string, note: string | null) {
    super(message)
    this.note = note
  }
}
