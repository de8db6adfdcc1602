import { within } from '../day.ts'
import type { Directory, ListedAgreement } from '../wire/directory.ts'
import type { ReferralFields } from '../wire/referral-fields.ts'
import { type Case, type Finding, GUIDANCE, isPersonal, nameOf, refused } from './case.ts'

const SIGNED = { rule: 'A9', statute: `${GUIDANCE}, section 2.2` }
const GROUPS = { rule: 'A7', statute: `${GUIDANCE}, section 2.2.4` }

/** The agreement that the referral names, if it may be used that day; else why not (A9). */
export function agreementOf(
  { agreement: { id, version } }: ReferralFields,
  { agreements }: Directory,
  day: string,
): ListedAgreement | Finding {
  const versions = agreements.filter((agreement) => agreement.id === id)
  const named = versions.find((agreement) => agreement.version === version)
  if (!named) {
    return refused(
      SIGNED,
      `There is no agreement ${id}, version ${version}. Choose one that your agency has signed.`,
    )
  }
  if (!within(day, named)) {
    return refused(
      SIGNED,
      `The agreement ${id}, version ${version}, is in force from ${named.from} to ${named.until} only. Choose one that is in force today.`,
    )
  }
  const newer = versions.find((agreement) => agreement.version > version && within(day, agreement))
  if (newer) {
    return refused(
      SIGNED,
      `The agreement ${id}, version ${version}, has been replaced by version ${newer.version}.`,
    )
  }
  return named
}

/** Everybody has signed (A9), in a group that may have such data (A7), from a mailbox that is open. */
export function agreementRules(that: Case): Finding[] {
  const { agreement, sender, recipients, fields } = that
  const parties = [sender, ...recipients.filter(({ mailbox }) => mailbox.address !== sender.mailbox.address)]
  const findings: Finding[] = []
  for (const party of parties) {
    const { mailbox, standing } = party
    if (mailbox.closed) {
      findings.push(
        refused(SIGNED, `The mailbox ${mailbox.address} is closed. Choose another of ${nameOf(party)}.`),
      )
    }
    if (!standing) {
      findings.push(
        refused(
          SIGNED,
          `${nameOf(party)} has not signed the agreement ${agreement.id}, version ${agreement.version}. Nothing is shared with, or by, an agency that has not signed.`,
        ),
      )
    } else if (!standing.domains.includes(mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1))) {
      findings.push(
        refused(
          SIGNED,
          `The agreement ${agreement.id}, version ${agreement.version}, gives ${nameOf(party)} no mail domain that ${mailbox.address} is in. Choose another of its mailboxes.`,
        ),
      )
    } else if (isPersonal(fields) && standing.group !== 1) {
      findings.push(
        refused(
          GROUPS,
          `${nameOf(party)} is not in group 1 of the agreement, so it shares depersonalised information only. Depersonalise the referral, or leave it out.`,
        ),
      )
    }
  }
  return findings
}
