import { v7 } from 'uuid'
import { answerBy } from '../domain/answer-times.ts'
import { consentOf } from '../domain/consents.ts'
import { dayOf } from '../domain/day.ts'
import type { Answered } from '../domain/decide.ts'
import { type Classification, kindOf } from '../domain/kinds.ts'
import { otherAgreementsFor } from '../domain/other-areas.ts'
import { usualDestruction } from '../domain/retention.ts'
import type { RuleSet } from '../domain/rule-set.ts'
import { rulesOf } from '../domain/rule-sets.ts'
import { FAULT_LIMIT, type Fault } from '../domain/wire/check.ts'
import type { Directory, ListedAgreement } from '../domain/wire/directory.ts'
import type {
  AgreementReference,
  Consent,
  GuardianConsent,
  Handling,
  KindName,
  Marking,
  OtherConsent,
  Prescribed,
  Purpose,
  ReferralFields,
  ReplyOutcome,
  Urgency,
} from '../domain/wire/referral-fields.ts'
import { READ_LIMITS } from '../mail/read-limits.ts'
import { agencyOf, agreementFor, purposeOf } from './agreement/choose.ts'
import { toBase64Url } from './base64.ts'
import { ClientError } from './errors.ts'

/** What a person wants to send. Whatever is left out gets the default that its field says. */
export type ReferralRequest = {
  /** a new one; that of a draft is kept, so that it is sent once */
  id?: string
  from: string
  to: string[]
  kind: KindName
  /** the filled form: must be valid against the kind's schema */
  data: unknown
  /** that of the kind: RESTRICTED (M7), or OFFICIAL-SENSITIVE where the agreement's rules are those of GSC */
  marking?: Marking
  /** none: a person names the legal basis, since a wrong one in the register is worse than none */
  bases?: string[]
  /** which prescribed information it is, where section 17A is named (L3); none */
  prescribed?: Prescribed | null
  /** that of the kind */
  purpose?: Purpose
  /** that of the kind, where it has one; else it is not sought, and the rules ask why */
  consent?: Consent
  /** of some of the people apart, where theirs is another; none */
  otherConsents?: OtherConsent[]
  /** that the sender's Caldicott Guardian consented, which agencies of health and social care need (U8); none */
  guardian?: GuardianConsent | null
  /** that of the kind */
  urgency?: Urgency
  /** `YYYY-MM-DD`; by the kind, the urgency and working days, where the form asks for an answer. Null: none is asked for */
  respondBy?: string | null
  /** `YYYY-MM-DD`; the usual time of the kind, from the last day on which it is known to be of use */
  destroyAfter?: string
  /** `originator-permission` */
  onward?: Handling['onward']
  attachments?: Attachment[]
  /** the referral that this answers; its thread must be given with it */
  inReplyTo?: string | null
  /** what is known of what it answers: it is not marked lower (M11), nor kept back for want of a basis that is not needed (L14) */
  answers?: Answered
  /** a new one */
  thread?: string
  /** the newest one in force that all the parties have signed, which covers the purpose and their areas where there is one */
  agreement?: AgreementReference
  /** those in force of the parties' other areas (F18) */
  otherAgreements?: AgreementReference[]
}

export type Attachment = { name: string; type: string; bytes: Uint8Array }

/**
 * The form is not filled in rightly, or what it says is not lawful. `faults` are of bounded number, by JSON Pointer
 * into the data; `''` is the referral as a whole.
 */
export class InvalidDataError extends ClientError {
  override name = 'InvalidDataError'
  readonly faults: Fault[]
  constructor(kind: KindName, faults: Fault[]) {
    const said = faults.map(({ path, message }) => `${path} ${message}`.trim().replace(/\.$/, ''))
    super(`The data is not a valid ${kind}: ${said.join('; ')}.`)
    this.faults = faults
  }
}

/**
 * The fields that manifest and terms share, from what a person asked for: class and categories are computed from the
 * data, never declared by hand.
 *
 * @throws InvalidDataError, or ClientError where no agreement covers it or the request contradicts itself
 */
export function referralFieldsOf(request: ReferralRequest, directory: Directory, now: Date): ReferralFields {
  const kind = kindOf(request.kind)
  const faults = kind.check(request.data)
  if (faults.length > 0) throw new InvalidDataError(request.kind, faults)
  demandConsistent(request, kind.attachmentsAllowed)
  const day = dayOf(now)
  demandLawful(request, rulesOf(agreementFor(request, directory, day), day), day)
  return requestedFields(request, contentsOf(request.kind, request.data), directory, now)
}

