import { dayInWords } from '../../domain/day.ts'
import type { EvidenceStrength } from '../../domain/delivery.ts'
import { evidenceWords } from '../../domain/evidence-words.ts'
import { safeLine } from '../../domain/kinds/plain-text.ts'
import { reasonSentence } from '../../domain/receipt-reasons.ts'
import type { DeliveryView, ReferralView } from '../../domain/wire/referral-response.ts'
import { withdrawalSentence } from '../../domain/withdrawal.ts'
import { type CheckedWithdrawal, checkWithdrawals, unsignedWithdrawal } from '../../sdk/check-withdrawals.ts'
import { type CheckedReceipt, checkReceipts } from '../../sdk/receipts.ts'
import type { Session } from '../../sdk/session.ts'
import { stateWords } from '../../sdk/wording.ts'
import { receiptTag } from '../components/state-tag.ts'

/** A piece of evidence that something came of a delivery, and how strong it is. */
export type Evidence = {
  at: string
  says: string
  strength: EvidenceStrength | 'does not hold'
  /** it is its sender who took it back, and not the recipient who says something */
  ofSender?: true
}

/** How one recipient stands, with the evidence for it. */
export type Recipient = {
  mailbox: string
  /** in a word */
  state: string
  since: string
  /** why it was given back, withdrawn, or has not left yet, and when it was reminded; sentences */
  why: string[]
  evidence: Evidence[]
}

/** How each recipient was served. Receipts are checked here against the signed manifest, and one that does not hold is shown as such. */
export async function recipientsOf(
  session: Session,
  view: ReferralView,
  manifest: string | null,
): Promise<Recipient[]> {
  const receipts = manifest === null ? [] : await checkReceipts(view, manifest, session)
  const withdrawals = await checkWithdrawals(view, manifest, session)
  return view.deliveries.map((delivery) => ({
    mailbox: delivery.mailbox,
    state: stateWords(delivery),
    since: delivery.since,
    why: whyOf(delivery, withdrawals),
    evidence: [
      ...delivery.evidence
        .filter(({ kind }) => kind !== 'receipt')
        .map((one) => ({
          at: one.at,
          // What another server wrote, whoever runs it.
          says: safeLine(evidenceWords(one)),
          strength: strengthOf(one.strength),
        })),
      ...receipts.filter((receipt) => receipt.delivery === delivery.delivery).map(ofReceipt),
      ...withdrawals.filter((one) => one.delivery === delivery.delivery).map(ofWithdrawal),
    ].sort((one, other) => (one.at < other.at ? -1 : 1)),
  }))
}

const STRENGTHS: readonly EvidenceStrength[] = ['signed', 'authenticated', 'reported']

/** What this program does not know counts for as little as there is. */
const strengthOf = (said: string): EvidenceStrength =>
  STRENGTHS.find((strength) => strength === said) ?? 'reported'

const ofReceipt = ({ time, event, reason, signer, problem }: CheckedReceipt): Evidence => ({
  at: time,
  says: [
    `Receipt: ${receiptTag(event).text.toLowerCase()}.`,
    ...(reason === null ? [] : [reasonSentence(reason)]),
    `Key ${signer.slice(-16)}.`,
    ...(problem === null ? [] : [problem]),
  ].join(' '),
  strength: problem === null ? 'signed' : 'does not hold',
})

const ofWithdrawal = ({ time, reason, signer, problem }: CheckedWithdrawal): Evidence => ({
  at: time,
  says: [
    'Taken back by its sender.',
    ...(reason === null ? [] : [withdrawalSentence(reason)]),
    ...(signer === null ? [] : [`Key ${signer.slice(-16)}.`]),
    ...(problem === null ? [] : [problem]),
  ].join(' '),
  strength: problem === null ? 'signed' : 'does not hold',
  ofSender: true,
})

function whyOf(
  { delivery, answer, receipts, delayed, reminded }: DeliveryView,
  withdrawals: readonly CheckedWithdrawal[],
): string[] {
  const reason = receipts.find(({ event }) => event === answer)?.reason ?? null
  return [
    ...withdrawals
      .filter((one) => one.delivery === delivery)
      .map((one) =>
        one.problem === null ? withdrawalSentence(one.reason ?? '') : safeLine(unsignedWithdrawal(one)),
      ),
    ...(reason === null ? [] : [reasonSentence(reason)]),
    ...(delayed === null ? [] : [safeLine(`It has not left yet: ${delayed.reason}`)]),
    ...(reminded === null ? [] : [`Reminded by mail on ${dayInWords(new Date(reminded))}.`]),
  ]
}
