/**
 * Every way in which the service says no, by name. `status` is the HTTP status, `title` the same sentence for
 * every occurrence, `remedy` what whoever meets it does next; the detail of one occurrence is given where it is
 * thrown.
 */
export const problems = {
  'invalid-request': {
    status: 400,
    title: 'The request is not in the expected form.',
    remedy: 'Read `errors`, where it is given, and the detail; mend the request; send it again.',
  },
  'not-signed-in': {
    status: 401,
    title: 'Sign in first.',
    remedy:
      'Sign in and send the access token as `Authorization: Bearer`; ask your liaison officer when that is refused.',
  },
  'sign-in-refused': {
    status: 401,
    title: 'That sign-in was not accepted.',
    remedy:
      'Ask for a new challenge and sign it, within two minutes, with the key that is registered for that login; or begin anew with the passphrase or the passkey.',
  },
  'token-expired': {
    status: 401,
    title: 'Your session has ended; sign in again.',
    remedy: 'Sign in again, then repeat the request with the new access token.',
  },
  'account-locked': {
    status: 403,
    title: 'Too many wrong passphrases; none is taken under that name for now.',
    remedy:
      'Wait until `until`, or ask your team manager or liaison officer to lift it; sign-in by a device, a passkey or your own key still works.',
  },
  'account-dormant': {
    status: 403,
    title: 'This account is suspended, since it was not used for 90 days.',
    remedy: 'Ask your team manager or liaison officer to lift it.',
  },
  'not-yours': {
    status: 403,
    title: 'You are not allowed to do that.',
    remedy:
      'Ask your liaison officer for the role or the membership; the table of roles says which is needed.',
  },
  'signature-not-yours': {
    status: 403,
    title: 'The statement is not signed by your own key.',
    remedy: 'Sign the statement with your own current key, and sign in as yourself.',
  },
  'not-a-thread-party': {
    status: 403,
    title: 'The sending mailbox is not a party to this exchange.',
    remedy: 'Send from a mailbox that is a party to the exchange, or begin a new one.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here, or it is not for you to see.',
    remedy: 'Check the address and the id; what belongs to another agency reads like what does not exist.',
  },
  'key-not-published': {
    status: 404,
    title: 'The partner’s domain publishes no key of that mailbox, or cannot be asked.',
    remedy: 'Ask the partner for the key as a file, or to publish it; `detail` says what was tried.',
  },
  'too-slow': {
    status: 408,
    title: 'The request took too long to arrive.',
    remedy: 'Send it again, over a faster line; what is not whole within five minutes is given up.',
  },
  conflict: {
    status: 409,
    title: 'Something else already stands under that id.',
    remedy: 'Look up what stands there; if yours is another, compose it anew under an id of its own.',
  },
  'nothing-to-review': {
    status: 409,
    title: 'The log has no disclosure of that month.',
    remedy: 'Choose another month; the register shows when anything was disclosed.',
  },
  'passphrase-changed': {
    status: 409,
    title: 'The passphrase was changed meanwhile, perhaps from another machine.',
    remedy: 'Sign in again with the passphrase and the kit as they are now, then change them again.',
  },
  'content-already-used': {
    status: 409,
    title: 'That sealed content already belongs to another referral.',
    remedy: 'Seal the content afresh for this referral; every sealing gives another ciphertext.',
  },
  'collect-first': {
    status: 409,
    title: 'Collect the referral with a signed receipt before reading it.',
    remedy: 'Post a signed `collected` receipt for the delivery, then repeat the request.',
  },
  'not-published': {
    status: 409,
    title: 'The log entry is not published yet; try again in a moment.',
    remedy: 'Wait a second and repeat the request; nothing is released before its entry stands in the log.',
  },
  'step-not-allowed': {
    status: 409,
    title: 'The delivery is past the point where that is possible.',
    remedy: 'Read the delivery again and go on from the state that it is in.',
  },
  'already-collected': {
    status: 409,
    title: 'It cannot be withdrawn: it has been collected.',
    remedy:
      'Nothing was changed. Ask whoever received it to return it; `recipients` says how each recipient stands.',
  },
  'already-relayed': {
    status: 409,
    title: 'It cannot be withdrawn: it has left for the partner’s mail server, or may have.',
    remedy:
      'Nothing was changed. Ask the partner to return or delete it; `recipients` says how each recipient stands.',
  },
  'already-ended': {
    status: 409,
    title: 'There is nothing to withdraw: it ended without having been delivered.',
    remedy: 'Nothing was changed, and nobody there can read it; `recipients` says how each recipient stands.',
  },
  'notices-unavailable': {
    status: 409,
    title: 'This service does not send notices.',
    remedy: 'Ask the operator to set the mail server that notices leave by; until then look into the inbox.',
  },
  withdrawn: {
    status: 410,
    title: 'Its sender has withdrawn it.',
    remedy:
      'There is nothing to do: nobody in your mailbox had collected it, and what it held is no longer given out. Its sender can say why.',
  },
  'content-too-large': {
    status: 413,
    title: 'The sealed referral is larger than the service carries.',
    remedy: 'Send less: `limits` of the service’s description say how much it carries.',
  },
  'too-large-for-partner': {
    status: 422,
    title: 'The mail to a partner would be larger than the partner’s server takes.',
    remedy:
      'Send less, or in parts, or without that recipient: `partners` says which domain takes how many octets, `size` how many it would be.',
  },
  'signature-invalid': {
    status: 422,
    title: 'The signature does not verify.',
    remedy:
      'Sign exactly the octets of the statement that you send, detached and armored, and send it again.',
  },
  'manifest-stale': {
    status: 422,
    title: 'The manifest is too old; compose the referral again.',
    remedy: 'Compose, sign and submit within the hour; check the clock of your machine.',
  },
  'manifest-ahead': {
    status: 422,
    title: 'The manifest is dated in the future; check the clock.',
    remedy: 'Set the clock of your machine right (`skewSeconds` says by how much), then compose it again.',
  },
  'digest-mismatch': {
    status: 422,
    title: 'The content is not what the manifest names.',
    remedy: 'Compute the digests from exactly what is sent or was delivered, and sign the statement again.',
  },
  'sealed-object-refused': {
    status: 422,
    title: 'The sealed content could be read by someone the manifest does not name, or is malformed.',
    remedy: 'Seal to the current key of every recipient mailbox and of the sending one, and to no other.',
  },
  'rules-refused': {
    status: 422,
    title: "The partnership's rules do not allow this disclosure.",
    remedy:
      'Read `reasons`: each names its rule and what could be sent instead; `needs` are what it lacks besides.',
  },
  'rules-need': {
    status: 422,
    title: "The partnership's rules need more before this can be sent.",
    remedy: 'Read `needs`: add what each names, then compose, sign and submit again.',
  },
  'unknown-recipient': {
    status: 422,
    title: 'A recipient is not a mailbox of this partnership.',
    remedy: 'Choose the recipient from the directory; the co-ordinator opens mailboxes that are missing.',
  },
  'no-certificate': {
    status: 422,
    title: 'A mailbox has no certificate to seal to.',
    remedy: 'Ask the liaison officer of that mailbox’s agency to register its certificate.',
  },
  'key-refused': {
    status: 422,
    title: 'That key cannot be used.',
    remedy: 'Do what `detail` says: it says whose the key is, and what is to be asked of them.',
  },
  'trust-refused': {
    status: 422,
    title: 'The trust log does not take that statement.',
    remedy: 'Read the detail: it says who has to sign, or what stands there already; have it signed anew.',
  },
  'trust-behind': {
    status: 422,
    title: 'The referral was sealed by an old or another trust log.',
    remedy: 'Fetch the trust log anew, then compose the referral again; tell the operator when it stays.',
  },
  'trust-suspended': {
    status: 422,
    title: 'An agency has suspended its trust in another.',
    remedy: 'Nothing is shared between the two until it is resumed; ask your liaison officer.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests; wait a little.',
    remedy:
      'Wait as many seconds as `Retry-After` says, then send the same again; where there is none, it is enough for good. `RateLimit` says what is left.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The header of the request is larger than the service takes.',
    remedy: 'Send fewer or shorter header fields: 16 KiB in all.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong in the service.',
    remedy:
      'Send the very same again; if it stays, tell the operator the time and the `x-request-id` of the answer.',
  },
  unavailable: {
    status: 503,
    title: 'The service cannot do this just now.',
    remedy: 'Wait as many seconds as `Retry-After` says, then send the same again.',
  },
} as const satisfies Record<string, { status: number; title: string; remedy: string }>

export type ProblemName = keyof typeof problems

/** Every problem's name, in the order of the registry. */
export const PROBLEM_NAMES = Object.keys(problems).filter(isProblemName)

function isProblemName(text: string): text is ProblemName {
  return Object.hasOwn(problems, text)
}

/** The stable `type` by which programs tell a problem. */
export function problemType(name: ProblemName): `urn:despatch:problem:${ProblemName}` {
  return `urn:despatch:problem:${name}`
}

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
    type: problemType(error.problem),
    title,
    status,
    detail: error.message,
  }
}
