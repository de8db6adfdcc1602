import type { RuleSet, Source } from '../rule-set.ts'
import type { Agency, Directory, ListedAgreement, ListedSignatory, Mailbox } from '../wire/directory.ts'
import type { DataClass, Marking, ReferralFields } from '../wire/referral-fields.ts'

export { GUIDANCE } from '../rule-set.ts'

/** Why a referral may not go, or not yet: the requirement's id, the law behind it, a sentence to act on. */
export type Reason = { rule: string; statute: string; sentence: string }

/** `needs`: something can be added that makes it allowed. `refused`: nothing can be added; it must change. */
export type Finding = { outcome: 'needs' | 'refused'; reason: Reason }

/**
 * A mailbox with its agency, undefined when the directory does not know it, and what the agency is in that mailbox under the agreement
 * that the referral names: undefined when it has not signed that, or when that is not in force. Of whoever has no standing
 * nobody can say of which class they are. `unlisted`: the mailbox is in no directory, and nothing is known of it.
 */
export type Party = {
  mailbox: Mailbox
  agency: Agency | undefined
  standing: ListedSignatory | undefined
  unlisted: boolean
}

/** What a referral answers, as far as whoever asks knows it. `marking`: null where nobody has marked it, or its own originator answers. */
export type Answered = { marking: Marking | null; dataClass: DataClass | null }

/** Everything a rule looks at, resolved once from the directory. */
export type Case = {
  fields: ReferralFields
  directory: Directory
  day: string
  /** null where it answers nothing */
  answers: Answered | null
  agreement: ListedAgreement
  rules: RuleSet
  sender: Party
  /** those whose mailbox is listed */
  recipients: readonly Party[]
}

/** What can be looked at where the agreement that the referral names does not exist: nobody can say what law it names. */
export type Uncovered = Omit<Case, 'agreement' | 'rules'> & Partial<Pick<Case, 'agreement' | 'rules'>>

export function refused({ rule, statute }: Source, sentence: string): Finding {
  return { outcome: 'refused', reason: { rule, statute, sentence } }
}

export function needs({ rule, statute }: Source, sentence: string): Finding {
  return { outcome: 'needs', reason: { rule, statute, sentence } }
}

/** Whether the data are about identifiable living people (S4 §2.1). */
export function isPersonal({ dataClass }: Pick<ReferralFields, 'dataClass'>): boolean {
  return dataClass === 'personal' || dataClass === 'sensitive-personal'
}

/** The agency's name as a sentence uses it. */
export function nameOf({ mailbox, agency }: Party): string {
  return agency?.name ?? mailbox.name
}

/** The same, with the mailbox where the agreement tells the agency's mailboxes apart. */
export function placeOf(party: Party): string {
  const isTold = (party.standing?.mailboxes ?? []).length > 0
  return isTold ? `${nameOf(party)} at ${party.mailbox.address}` : nameOf(party)
}

/** Those of them of whom an agreement in force says what they are. */
export function withStanding(parties: readonly Party[]): (Party & { standing: ListedSignatory })[] {
  return parties.filter(
    (party): party is Party & { standing: ListedSignatory } => party.standing !== undefined,
  )
}
