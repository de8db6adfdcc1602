import { v7 } from 'uuid'
import { hasSigned } from '../domain/agreement-between.ts'
import { consentOf } from '../domain/consents.ts'
import { addYears, dayOf, within } from '../domain/day.ts'
import { kindOf } from '../domain/kinds.ts'
import { otherAgreementsFor } from '../domain/other-areas.ts'
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
  Purpose,
  ReferralFields,
} from '../domain/wire/referral-fields.ts'
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
  /** that of the kind */
  purpose?: Purpose
  /** that of the kind, where it has one; else it is not sought, and the rules ask why */
  consent?: Consent
  /** that the sender's Caldicott Guardian consented, which agencies of health and social care need (U8); none */
  guardian?: GuardianConsent | null
  /** `YYYY-MM-DD`; none */
  respondBy?: string | null
  /** `YYYY-MM-DD`; a year from now */
  destroyAfter?: string
  /** `originator-permission` */
  onward?: Handling['onward']
  attachments?: Attachment[]
  /** the referral that this answers; its thread must be given with it */
  inReplyTo?: string | null
  /** the marking of what it answers, where that is known: it is not marked lower (M11) */
  answers?: Marking
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
  const to = [...new Set(request.to)]
  const agreement = agreementFor(request, directory, day)
  const rules = rulesOf(agreement, day)
  demandLawful(request, rules, day)
  const { dataClass, categories } = kind.classify(request.data)
  return {
    id: request.id ?? v7({ msecs: now.getTime() }),
    kind: request.kind,
    thread: request.thread ?? toBase64Url(crypto.getRandomValues(new Uint8Array(16))),
    inReplyTo: request.inReplyTo ?? null,
    marking: request.marking ?? kind.defaults.marking[rules.marking.scheme],
    from: request.from,
    to,
    purpose: purposeOf(request),
    dataClass,
    categories,
    bases: [...new Set(request.bases ?? [])],
    consent: request.consent ?? kind.defaults.consent ?? consentOf('not-sought'),
    guardian: request.guardian ?? null,
    handling: {
      respondBy: request.respondBy ?? null,
      destroyAfter: request.destroyAfter ?? addYears(day, 1),
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
}

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

/** That of the kind, where none is asked for. */
const purposeOf = ({ kind, purpose }: Pick<ReferralRequest, 'kind' | 'purpose'>): Purpose =>
  purpose ?? kindOf(kind).defaults.purpose

/** The newest agreement in force that every party's agency has signed, for this purpose; else one that the sender has, for `decide` to judge. */
function agreementFor(request: ReferralRequest, directory: Directory, day: string): ListedAgreement {
  const named = request.agreement
  if (named) {
    const found = directory.agreements.find(({ id, version }) => id === named.id && version === named.version)
    if (!found) throw new ClientError(`There is no agreement ${named.id}, version ${named.version}.`)
    return found
  }
  const agencyOf = (address: string) => directory.mailboxes.find((box) => box.address === address)?.agency
  const agencies = new Set([request.from, ...request.to].map(agencyOf))
  const inForce = directory.agreements
    .filter((agreement) => within(day, agreement))
    .sort((a, b) => b.version - a.version)
  const signedBy = (agreement: ListedAgreement, addresses: string[]) =>
    addresses.every((address) => hasSigned(agreement, agencyOf(address) ?? ''))
  const covers = (agreement: ListedAgreement) =>
    agreement.signatories.every(({ agency, area }) => !agencies.has(agency) || agreement.areas.includes(area))
  const isFor = ({ purposes }: ListedAgreement) => purposes.includes(purposeOf(request))
  const ofAll = inForce.filter((agreement) => signedBy(agreement, [request.from, ...request.to]))
  const chosen =
    ofAll.find((agreement) => isFor(agreement) && covers(agreement)) ??
    ofAll.find(isFor) ??
    ofAll.find(covers) ??
    ofAll[0] ??
    inForce.find((agreement) => signedBy(agreement, [request.from])) ??
    inForce[0]
  if (chosen) return chosen
  throw new ClientError(
    'No agreement is in force today, so nothing can be shared. Ask your CSP Co-ordinator.',
  )
}

function othersFor(
  agreement: ListedAgreement,
  request: ReferralRequest,
  directory: Directory,
  day: string,
): AgreementReference[] {
  const { from, to } = request
  const agencyOf = (address: string) =>
    directory.mailboxes.find((box) => box.address === address)?.agency ?? ''
  const sharing = { sender: agencyOf(from), recipients: to.map(agencyOf), purpose: purposeOf(request) }
  return otherAgreementsFor(agreement, sharing, directory, day)
}
