import { within } from '../day.ts'
import { purposeName } from '../purposes.ts'
import type { Directory, ListedAgreement } from '../wire/directory.ts'
import type { ReferralFields } from '../wire/referral-fields.ts'
import {
  type Case,
  type Finding,
  GUIDANCE,
  isPersonal,
  nameOf,
  type Party,
  refused,
  type Uncovered,
} from './case.ts'

const SIGNED = { rule: 'A9', statute: `${GUIDANCE}, section 2.2` }
const COVERED = { rule: 'I5', statute: `${GUIDANCE}, sections 2.2.5 and 2.3` }
const GROUPS = { rule: 'A7', statute: `${GUIDANCE}, section 2.2.4` }

/** What waits for an agreement that holds: said with each reason why the one that is named does not. */
const UNJUDGED = {
  nothing: 'Until then nobody can say who may share under it, how it is marked or on which legal bases.',
  parties: 'Who may share, the one that you choose says.',
}

/**
 * The agreement that the referral names, undefined where there is none of that name, and why it may not be used that day (A9).
 * By what law and markings it judged can be said also of one that is not in force.
 */
export function agreementOf(
  { agreement: { id, version } }: ReferralFields,
  { agreements }: Directory,
  day: string,
): { agreement?: ListedAgreement; finding?: Finding } {
  const versions = agreements.filter((agreement) => agreement.id === id)
  const named = versions.find((agreement) => agreement.version === version)
  const because = (sentence: string) => ({ finding: refused(SIGNED, sentence) })
  if (!named) {
    return because(
      `There is no agreement ${id}, version ${version}. Choose one that your agency has signed. ${UNJUDGED.nothing}`,
    )
  }
  if (!within(day, named)) {
    return {
      agreement: named,
      ...because(
        `The agreement ${id}, version ${version}, is in force from ${named.from} to ${named.until} only. Choose one that is in force today. ${UNJUDGED.parties}`,
      ),
    }
  }
  const newer = versions.find((agreement) => agreement.version > version && within(day, agreement))
  if (newer) {
    return {
      agreement: named,
      ...because(
        `The agreement ${id}, version ${version}, has been replaced by version ${newer.version}. Choose that one. ${UNJUDGED.parties}`,
      ),
    }
  }
  return { agreement: named }
}

/** It goes from an open mailbox to open ones (A9). */
export function mailboxRules(that: Uncovered): Finding[] {
  return partiesOf(that)
    .filter(({ mailbox }) => mailbox.closed)
    .map((party) =>
      refused(SIGNED, `The mailbox ${party.mailbox.address} is closed. Choose another of ${nameOf(party)}.`),
    )
}

/** An agreement covers the purposes that its signatories gave it, and nothing is shared under it for another (I5, P1). */
export function purposeFindings(
  { id, version, purposes }: ListedAgreement,
  { purpose }: Pick<ReferralFields, 'purpose'>,
): Finding[] {
  if (purposes.includes(purpose)) return []
  const covered = purposes.map((one) => `${purposeName(one)} (${one})`).join('; ')
  return [
    refused(
      COVERED,
      `The agreement ${id}, version ${version}, is not made for ${purposeName(purpose)} (${purpose}), but for ${covered}. Name the purpose that this is shared for, or another agreement, which covers it; where there is none, ask the CSP Co-ordinator.`,
    ),
  ]
}

/** It is for a purpose that the agreement covers (I5); everybody has signed (A9), in a group that may have such data (A7); nobody is judged by an agreement out of force. */
export function agreementRules(that: Case): Finding[] {
  const { agreement, fields, directory, day } = that
  if (agreementOf(fields, directory, day).finding) return []
  const findings = purposeFindings(agreement, fields)
  for (const party of partiesOf(that)) {
    const { mailbox, standing } = party
    if (!standing) {
      findings.push(
        refused(
          SIGNED,
          `${nameOf(party)} has not signed the agreement ${agreement.id}, version ${agreement.version}. Nothing is shared with, or by, an agency that has not signed.`,
        ),
      )
      continue
    }
    if (!standing.domains.includes(mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1))) {
      findings.push(
        refused(
          SIGNED,
          `The agreement ${agreement.id}, version ${agreement.version}, gives ${nameOf(party)} no mail domain that ${mailbox.address} is in. Choose another of its mailboxes.`,
        ),
      )
    }
    if (isPersonal(fields) && standing.group !== 1) {
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

/** The sender and every recipient, each mailbox once, where the directory lists it. */
function partiesOf({ sender, recipients }: Uncovered): Party[] {
  return [
    ...(sender.unlisted ? [] : [sender]),
    ...recipients.filter(({ mailbox }) => mailbox.address !== sender.mailbox.address),
  ]
}
