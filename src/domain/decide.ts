import { bodiesOfMailbox } from './mailbox-bodies.ts'
import { rulesOf } from './rule-sets.ts'
import { agreementOf, agreementRules, mailboxRules } from './rules/agreement.ts'
import { areaRules } from './rules/areas.ts'
import {
  type Answered,
  type Case,
  type Finding,
  GUIDANCE,
  type Party,
  type Reason,
  refused,
  type Uncovered,
} from './rules/case.ts'
import { consentRules } from './rules/consent.ts'
import { dataClassRules, notificationRules } from './rules/data-class.ts'
import { guardianRules } from './rules/guardian.ts'
import { handlingRules } from './rules/handling.ts'
import { legalBasisRules } from './rules/legal-basis.ts'
import { markingRules, routeRules } from './rules/marking.ts'
import { prescribedRules } from './rules/prescribed.ts'
import { replyRules } from './rules/reply.ts'
import { sourceMarkingRules } from './rules/source-marking.ts'
import type { Directory, ListedAgreement } from './wire/directory.ts'
import type { ReferralFields } from './wire/referral-fields.ts'

export type { Answered, Reason } from './rules/case.ts'

/**
 * `needs`: it can be allowed once these are added. `refused`: it cannot go as it is, for these reasons; its `needs` are
 * what it lacks besides.
 */
export type Decision =
  | { outcome: 'allowed' }
  | { outcome: 'needs'; needs: Reason[] }
  | { outcome: 'refused'; reasons: Reason[]; needs: Reason[] }

const LISTED = { rule: 'A9', statute: `${GUIDANCE}, section 2.2` }

/** In the order of a case worker's questions: with whom, how marked, about whom, by what law, with whose consent, until when. */
export const RULES: readonly ((that: Case) => Finding[])[] = [
  mailboxRules,
  agreementRules,
  areaRules,
  markingRules,
  routeRules,
  sourceMarkingRules,
  replyRules,
  dataClassRules,
  notificationRules,
  legalBasisRules,
  prescribedRules,
  consentRules,
  guardianRules,
  handlingRules,
]

/** Those that hold whatever is agreed: all that can be said where the agreement that is named does not exist. */
const WITHOUT_AGREEMENT: readonly ((that: Uncovered) => Finding[])[] = [
  mailboxRules,
  sourceMarkingRules,
  replyRules,
  dataClassRules,
  handlingRules,
]

/**
 * Whether the partnership's rules let a referral leave. Pure: the client asks while a person fills in the form,
 * the service asks again before it accepts.
 *
 * Every rule is asked that can be, so that a person sees all that is wrong at once; a refusal outranks a need, and hides
 * none. What cannot be judged, since what it depends on is wrong itself, is left out, and the reason that stands in its way
 * says so.
 *
 * @param fields a manifest, terms, or the fields that they share
 * @param directory the partnership as it stands that day
 * @param day `YYYY-MM-DD`; `dayOf(now)` gives it
 * @param answers what it answers, as whoever asks knows it; null where it answers nothing
 */
export function decide(
  fields: ReferralFields,
  directory: Directory,
  day: string,
  answers: Answered | null = null,
): Decision {
  return outcomeOf(findingsOf(fields, directory, day, answers))
}

/** Every reason of a decision: what refuses it, then what it lacks. */
export function unmetIn(decision: Decision): Reason[] {
  switch (decision.outcome) {
    case 'allowed':
      return []
    case 'needs':
      return decision.needs
    case 'refused':
      return [...decision.reasons, ...decision.needs]
    default:
      return decision satisfies never
  }
}

function findingsOf(
  fields: ReferralFields,
  directory: Directory,
  day: string,
  answers: Answered | null,
): Finding[] {
  const { agreement, finding } = agreementOf(fields, directory, day)
  const findings = finding === undefined ? [] : [finding]
  // What an agency is, an agreement says that is in force; one that is not says only by which law it judged.
  const partyOf = partyIn(directory, finding === undefined ? agreement : undefined)
  const parties = [...new Set([fields.from, ...fields.to])].map(partyOf)
  findings.push(
    ...parties
      .filter(({ unlisted }) => unlisted)
      .map(({ mailbox: { address } }) =>
        refused(LISTED, `${address} is not a mailbox of this partnership. Choose one from the directory.`),
      ),
  )
  const uncovered: Uncovered = {
    fields,
    directory,
    day,
    answers,
    sender: partyOf(fields.from),
    recipients: fields.to.map(partyOf).filter(({ unlisted }) => !unlisted),
  }
  if (agreement === undefined) return [...findings, ...WITHOUT_AGREEMENT.flatMap((rule) => rule(uncovered))]
  const that: Case = { ...uncovered, agreement, rules: rulesOf(agreement, day) }
  return [...findings, ...RULES.flatMap((rule) => rule(that))]
}

/** Finds parties by address. One of an address that nobody has stands for whoever it is: nothing more is known of them. */
function partyIn(
  { mailboxes, agencies }: Directory,
  agreement: ListedAgreement | undefined,
): (address: string) => Party {
  return (address) => {
    const mailbox = mailboxes.find((candidate) => candidate.address === address)
    if (!mailbox) return { mailbox: nobodys(address), agency: undefined, standing: undefined, unlisted: true }
    const signatory = agreement?.signatories.find(({ agency }) => agency === mailbox.agency)
    return {
      mailbox,
      agency: agencies.find(({ id }) => id === mailbox.agency),
      standing: signatory && { ...signatory, bodies: bodiesOfMailbox(signatory, address) },
      unlisted: false,
    }
  }
}

const nobodys = (address: string): Party['mailbox'] => ({
  address,
  name: address,
  agency: '',
  route: 'local',
  certificate: null,
  closed: false,
})

function outcomeOf(findings: readonly Finding[]): Decision {
  const found = (outcome: Finding['outcome']) =>
    onceEach(findings.filter((finding) => finding.outcome === outcome).map(({ reason }) => reason))
  const reasons = found('refused')
  const needs = found('needs')
  if (reasons.length > 0) return { outcome: 'refused', reasons, needs }
  if (needs.length > 0) return { outcome: 'needs', needs }
  return { outcome: 'allowed' }
}

/** Two mailboxes of one agency, or of one domain, are told the same; once is enough. */
function onceEach(reasons: readonly Reason[]): Reason[] {
  return reasons.filter(
    ({ rule, sentence }, place) =>
      reasons.findIndex((other) => other.rule === rule && other.sentence === sentence) === place,
  )
}
