import { ruleSet } from './rule-sets.ts'
import { agreementOf, agreementRules } from './rules/agreement.ts'
import { areaRules } from './rules/areas.ts'
import { type Case, type Finding, GUIDANCE, type Party, type Reason, refused } from './rules/case.ts'
import { dataClassRules } from './rules/data-class.ts'
import { guardianRules } from './rules/guardian.ts'
import { handlingRules } from './rules/handling.ts'
import { legalBasisRules } from './rules/legal-basis.ts'
import { markingRules, routeRules } from './rules/marking.ts'
import type { Directory, ListedAgreement } from './wire/directory.ts'
import type { ReferralFields } from './wire/referral-fields.ts'

export type { Reason } from './rules/case.ts'

/** `needs`: it can be allowed once these are added. `refused`: it cannot go as it is. */
export type Decision =
  | { outcome: 'allowed' }
  | { outcome: 'needs'; needs: Reason[] }
  | { outcome: 'refused'; reasons: Reason[] }

const LISTED = { rule: 'A9', statute: `${GUIDANCE}, section 2.2` }

/** In the order of a case worker's questions: with whom, how marked, about whom, by what law, with whose consent, until when. */
const RULES: readonly ((that: Case) => Finding[])[] = [
  agreementRules,
  areaRules,
  markingRules,
  routeRules,
  dataClassRules,
  legalBasisRules,
  guardianRules,
  handlingRules,
]

/**
 * Whether the partnership's rules let a referral leave. Pure: the client asks while a person fills in the form,
 * the service asks again before it accepts.
 *
 * Every rule is asked, so that a person sees all that is wrong at once; a refusal outranks a need.
 *
 * @param fields a manifest, terms, or the fields that they share
 * @param directory the partnership as it stands that day
 * @param day `YYYY-MM-DD`; `dayOf(now)` gives it
 */
export function decide(fields: ReferralFields, directory: Directory, day: string): Decision {
  return outcomeOf(findingsOf(fields, directory, day))
}

function findingsOf(fields: ReferralFields, directory: Directory, day: string): Finding[] {
  const agreement = agreementOf(fields, directory, day)
  if ('outcome' in agreement) return [agreement]
  const addresses = [fields.from, ...fields.to]
  const parties = addresses.map((address) => partyOf(address, directory, agreement))
  const [sender, ...recipients] = parties.filter((party) => party !== undefined)
  const unknown = addresses.filter((_, place) => parties[place] === undefined)
  if (unknown.length > 0 || sender === undefined) {
    return unknown.map((address) =>
      refused(LISTED, `${address} is not a mailbox of this partnership. Choose one from the directory.`),
    )
  }
  const that: Case = {
    fields,
    directory,
    day,
    agreement,
    rules: ruleSet(agreement.ruleSet),
    sender,
    recipients,
  }
  return RULES.flatMap((rule) => rule(that))
}

function partyOf(
  address: string,
  { mailboxes, agencies }: Directory,
  { signatories }: ListedAgreement,
): Party | undefined {
  const mailbox = mailboxes.find((candidate) => candidate.address === address)
  if (!mailbox) return undefined
  return {
    mailbox,
    agency: agencies.find(({ id }) => id === mailbox.agency),
    standing: signatories.find(({ agency }) => agency === mailbox.agency),
  }
}

function outcomeOf(findings: readonly Finding[]): Decision {
  const reasons = (outcome: Finding['outcome']) =>
    findings.filter((finding) => finding.outcome === outcome).map(({ reason }) => reason)
  if (findings.some(({ outcome }) => outcome === 'refused'))
    return { outcome: 'refused', reasons: reasons('refused') }
  if (findings.length > 0) return { outcome: 'needs', needs: reasons('needs') }
  return { outcome: 'allowed' }
}
