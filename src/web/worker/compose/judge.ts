import { chosenDayRemark } from '../../../domain/answer-times.ts'
import { basisGroups } from '../../../domain/basis-groups.ts'
import { HEALTH_AND_SOCIAL_CARE } from '../../../domain/bodies.ts'
import { dayOf } from '../../../domain/day.ts'
import { type Decision, type Reason, unmetIn } from '../../../domain/decide.ts'
import { kindOf } from '../../../domain/kinds.ts'
import { WHEN_UNCERTAIN } from '../../../domain/legal-bases.ts'
import { formatMarking, LEVELS } from '../../../domain/marking.ts'
import { purposeName } from '../../../domain/purposes.ts'
import { rulesOf } from '../../../domain/rule-sets.ts'
import type { TrustState } from '../../../domain/trust/state.ts'
import type { Fault } from '../../../domain/wire/check.ts'
import type { Directory } from '../../../domain/wire/directory.ts'
import type {
  AgreementReference,
  Category,
  Consent,
  Marking,
  Purpose,
  ReferralFields,
  Urgency,
} from '../../../domain/wire/referral-fields.ts'
import { agreementsFor } from '../../../sdk/agreement/choose.ts'
import { askRules } from '../../../sdk/ask-rules.ts'
import { ClientError } from '../../../sdk/errors.ts'
import { type Readers, readersOf } from '../../../sdk/keys/who-reads.ts'
import { markingConflicts } from '../../../sdk/marking-conflicts.ts'
import {
  type Attachment,
  contentsWithoutForm,
  InvalidDataError,
  type ReferralRequest,
  requestedFields,
} from '../../../sdk/referral-request.ts'
import type { Session } from '../../../sdk/session.ts'
import { consentsToCheck } from './consent-words.ts'
import { type Composition, type GroundsFault, requestOf, type TypedGrounds } from './request.ts'
import { type Unmet, withPlace } from './unmet.ts'

export type OfferedBasis = { code: string; name: string; statute: string; sentence: string }

/** An agreement that something can be shared under, by its newest version in force. */
export type OfferedAgreement = AgreementReference & { title: string; from: string; until: string }

/** What there is to choose from, and what is usual until something else is chosen. */
export type Usual = {
  scheme: Marking['scheme']
  levels: readonly string[]
  descriptors: readonly string[]
  marking: { level: string; descriptors: readonly string[] }
  purpose: Purpose
  urgency: Urgency
  respondBy: string | null
  destroyAfter: string
  consent: Consent | null
  /** those that usually hold for the kind */
  bases: readonly OfferedBasis[]
  others: readonly { heading: string; bases: readonly OfferedBasis[] }[]
  whenUncertain: string
  /** whom it is about; empty while the form is not complete */
  categories: readonly Category[]
  /** those in force between all parties, of which the sender may choose: that which is taken where nobody does stands first */
  agreements: readonly OfferedAgreement[]
  /** whether the sender is of health or social care, and has a Caldicott Guardian */
  hasGuardian: boolean
}

/** What was asked for, in words for whoever checks it. */
export type Summary = {
  marking: string
  purpose: string
  bases: readonly string[]
  consent: readonly string[]
  urgency: Urgency
  respondBy: string | null
  respondByRemark: string | null
  destroyAfter: string
  onward: ReferralFields['handling']['onward']
  dataClass: ReferralFields['dataClass']
  categories: readonly Category[]
  agreement: string
  /** whether there is another that it could go under */
  otherAgreement: boolean
}

/** How a referral that is being composed stands. */
export type Judged = {
  /** what is wrong in the form, by JSON Pointer */
  faults: readonly Fault[]
  groundsFaults: readonly GroundsFault[]
  /** null while the form, its days or whom it goes to are not settled */
  decision: { outcome: Decision['outcome']; unmet: readonly Unmet[] } | null
  /** what is to be weighed besides, and is not said to have been (L13) */
  consider: readonly Reason[]
  /** why nothing can be said at all */
  problem: string | null
  readers: readonly Readers[]
  usual: Usual | null
  summary: Summary | null
  /** where a higher marking stands than it is sent with */
  higherMarkings: readonly string[]
}

