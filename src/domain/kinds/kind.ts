import type { Static, TSchema } from 'typebox'
import Value from 'typebox/value'
import { type AnswerTimes, answerBy } from '../answer-times.ts'
import type { Body } from '../bodies.ts'
import { type Retention, retentionOf } from '../retention.ts'
import type { RuleSet } from '../rule-set.ts'
import type { RuleSetId } from '../wire/agreement.ts'
import { check, type Fault } from '../wire/check.ts'
import type {
  Category,
  Consent,
  DataClass,
  KindName,
  Marking,
  Purpose,
  ReplyOutcome,
  Scheme,
  Urgency,
} from '../wire/referral-fields.ts'
import { type Layout, type RenderContext, safeLayout, writeLayout } from './layout.ts'

/** The data are not what the kind asks for; `faults` says where. The message holds none of the data. */
export class DataError extends Error {
  override readonly name = 'DataError'
  readonly faults: readonly Fault[]

  constructor(kind: KindName, faults: readonly Fault[]) {
    const [first] = faults
    super(`The ${kind} data are not valid${first ? `: ${first.path} ${first.message}` : ''}.`)
    this.faults = faults
  }
}

/** What the data hold, computed and not claimed: a reader's client computes it again and compares. */
export type Classification = { dataClass: DataClass; categories: Category[] }

/** The law and the day by which data are judged: that of the agreement, `YYYY-MM-DD`. */
export type Law = { rules: RuleSet; day: string }

/** What a check of the attachments looks at. */
export type AttachedFile = { name: string; type: string }

/**
 * One of the forms of a kind that has several, with a filled one about invented people; `exampleOn` gives that as of a
 * day, where the law would say of the other that its time is over.
 */
export type Form = {
  name: string
  title: string
  schema: TSchema
  example: unknown
  exampleOn: (day: string) => unknown
}

/** The forms of a kind, and the field of the data whose value names the one that they fill in. */
export type Forms = { field: string; all: readonly Form[] }

/**
 * What a new referral of a kind begins with (S4 §2.3, §3.1.1.1): a person may choose otherwise, and the rules judge what was
 * chosen. `bases` and `recipients` are shown to whoever fills in the form, and never named unasked: every disclosure is
 * considered by itself (L15), and a wrong basis in the register is worse than none.
 */
export type Defaults = {
  purpose: Purpose
  urgency: Urgency
  /** within how many working days an answer is asked for, by urgency; null for what asks for none */
  answer: AnswerTimes | null
  /** null where each case has to be considered: whether they were asked is then for the sender to say (L11) */
  consent: Consent | null
  marking: Readonly<Record<Scheme, Marking>>
  /** codes that usually hold under each rule set */
  bases: Readonly<Record<RuleSetId, readonly string[]>>
  /** the sorts of body that such a referral usually goes to */
  recipients: readonly Body[]
  /** how long it is kept (D7) */
  keep: Retention
}

/** The marking that most referrals have: RESTRICTED (M7), or what took its place. */
export const USUAL_MARKING: Defaults['marking'] = {
  GPMS: { scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] },
  GSC: { scheme: 'GSC', level: 'OFFICIAL-SENSITIVE', descriptors: [] },
}

/** The bases on which agencies usually tell one another what is sensitive about people, for the prevention of crime and disorder (L1, D2, D3). */
export const USUAL_BASES: Defaults['bases'] = {
  'uk-2010': ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7', 'dpa-1998-s29'],
  'uk-2026': ['cda-1998-s115', 'uk-gdpr-art6-1e', 'dpa-2018-sch1-10'],
}

/** A kind of referral: the form of its data, and what follows from them. */
export type Kind = {
  kind: KindName
  /** Of the rendering: a sealed referral names it, so that old referrals keep their text. */
  version: 1
  /** JSON Schema of the data. */
  schema: TSchema
  /** A filled form about invented people. */
  example: unknown
  defaults: Defaults
  /** Where the kind has a form for each of several types: `schema` is then any one of them. */
  forms: Forms | null
  attachmentsAllowed: boolean
  /** What is wrong with the data, in sentences for beside the fields; empty when nothing is. */
  check: (data: unknown) => Fault[]
  /** Whether there is law about its data besides the rules that hold for every kind. */
  hasLaw: boolean
  /** What the law does not allow in data of the right form; nothing is said of data that are not. */
  lawFaults: (data: unknown, law: Law) => Fault[]
  /** What is wrong with what is attached, by the data; `''` is the path of the referral as a whole. */
  attachmentFaults: (data: unknown, attached: readonly AttachedFile[]) => Fault[]
  /** The referral as a person reads it. @throws DataError */
  render: (data: unknown, context: RenderContext) => string
  /** The same in its parts, each safe to be shown on a page: what it says and the order are those of the text. @throws DataError */
  layOut: (data: unknown, context: RenderContext) => Layout
  /** What the data hold. @throws DataError */
  classify: (data: unknown) => Classification
  /** How the data answer what was asked; null where they answer nothing. @throws DataError */
  reply: (data: unknown) => ReplyOutcome | null
  /** The last day on which the data say that they are of use, `YYYY-MM-DD`; null where they say none. @throws DataError */
  lastUse: (data: unknown) => string | null
  /**
   * The day by which an answer is asked for of what is sent on `today`, unless its sender names another; never a day on which
   * nobody works. Null where the data ask for none. @throws DataError
   */
  answerBy: (data: unknown, urgency: Urgency, today: string) => string | null
}

