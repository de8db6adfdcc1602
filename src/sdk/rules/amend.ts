import Type, { type Static } from 'typebox'
import { addDays } from '../../domain/day.ts'
import { amendmentsFor } from '../../domain/trust/amendments.ts'
import { own, type TrustState } from '../../domain/trust/state.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import { RuleAmendment } from '../../domain/wire/trust/rules.ts'
import { ClientError } from '../errors.ts'

const { agreement, from, changes } = RuleAmendment.properties

/** What a co-ordinator fills in: of which agreement, from which day, and what changes. The rest follows from the trust log. */
export const AmendmentForm = Type.Object({ agreement, from, changes }, { additionalProperties: false })
export type AmendmentForm = Static<typeof AmendmentForm>

/** A form to begin from, with a change of each sort; its law is plainly invented. */
export function exampleAmendment(today: string): AmendmentForm {
  return {
    agreement: 'example-isp',
    from: addDays(today, 1),
    changes: [
      {
        change: 'add-basis',
        basis: {
          code: 'eca-2027-s4',
          rule: 'L1',
          name: 'Power to disclose for an example',
          statute: 'Example Crime Act 2027, section 4',
          sentence: 'A responsible authority may disclose to another where it is necessary for an example.',
          effect: { type: 'power', recipients: ['responsible'] },
        },
      },
      { change: 'end', what: { row: 'basis', name: 'cda-1998-s17' } },
      { change: 'add-descriptor', descriptor: 'EXAMPLE' },
    ],
  }
}

/**
 * The exact text of an amendment, to be signed by a co-ordinator: the next edition after those that the trust log has.
 *
 * @param by the co-ordinator's agency
 * @throws ClientError, StatementError with the sentence for whoever amends
 */
export function draftAmendment(
  form: AmendmentForm,
  { by, reason, state, now }: { by: string; reason: string; state: TrustState; now: Date },
): { amendment: RuleAmendment; text: string } {
  const found = own(state.agreements, form.agreement)
  if (!found) {
    const known = Object.keys(state.agreements).join(', ') || 'none'
    throw new ClientError(`There is no agreement ${form.agreement} here; there is ${known}.`)
  }
  const last = amendmentsFor(found.document, state.amendments).at(-1)
  const amendment: RuleAmendment = {
    despatch: 'rules/1',
    by,
    agreement: form.agreement,
    ruleSet: found.document.ruleSet,
    edition: (last?.edition ?? 1) + 1,
    previous: last?.sha256 ?? null,
    from: form.from,
    reason,
    changes: form.changes,
    time: now.toISOString(),
  }
  return { amendment, text: writeStatement(RuleAmendment, amendment) }
}