const NOTHING: Judged = {
  faults: [],
  groundsFaults: [],
  decision: null,
  consider: [],
  problem: null,
  readers: [],
  usual: null,
  summary: null,
  higherMarkings: [],
}

/** What stands behind an answer: the directory, what its agreements are called, and the time. */
type Known = { directory: Directory; titles: ReadonlyMap<string, string>; now: Date }

const titlesIn = ({ agreements }: TrustState): Map<string, string> =>
  new Map(Object.values(agreements).map(({ document: { id, title } }) => [id, title]))

/** One of each name: an older version of an agreement is no choice beside a newer one. */
function offeredAgreements(fields: ReferralFields, { directory, titles, now }: Known): OfferedAgreement[] {
  const all = agreementsFor(fields, directory, dayOf(now))
  return all
    .filter(({ id }, at) => all.findIndex((one) => one.id === id) === at)
    .map(({ id, version, from, until }) => ({ id, version, title: titles.get(id) ?? id, from, until }))
}

/** Asks the rules of what is composed so far; nothing is sent, sealed or recorded. */
export async function judged(
  session: Session,
  directory: Directory,
  {
    composition,
    attachments,
    now,
  }: { composition: Composition; attachments: readonly Attachment[]; now: Date },
): Promise<Judged> {
  const known = { directory, titles: titlesIn(await session.trust.state()), now }
  const begun = usually(composition, known)
  if (typeof begun === 'string') return { ...NOTHING, problem: begun }
  const { request, faults: groundsFaults } = requestOf(composition)
  const question = { ...request, attachments: [...attachments] }
  const common = { ...NOTHING, groundsFaults, usual: begun, readers: await readersOf(session, request, now) }
  try {
    // Whom it goes to is asked for by itself, and faults of the form are told before.
    const anybody = request.to.length > 0 ? question : { ...question, to: [request.from] }
    const { decision, fields, consider } = await askRules({ session, question: anybody, directory, now })
    const settled = request.to.length > 0 && groundsFaults.length === 0
    return {
      ...common,
      usual: usualOf(fields, known, begun, request),
      summary: summaryOf(fields, known),
      decision: settled
        ? {
            outcome: decision.outcome,
            unmet: unmetIn(decision).map((reason) => withPlace(inNames(reason, fields, directory, now))),
          }
        : null,
      consider: consider.map((reason) => inNames(reason, fields, directory, now)),
      higherMarkings: markingConflicts(fields.marking, question).map(({ where }) => where),
    }
  } catch (error) {
    if (error instanceof InvalidDataError) return { ...common, faults: error.faults }
    if (error instanceof ClientError) return { ...common, problem: error.message }
    throw error
  }
}

/** The same with bases by the names that they are chosen by, in the place of their codes. */
function inNames(reason: Reason, fields: ReferralFields, directory: Directory, now: Date): Reason {
  const named = directory.agreements.some(
    ({ id, version }) => id === fields.agreement.id && version === fields.agreement.version,
  )
  if (!named) return reason
  const { bases } = lawOf(fields, directory, now).rules
  const sentence = reason.sentence.replaceAll(/\b[a-z0-9]+(?:-[a-z0-9]+)+\b/g, (code) => {
    const basis = bases.find((one) => one.code === code)
    return basis ? `“${basis.name}” (${basis.statute})` : code
  })
  return { ...reason, sentence }
}