type Definition<S extends TSchema> = Pick<Kind, 'kind' | 'attachmentsAllowed'> & {
  defaults: Omit<Defaults, 'keep'>
  /** What the data of the kind are, whichever of its forms they fill in. */
  schema: S
  example: Static<S>
  forms?: Forms & { schema: TSchema }
  /** What a schema cannot say, such as that an end comes after its beginning. */
  faults?: (data: Static<S>) => Fault[]
  lawFaults?: (data: Static<S>, law: Law) => Fault[]
  attachmentFaults?: (data: Static<S>, attached: readonly AttachedFile[]) => Fault[]
  render: (data: Static<S>, context: RenderContext) => Layout
  classify: (data: Static<S>) => Classification
  reply?: (data: Static<S>) => ReplyOutcome | null
  lastUse?: (data: Static<S>) => string | null
  /** Where only some of its forms ask for an answer: whether these data do. */
  asks?: (data: Static<S>) => boolean
  /** The day before which the answer is needed, where the data name one. */
  neededBefore?: (data: Static<S>) => string | undefined
}

/** Closes a definition over its schema: nothing is rendered or classified that has not been checked. */
export function defineKind<S extends TSchema>(definition: Definition<S>): Kind {
  const { schema, forms, faults, lawFaults, attachmentFaults, reply, lastUse, asks, neededBefore } =
    definition
  const { answer } = definition.defaults
  const faultsOf = (data: unknown): Fault[] => {
    const ofForm = forms ? formFaults(forms, data) : []
    if (ofForm.length > 0) return ofForm
    if (!Value.Check(schema, data)) return check(schema, data)
    return faults ? faults(data) : []
  }
  const valid = (data: unknown): data is Static<S> => faultsOf(data).length === 0
  const checked = (data: unknown): Static<S> => {
    if (!valid(data)) throw new DataError(definition.kind, faultsOf(data))
    return data
  }
  return {
    kind: definition.kind,
    version: 1,
    schema: forms?.schema ?? schema,
    example: definition.example,
    defaults: { ...definition.defaults, keep: retentionOf(definition.kind) },
    forms: forms ?? null,
    attachmentsAllowed: definition.attachmentsAllowed,
    check: faultsOf,
    hasLaw: lawFaults !== undefined,
    lawFaults: (data, law) => (lawFaults && valid(data) ? lawFaults(data, law) : []),
    attachmentFaults: (data, attached) =>
      attachmentFaults && valid(data) ? attachmentFaults(data, attached) : [],
    render: (data, context) => writeLayout(definition.render(checked(data), context)),
    layOut: (data, context) => safeLayout(definition.render(checked(data), context)),
    classify: (data) => definition.classify(checked(data)),
    reply: (data) => reply?.(checked(data)) ?? null,
    lastUse: (data) => lastUse?.(checked(data)) ?? null,
    answerBy: (data, urgency, today) => {
      const filled = checked(data)
      if (answer === null || asks?.(filled) === false) return null
      return answerBy(answer, urgency, today, neededBefore?.(filled))
    },
  }
}

/** The data are judged by the form that they name, so that each message is about a field and not the choice. */
function formFaults({ field, all }: Forms, data: unknown): Fault[] {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return [{ path: '', message: 'must be an object with named fields' }]
  }
  const name: unknown = Object.getOwnPropertyDescriptor(data, field)?.value
  const form = all.find((candidate) => candidate.name === name)
  if (form !== undefined) return check(form.schema, data)
  const known = `one of ${all.map((candidate) => candidate.name).join(', ')}`
  return [{ path: `/${field}`, message: name === undefined ? `is missing: ${known}` : `must be ${known}` }]
}
