import { hasSigned } from '../agreement-between.ts'
import { basisOf } from '../legal-bases.ts'
import { areasOutside } from '../other-areas.ts'
import { endedRow } from '../rule-amendments.ts'
import { rulesOf } from '../rule-sets.ts'
import type { ListedAgreement } from '../wire/directory.ts'
import { agreementOf, purposeFindings } from './agreement.ts'
import { type Case, type Finding, GUIDANCE, isPersonal, nameOf, needs, type Party, refused } from './case.ts'

const OTHER_AREA = { rule: 'F18', statute: `${GUIDANCE}, section 2.2.4` }

/**
 * Sharing with an agency of another area keeps to the agreements of each area (F18): one that is made for that area, and that both
 * have signed, is named as well, and its conditions hold too. An agreement may be made for several areas (I3).
 *
 * What is named besides is judged for the sender alone, so that no further recipient makes right what was wrong.
 */
export function areaRules(that: Case): Finding[] {
  const { fields, agreement, sender, recipients } = that
  const { findings, others } = othersOf(that)
  for (const recipient of recipients) {
    // Who has not signed is refused for that already.
    if (!sender.standing || !recipient.standing) continue
    const parties = [sender, recipient]
    for (const area of areasOutside(agreement, sender.mailbox.agency, recipient.mailbox.agency)) {
      const kept = others.find(
        (other) =>
          other.areas.includes(area) && parties.every(({ mailbox }) => hasSigned(other, mailbox.agency)),
      )
      if (kept) findings.push(...parties.flatMap((party) => conditionsOf(kept, party, isPersonal(fields))))
      else
        findings.push(
          needs(
            OTHER_AREA,
            `The agreement ${agreement.id} is not made for ${area}, so what ${nameOf(sender)} shares with ${nameOf(recipient)} keeps to an agreement of that area as well: name one that both have signed. Where there is none, ask the CSP Co-ordinator.`,
          ),
        )
    }
  }
  return findings.filter(
    ({ reason }, at) => findings.findIndex((one) => one.reason.sentence === reason.sentence) === at,
  )
}

/** The agreements named as well, and what is wrong with naming them. */
function othersOf(that: Case): { findings: Finding[]; others: ListedAgreement[] } {
  const { fields, directory, day } = that
  const findings: Finding[] = []
  const others: ListedAgreement[] = []
  for (const reference of fields.otherAgreements) {
    const { agreement: other, finding } = agreementOf({ ...fields, agreement: reference }, directory, day)
    if (finding !== undefined) findings.push(finding)
    else if (other !== undefined) {
      others.push(other)
      findings.push(...misnamed(other, that), ...purposeFindings(other, fields))
    }
  }
  return { findings, others }
}

/** An agreement named as well that cannot be kept together with the one that the referral goes under. */
function misnamed(other: ListedAgreement, { agreement, sender, fields, rules, day }: Case): Finding[] {
  if (other.id === agreement.id)
    return [refused(OTHER_AREA, `The agreement ${other.id} is named twice. Leave it out among the others.`)]
  if (!hasSigned(other, sender.mailbox.agency))
    return [
      refused(
        OTHER_AREA,
        `${nameOf(sender)} has not signed the agreement ${other.id}, version ${other.version}. Leave it out.`,
      ),
    ]
  if (other.ruleSet === agreement.ruleSet) {
    const theirs = rulesOf(other, day)
    // What is none under the first is refused for that already.
    const bases = rules.bases
      .filter(({ code }) => fields.bases.includes(code))
      .filter(
        ({ code, effect }) => JSON.stringify(basisOf(theirs.bases, code)?.effect) !== JSON.stringify(effect),
      )
      .map(({ code }) => `${code} is not a legal basis`)
    const { level, descriptors } = fields.marking
    const marks = [
      ...(endedRow(theirs, { row: 'level', name: level }) ? [`${level} is not a marking`] : []),
      ...descriptors
        .filter((one) => rules.marking.descriptors.includes(one) && !theirs.marking.descriptors.includes(one))
        .map((one) => `${one} is not a descriptor`),
    ]
    return [...bases, ...marks].map((what) =>
      refused(
        OTHER_AREA,
        `${what} under the rules of ${other.id} as amended there. Name one that is under both.`,
      ),
    )
  }
  return [
    refused(
      OTHER_AREA,
      `The agreement ${other.id} is made under the rules ${other.ruleSet}, and ${agreement.id} under ${agreement.ruleSet}: no referral keeps to both. Name one of the same rules.`,
    ),
  ]
}

/** What the agreement of the other area asks of a party: the mail domain that it gives it, and its group (A7, A9). */
function conditionsOf(other: ListedAgreement, party: Party, personal: boolean): Finding[] {
  const { mailbox } = party
  const standing = other.signatories.find(({ agency }) => agency === mailbox.agency)
  if (!standing) return []
  const domain = mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1)
  const findings: Finding[] = []
  if (!standing.domains.includes(domain))
    findings.push(
      refused(
        OTHER_AREA,
        `The agreement ${other.id}, version ${other.version}, gives ${nameOf(party)} no mail domain that ${mailbox.address} is in. Choose another of its mailboxes.`,
      ),
    )
  if (personal && standing.group !== 1)
    findings.push(
      refused(
        OTHER_AREA,
        `${nameOf(party)} is not in group 1 of the agreement ${other.id}, so it shares depersonalised information only. Depersonalise the referral, or leave it out.`,
      ),
    )
  return findings
}
