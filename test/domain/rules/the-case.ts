import { ruleSet } from '../../../src/domain/rule-sets.ts'
import type { Case, Party } from '../../../src/domain/rules/case.ts'
import type { Directory, Mailbox } from '../../../src/domain/wire/directory.ts'
import type { ReferralFields } from '../../../src/domain/wire/referral-fields.ts'

/**
 * A referral with what each rule is given of it, so that a rule can be asked alone. Its agreement and its mailboxes are those of
 * the partnership; a party that has not signed has no standing.
 */
export function theCase(fields: ReferralFields, directory: Directory, day: string): Case {
  const agreement = directory.agreements.find(
    ({ id, version }) => id === fields.agreement.id && version === fields.agreement.version,
  )
  if (agreement === undefined) throw new Error('The partnership has no such agreement.')
  const partyOf = (address: string): Party => {
    const mailbox = directory.mailboxes.find((one) => one.address === address)
    return {
      mailbox: mailbox ?? nobodys(address),
      agency: directory.agencies.find(({ id }) => id === mailbox?.agency),
      standing: agreement.signatories.find(({ agency }) => agency === mailbox?.agency),
      unlisted: mailbox === undefined,
    }
  }
  return {
    fields,
    directory,
    day,
    answers: null,
    agreement,
    rules: ruleSet(agreement.ruleSet),
    sender: partyOf(fields.from),
    recipients: fields.to.map(partyOf),
  }
}

const nobodys = (address: string): Mailbox => ({
  address,
  name: address,
  agency: 'nobody',
  route: 'local',
  certificate: null,
  closed: false,
})
