import { dayOf } from '../../domain/day.ts'
import { rulesOf } from '../../domain/rule-sets.ts'
import { amendmentsFor } from '../../domain/trust/amendments.ts'
import { readForm } from '../../sdk/agreement/form.ts'
import { ClientError } from '../../sdk/errors.ts'
import { AmendmentForm, draftAmendment, exampleAmendment } from '../../sdk/rules/amend.ts'
import { changesInWords } from '../../sdk/rules/words.ts'
import { signAndEnter } from '../../sdk/trust-entry.ts'
import { work } from './open-session.ts'
import { ownAgency } from './own-agency.ts'

/** An edition of the rules of an agreement, with what it changed. */
export type Edition = { edition: number; from: string; by: string; reason: string; changes: string[] }

/** The rules under which an agreement stands today. */
export type RulesShown = {
  agreement: string
  ruleSet: string
  title: string
  edition: number
  /** how many legal bases there are to name */
  bases: number
  editions: Edition[]
}

/** An amendment as it is about to be signed. */
export type DraftedAmendment = Edition & { agreement: string; ruleSet: string }

/** The rules of every agreement, with all that was amended of them. */
export async function ruleSets(): Promise<RulesShown[]> {
  const { session, now } = await work()
  const state = await session.trust.refresh()
  const today = dayOf(now)
  return Object.values(state.agreements).map(({ document }) => {
    const amendments = amendmentsFor(document, state.amendments)
    const { id, title, edition, bases } = rulesOf({ ruleSet: document.ruleSet, amendments }, today)
    return {
      agreement: document.id,
      ruleSet: id,
      title,
      edition,
      bases: bases.length,
      editions: amendments.map((one) => ({
        edition: one.edition,
        from: one.from,
        by: one.by,
        reason: one.reason,
        changes: changesInWords(one),
      })),
    }
  })
}

/** A form of an amendment to begin from, as JSON. */
export const amendmentExample = async (): Promise<string> =>
  `${JSON.stringify(exampleAmendment(dayOf((await work()).now)), null, 2)}\n`

let drafted: { statement: string } | null = null

/**
 * Drafts an amendment; nothing is signed.
 * @param form the JSON of the form
 * @throws ClientError, StatementError
 */
export async function draftRules(form: string, reason: string): Promise<DraftedAmendment> {
  const { session, now } = await work()
  const [by, state] = [await ownAgency(session), await session.trust.refresh()]
  const { amendment, text } = draftAmendment(readForm(AmendmentForm, form), { by, reason, state, now })
  drafted = { statement: text }
  const { agreement, ruleSet, edition, from } = amendment
  return { agreement, ruleSet, edition, from, by, reason, changes: changesInWords(amendment) }
}

/** Signs what was drafted last with the co-ordinator's own key, and enters it. @returns the record of the trust log */
export async function enterRules(): Promise<number> {
  if (drafted === null) throw new ClientError('Nothing was drafted. Begin again.')
  const { session, now } = await work()
  const { size } = await signAndEnter(session, { ...drafted, certificates: [] }, now)
  drafted = null
  return size
}
