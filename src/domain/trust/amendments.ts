import { dayOf } from '../day.ts'
import { faultIn } from '../rule-amendments.ts'
import { RULE_SETS, ruleSet } from '../rule-sets.ts'
import type { Agreement } from '../wire/agreement.ts'
import { type ListedAmendment, MOST_CHANGES, type RuleAmendment } from '../wire/trust/rules.ts'
import { isResponsible } from './agreement-signers.ts'
import type { Judged } from './signers.ts'
import { agencyNamed, inOffice, own, type TrustedAgreement, type TrustState } from './state.ts'
import { TrustError } from './trust-error.ts'
import type { TrustVerifier } from './verifier.ts'

/** What an amendment has to say of an agreement to count for it: protocols go by the rules of their accord (I4). */
type Standing = Pick<Agreement, 'id' | 'accord' | 'ruleSet'>

const countsFor = (
  { id, accord, ruleSet: rules }: Standing,
  amendment: Pick<RuleAmendment, 'agreement' | 'ruleSet'>,
): boolean => amendment.agreement === (accord ?? id) && amendment.ruleSet === rules

/** An amendment as the directory lists it. */
export const listedAmendment = (
  { edition, from, by, reason, changes }: RuleAmendment,
  sha256: string,
): ListedAmendment => ({
  edition,
  from,
  by,
  reason,
  changes,
  sha256,
})

/** The amendments that count for an agreement, by edition, as the directory lists them. */
export const amendmentsFor = (
  agreement: Standing,
  amendments: readonly Pick<TrustState['amendments'][number], 'document' | 'sha256'>[],
): ListedAmendment[] =>
  amendments
    .filter(({ document }) => countsFor(agreement, document))
    .map(({ document, sha256 }) => listedAmendment(document, sha256))

/**
 * Enters an amendment of the rules under which an agreement stands.
 *
 * It follows the edition before, is signed by a co-ordinator in office of whoever may speak for the partnership, begins on
 * no day that is over, changes rows alone that are there to be changed on its day, and is not one too many.
 *
 * @throws TrustError
 */
export async function enterAmendment(
  state: TrustState,
  amendment: RuleAmendment,
  judged: Judged,
  verifier: TrustVerifier,
): Promise<void> {
  const agreement = own(state.agreements, amendment.agreement)
  if (!agreement)
    throw new TrustError(
      'out-of-order',
      `There is no agreement ${amendment.agreement} whose rules this could amend.`,
    )
  demandItsRules(amendment, agreement.document)
  const before = state.amendments.filter(({ document }) => countsFor(agreement.document, document))
  const last = before.at(-1)
  const edition = (last?.document.edition ?? 1) + 1
  if (amendment.edition !== edition || amendment.previous !== (last?.sha256 ?? null)) {
    throw new TrustError(
      'out-of-order',
      `The next edition of the rules of ${amendment.agreement} is ${edition}, and names the digest of ${last ? 'the one before' : 'none, since edition 1 is the program’s'}.`,
    )
  }
  await demandCoordinator(state, { amendment, agreement }, judged, verifier)
  const today = dayOf(new Date(latestOf(state.time, judged.time)))
  if (amendment.from < today)
    throw new TrustError(
      'backdated',
      `The amendment begins on ${amendment.from}, and the trust log has come to ${today}: what was in force on a day that is over does not change.`,
    )
  const all = [...before.map(({ document }) => document), amendment]
  if (all.reduce((sum, { changes }) => sum + changes.length, 0) > MOST_CHANGES)
    throw new TrustError(
      'conflict',
      `The rules of ${amendment.agreement} would have been changed more than ${MOST_CHANGES} times. Sign an agreement of another name, whose rules are those of the program.`,
    )
  const fault = faultIn(ruleSet(amendment.ruleSet), all, RULE_SETS)
  if (fault !== null) throw new TrustError('conflict', fault)
  state.amendments.push({ document: amendment, sha256: await verifier.digest(judged.text), at: state.size })
}

const latestOf = (one: string, other: string): string => (one > other ? one : other)

/** @throws TrustError where the agreement goes by another rule set, or by the rules of its accord */
function demandItsRules({ ruleSet: named }: RuleAmendment, { id, accord, ruleSet: rules }: Agreement): void {
  if (accord !== null)
    throw new TrustError(
      'conflict',
      `${id} is made under the accord ${accord} and goes by its rules: amend those.`,
    )
  if (named !== rules)
    throw new TrustError('conflict', `${id} is made under the rules ${rules}, and this amends ${named}.`)
}

/**
 * Demands one signature, by a co-ordinator in office of an agency that has signed the agreement and speaks for the partnership in
 * it: the office that administers it, or a responsible authority. Who merely takes part makes no law for the others.
 */
async function demandCoordinator(
  state: TrustState,
  { amendment: { by }, agreement }: { amendment: RuleAmendment; agreement: TrustedAgreement },
  { text, signatures, time, days }: Judged,
  verifier: TrustVerifier,
): Promise<void> {
  const { name } = agencyNamed(state, by)
  const signatory = agreement.document.signatories.find(({ agency }) => agency === name)
  const speaks = signatory && (signatory.bodies.includes('partnership-office') || isResponsible(signatory))
  if (!speaks || !agreement.signed.includes(name))
    throw new TrustError(
      'not-entitled',
      `${by} is neither the office of the partnership nor a responsible authority of ${agreement.document.id}, so its co-ordinator does not amend its rules.`,
    )
  const [signature, ...more] = signatures
  if (signature === undefined || more.length > 0)
    throw new TrustError('not-signed', 'This statement needs exactly one signature.')
  const coordinators = Object.values(state.people).filter(
    ({ agency, roles }) => agency === name && roles.includes('co-ordinator'),
  )
  const certificates = coordinators.map(({ certificate }) => certificate)
  const fingerprint = await verifier.signerOf(text, signature, certificates, time)
  const person = coordinators.find((one) => one.fingerprint === fingerprint)
  if (!person) throw new TrustError('not-entitled', `This is not signed by a co-ordinator of ${by}.`)
  if (days.every((day) => inOffice(state, person, day))) return
  throw new TrustError(
    'not-entitled',
    `This is signed for ${by} by a co-ordinator who was not in office then.`,
  )
}