/** What follows from a filled form: computed, never declared by hand. */
export type Contents = Classification & {
  reply: ReplyOutcome | null
  /** the last day on which it says that it is of use, `YYYY-MM-DD` */
  lastUse: string | null
  /** by when an answer is asked for, of what is sent on a day */
  answerBy: (urgency: Urgency, day: string) => string | null
}

/** What follows from a form. @throws DataError */
export function contentsOf(name: KindName, data: unknown): Contents {
  const kind = kindOf(name)
  return {
    ...kind.classify(data),
    reply: kind.reply(data),
    lastUse: kind.lastUse(data),
    answerBy: (urgency, day) => kind.answerBy(data, urgency, day),
  }
}

/** What is known of what has no form yet: what it would hold, as its sender says, and else what is usual of its kind. */
export function contentsWithoutForm(name: KindName, told: Classification): Contents {
  const { answer } = kindOf(name).defaults
  return {
    ...told,
    reply: null,
    lastUse: null,
    answerBy: (urgency, day) => (answer === null ? null : answerBy(answer, urgency, day)),
  }
}

/**
 * The same of what has no form yet, or one that is not judged: what it would hold is told.
 *
 * @throws ClientError where no agreement covers it
 */
export function requestedFields(
  request: Omit<ReferralRequest, 'data'>,
  contents: Contents,
  directory: Directory,
  now: Date,
): ReferralFields {
  const kind = kindOf(request.kind)
  const day = dayOf(now)
  const to = [...new Set(request.to)]
  const agreement = agreementFor(request, directory, day)
  const rules = rulesOf(agreement, day)
  const urgency = request.urgency ?? kind.defaults.urgency
  const { respondBy = contents.answerBy(urgency, day) } = request
  return {
    id: request.id ?? v7({ msecs: now.getTime() }),
    kind: request.kind,
    thread: request.thread ?? toBase64Url(crypto.getRandomValues(new Uint8Array(16))),
    inReplyTo: request.inReplyTo ?? null,
    reply: contents.reply,
    marking: request.marking ?? kind.defaults.marking[rules.marking.scheme],
    from: request.from,
    to,
    purpose: purposeOf(request),
    dataClass: contents.dataClass,
    categories: contents.categories,
    bases: [...new Set(request.bases ?? [])],
    prescribed: request.prescribed ?? null,
    consent: request.consent ?? kind.defaults.consent ?? consentOf('not-sought'),
    otherConsents: request.otherConsents ?? [],
    guardian: request.guardian ?? null,
    handling: {
      urgency,
      respondBy,
      destroyAfter:
        request.destroyAfter ?? usualDestruction(request.kind, day, [respondBy, contents.lastUse]),
      onward: request.onward ?? 'originator-permission',
    },
    agreement: { id: agreement.id, version: agreement.version },
    otherAgreements: request.otherAgreements ?? othersFor(agreement, request, directory, day),
    created: now.toISOString(),
  }
}

function demandConsistent(request: ReferralRequest, attachmentsAllowed: boolean): void {
  if (request.to.length === 0) throw new ClientError('Name at least one mailbox to send to.')
  if (request.inReplyTo && !request.thread) {
    throw new ClientError('A reply belongs to the thread of what it answers; name the thread.')
  }
  if (!attachmentsAllowed && (request.attachments ?? []).length > 0) {
    throw new ClientError(`The kind ${request.kind} carries no attachments.`)
  }
  const files = (request.attachments ?? []).length
  if (files > MOST_ATTACHED)
    throw new ClientError(
      `There are ${files} attachments, and nobody opens a referral with more than ${MOST_ATTACHED}. Send the rest in a note that follows, or put files together.`,
    )
}

/** So many are read on the other side: the data of the form are a file of the message too. */
const MOST_ATTACHED = READ_LIMITS.attachments - 1

/** The law is that of the agreement: an order of another time is none under it. */
function demandLawful(
  { kind: name, data, attachments = [] }: ReferralRequest,
  rules: RuleSet,
  day: string,
): void {
  const kind = kindOf(name)
  const faults = [...kind.lawFaults(data, { rules, day }), ...kind.attachmentFaults(data, attachments)]
  if (faults.length > 0) throw new InvalidDataError(name, faults.slice(0, FAULT_LIMIT))
}

function othersFor(
  agreement: ListedAgreement,
  request: Pick<ReferralRequest, 'from' | 'to' | 'kind' | 'purpose'>,
  directory: Directory,
  day: string,
): AgreementReference[] {
  const { from, to } = request
  const sharing = {
    sender: agencyOf(directory, from),
    recipients: to.map((address) => agencyOf(directory, address)),
    purpose: purposeOf(request),
  }
  return otherAgreementsFor(agreement, sharing, directory, day)
}
