import type { Static, TObject, TSchema } from 'typebox'
import type { ProblemName } from '../../problems.ts'
import { type Action, isForAnyone, type PERMISSIONS } from '../../roles.ts'

/** The groups in which operations are shown, in this order. */
export const TAGS = {
  Service: 'What the service says of itself, its state and its API. Open to anyone.',
  'Signing in':
    'By passphrase (OPAQUE), or by a challenge that your own program composes and signs; then an access token of minutes, and a token to have the next for.',
  'Your account':
    'Your passphrase, your sessions, the machines that may sign in for you; and lifting a lock for a colleague.',
  Directory: 'Agencies, mailboxes, agreements, certificates, and your own mailbox keys.',
  'Mailbox keys':
    'Who holds which part of a mailbox’s key; new generations, grants, and the recovery key of an agency.',
  Trust:
    'What agencies have signed about keys, in an order that nobody can change, and the root that you begin from.',
  Enrolment:
    'How somebody comes into the partnership: invitations, enrolment by one’s own key, and the accounts of an agency.',
  Referrals: 'Submitting a sealed referral, and what its parties may see of it.',
  Drafts:
    'Compositions that wait, sealed to the mailbox that they are to be sent from; and the lists of recipients of a mailbox.',
  Cases:
    'What a team keeps of its cases, sealed to its mailbox: the service sees whose they are, and no word of them.',
  Exchanges: 'What your mailboxes received and sent, newest first, and the exchanges that these belong to.',
  Deliveries: 'What a reader does: collect with a signed receipt, fetch, answer, file.',
  Quarantine:
    'Mail that was held back from an inbox, since nobody could read it or nothing bears it out, and what becomes of it.',
  Register:
    'Who disclosed what sort of thing to whom, and what the rules refused. No content, no name of anybody it is about. Every reading is itself entered in the log.',
  Reviews:
    'What auditors review: samples that nobody can steer, selections of the register, and their signatures. What they find is sealed to them.',
  Log: 'The log as C2SP tlog-tiles lays it out, open to anyone, and the records behind it for those who may open them.',
  Notices: 'Being told at an ordinary address that something waits.',
  Events: 'Being told at once, while one is signed in, that something of one’s mailboxes has changed.',
  'Partner keys':
    'Keys of partners that somebody saw and that wait for a liaison officer, and our own certificates for partners’ mail programs.',
  Partners: 'How mail leaves for each partner: what waits, what was answered, pausing, re-routing, testing.',
} as const
export type Tag = keyof typeof TAGS

/** JSON of a schema. */
export type JsonAnswer = { description: string; schema: TSchema; media?: never }
/** Anything else: octets or text of one of these media types; `headers` says what comes beside. */
export type MediaAnswer = {
  description: string
  media: readonly string[]
  headers?: Readonly<Record<string, string>>
  schema?: never
}
export type Answer = JsonAnswer | MediaAnswer

/**
 * What an operation is limited by, beside requests by address and by account: `none`, not even those, for the
 * question whether the process lives.
 */
export type Ration =
  | 'none'
  | 'sign-in'
  | 'submission'
  | 'draft'
  | 'keys'
  | 'content'
  | 'list'
  | 'export'
  | 'events'

/** The statuses of answers that are no problem documents. 503 says in its own words that the service is not ready. */
export type AnswerStatus = 200 | 201 | 503
type SuccessStatus = 200 | 201

/** A multipart form: the fields in their order, then one file. */
export type Form = { fields: Readonly<Record<string, TSchema>>; file: string }

/**
 * Values that make a call which works. `$NAME` stands for a variable of the shell; a body is the name of a file
 * that holds it, or is written out; `save` names the file that octets go to.
 */
export type Example = {
  params?: Readonly<Record<string, string>>
  query?: Readonly<Record<string, string>>
  headers?: Readonly<Record<string, string>>
  body?: { file: string } | { json: object }
  /** for each part of the form, the file that holds it */
  form?: Readonly<Record<string, string>>
  save?: string
}

/**
 * One thing that the API does. Its routes, the OpenAPI document, the page and the client are all made from the
 * table of these, so that none of them says anything else.
 */
export type Operation = {
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** from the root, with `{name}` for each parameter */
  path: string
  /** the parameter, the last, that takes the rest of the path, slashes and all */
  rest?: string
  /** what one must be allowed to do: a row of the table of roles */
  action: Action
  tag: Tag
  /** a few words, without a full stop */
  summary: string
  description: string
  params?: TObject
  /** everything in an address is text, so every field is a string of some pattern */
  query?: TObject
  /** what each parameter means */
  means?: Readonly<Record<string, string>>
  body?: TSchema
  form?: Form
  ration?: Ration
  /** octets that a body may have, where it is more than the usual 256 KiB */
  bodyLimit?: number
  answers: { readonly [status in AnswerStatus]?: Answer }
  /** those of its own; `problemsOf` adds what every operation of its sort can answer with */
  problems: readonly ProblemName[]
  example: Example
}

/** An operation, with the types that its schemas give. */
export function operation<const O extends Operation>(given: O): O {
  return given
}

type OpenActions = {
  [A in Action]: (typeof PERMISSIONS)[A] extends { anyone: true } ? A : never
}
/** The actions that need no sign-in. */
export type OpenAction = OpenActions[Action]

type Field<O, Name extends string> = O extends { [N in Name]: infer S extends TSchema }
  ? { [N in Name]: Static<S> }
  : unknown
type FormField<O, File> = O extends { form: infer F extends Form }
  ? { form: { [N in keyof F['fields']]: Static<F['fields'][N]> } & { [N in F['file']]: File } }
  : unknown

/** What a call of the operation carries; `File` is how the one who handles it has the form's file. */
export type InputOf<O extends Operation, File> = Field<O, 'params'> &
  Field<O, 'query'> &
  Field<O, 'body'> &
  FormField<O, File>

type SuccessOf<O extends Operation> = O['answers'][keyof O['answers'] & SuccessStatus]
/** What the operation answers when it does what was asked; never for one whose answer is not JSON. */
export type AnswerOf<O extends Operation> =
  SuccessOf<O> extends { schema: infer S extends TSchema } ? Static<S> : never

/** The status and the answer when an operation does what was asked. */
export function successOf({ id, answers }: Operation): { status: SuccessStatus; answer: Answer } {
  if (answers[200]) return { status: 200, answer: answers[200] }
  if (answers[201]) return { status: 201, answer: answers[201] }
  throw new Error(`${id} has no answer`)
}

/** Every problem that an operation can answer with, in the order of their statuses, as far as it is foreseen. */
export function problemsOf(operation: Operation): ProblemName[] {
  const { action, params, query, body, form, ration, answers, problems } = operation
  const takesInput = [params, query, body, form].some((part) => part !== undefined)
  const sends = body !== undefined || form !== undefined
  const names: ProblemName[] = [
    ...(takesInput ? (['invalid-request'] as const) : []),
    ...(isForAnyone(action) ? [] : (['not-signed-in', 'token-expired', 'not-yours'] as const)),
    ...problems,
    ...(sends ? (['content-too-large'] as const) : []),
    ...(ration === 'none' ? [] : (['too-many-requests'] as const)),
    'internal',
    // One that answers 503 in its own words goes on doing so until the end.
    ...(ration === 'none' || answers[503] ? [] : (['unavailable'] as const)),
  ]
  return [...new Set(names)]
}
