import { standingFaults } from '../classes-of-bodies.ts'
import { mailboxFaults } from '../mailbox-bodies.ts'
import type { Agreement } from '../wire/agreement.ts'
import { isResponsible } from './agreement-signers.ts'
import { own, type TrustState } from './state.ts'
import { TrustError } from './trust-error.ts'

/**
 * Demands what an agreement must be in itself: one name, root and domain for each signatory, classes that it can
 * have, areas with signatories, days in their order, and responsible authorities enough to change its annex.
 * @throws TrustError
 */
export function demandConsistent(agreement: Agreement): void {
  const { signatories, areas, ruleSet, from, until, review, annexQuorum } = agreement
  const demandOnce = (values: readonly string[], what: string) => {
    if (new Set(values).size !== values.length)
      throw new TrustError('conflict', `The agreement gives ${what} to two signatories.`)
  }
  demandOnce(
    signatories.map(({ agency }) => agency),
    'one name',
  )
  demandOnce(
    signatories.flatMap(({ root, successor }) => [root, ...(successor === null ? [] : [successor])]),
    'one root key',
  )
  demandOnce(
    signatories.flatMap(({ domains }) => domains),
    'one mail domain',
  )
  // What every object has is nobody's name.
  if (signatories.some(({ agency }) => agency in {}))
    throw new TrustError('conflict', 'An agency has a name that no agency can have.')
  const empty = areas.filter((area) => signatories.every((one) => one.area !== area))
  if (empty.length > 0)
    throw new TrustError(
      'conflict',
      `The agreement is made for ${empty.join(', ')}, and no signatory is of there: name each area as its signatories do.`,
    )
  const faults = signatories.flatMap((signatory) => [
    ...standingFaults(signatory, ruleSet),
    ...mailboxFaults(signatory),
  ])
  if (faults.length > 0) throw new TrustError('conflict', faults.join(' '))
  if (from > until || review < from || review > until)
    throw new TrustError('conflict', 'The agreement ends before it begins, or is reviewed outside its time.')
  const responsible = signatories.filter(isResponsible).length
  if (responsible === 0 || annexQuorum > responsible) {
    throw new TrustError(
      'conflict',
      'The agreement needs responsible authorities, as many as change its annex.',
    )
  }
}

/**
 * Demands that a protocol is made under an accord that exists, among agencies that the accord names (I4).
 * @throws TrustError
 */
export function demandAccord(state: TrustState, { id, accord, signatories }: Agreement): void {
  if (accord === null) return
  const of = own(state.agreements, accord)
  if (!of || accord === id)
    throw new TrustError('out-of-order', `There is no accord ${accord} that ${id} could be made under.`)
  if (of.document.accord !== null)
    throw new TrustError('conflict', `${accord} is made under an accord itself, and is none.`)
  const named = new Set(of.document.signatories.map(({ agency }) => agency))
  const strangers = signatories.filter(({ agency }) => !named.has(agency)).map(({ agency }) => agency)
  if (strangers.length === 0) return
  throw new TrustError(
    'conflict',
    `The accord ${accord} does not name ${strangers.join(', ')}: a protocol is made among its signatories.`,
  )
}