/** What is usual while the form is not complete, or why nothing is. */
function usually(composition: Composition, known: Known): Usual | string {
  const { directory, now } = known
  const { from, to, kind } = composition
  const grounds: TypedGrounds = {
    ...composition.grounds,
    marking: null,
    respondBy: { choice: 'usual', day: '' },
    destroyAfter: { choice: 'usual', day: '' },
  }
  const { data: _data, ...request } = requestOf({ ...composition, grounds }).request
  try {
    const contents = contentsWithoutForm(kind, { dataClass: 'personal', categories: [] })
    const fields = requestedFields(
      { ...request, from, to: to.length > 0 ? [...to] : [from] },
      contents,
      directory,
      now,
    )
    return usualOf(fields, known, null, request)
  } catch (error) {
    if (error instanceof ClientError) return error.message
    throw error
  }
}

/** `begun`: what is usual while nothing was said, of which the days may have changed since. */
function usualOf(
  fields: ReferralFields,
  known: Known,
  begun: Usual | null,
  { respondBy, destroyAfter }: Pick<ReferralRequest, 'respondBy' | 'destroyAfter'>,
): Usual {
  const { directory, now } = known
  const { agreement, rules } = lawOf(fields, directory, now)
  const { defaults } = kindOf(fields.kind)
  const usualCodes = agreement === undefined ? [] : defaults.bases[agreement.ruleSet]
  const usual = rules.bases.filter(({ code }) => usualCodes.includes(code))
  const sender = directory.mailboxes.find(({ address }) => address === fields.from)
  const bodies = agreement?.signatories.find(({ agency }) => agency === sender?.agency)?.bodies ?? []
  const { scheme, ceiling, descriptors } = rules.marking
  const levels = LEVELS[scheme]
  return {
    scheme,
    levels: levels.slice(0, levels.indexOf(ceiling) + 1),
    descriptors,
    marking: defaults.marking[scheme],
    purpose: defaults.purpose,
    urgency: defaults.urgency,
    respondBy: respondBy === undefined ? fields.handling.respondBy : (begun?.respondBy ?? null),
    destroyAfter: destroyAfter === undefined ? fields.handling.destroyAfter : (begun?.destroyAfter ?? ''),
    consent: defaults.consent,
    bases: usual.map(offered),
    others: basisGroups(rules)
      .map(({ heading, bases }) => ({
        heading,
        bases: bases.filter(({ code }) => !usualCodes.includes(code)).map(offered),
      }))
      .filter(({ bases }) => bases.length > 0),
    whenUncertain: WHEN_UNCERTAIN,
    categories: fields.categories,
    agreements: offeredAgreements(fields, known),
    hasGuardian: bodies.some((body) => HEALTH_AND_SOCIAL_CARE.some((one) => one === body)),
  }
}

const offered = ({ code, name, statute, sentence }: OfferedBasis): OfferedBasis => ({
  code,
  name,
  statute,
  sentence,
})

function lawOf({ agreement: named }: ReferralFields, { agreements }: Directory, now: Date) {
  const agreement = agreements.find(({ id, version }) => id === named.id && version === named.version)
  if (agreement === undefined)
    throw new ClientError(`There is no agreement ${named.id}, version ${named.version}.`)
  return { agreement, rules: rulesOf(agreement, dayOf(now)) }
}

function summaryOf(fields: ReferralFields, known: Known): Summary {
  const { directory, titles, now } = known
  const { handling, agreement } = fields
  const { rules } = lawOf(fields, directory, now)
  return {
    marking: formatMarking(fields.marking),
    purpose: purposeName(fields.purpose),
    bases: fields.bases.map((code) => {
      const found = rules.bases.find((basis) => basis.code === code)
      return found ? `${found.name} (${found.statute})` : code
    }),
    consent: consentsToCheck(fields),
    urgency: handling.urgency,
    respondBy: handling.respondBy,
    respondByRemark: handling.respondBy === null ? null : chosenDayRemark(handling.respondBy),
    destroyAfter: handling.destroyAfter,
    onward: handling.onward,
    dataClass: fields.dataClass,
    categories: fields.categories,
    agreement: `${titles.get(agreement.id) ?? agreement.id} (${agreement.id}, version ${agreement.version})`,
    otherAgreement: offeredAgreements(fields, known).length > 1,
  }
}
