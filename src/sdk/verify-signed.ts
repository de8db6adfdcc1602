import type { History } from '../domain/history.ts'
import type { TrustState } from '../domain/trust/state.ts'
import { createDecisions, type Decisions, type DecisionsVerdict } from './verify-decisions.ts'
import { createWithdrawals, type WithdrawalsVerdict } from './verify-withdrawals.ts'

/** What was found of the signatures that the records of a log carry. */
export type SignedVerdict = {
  decisions: DecisionsVerdict
  withdrawals: WithdrawalsVerdict
  problems: string[]
  /** what would be judged with the trust log at hand */
  unjudged: number
}

export type SignedEntries = Pick<Decisions, 'see' | 'settled'> & { verdict(): SignedVerdict }

/**
 * Verifies what persons signed within the records of a log: who decided on a destruction, and who withdrew a referral.
 *
 * Receipts and filings are logged as the text that was signed, and manifests too, without the signature, which stands with the parties.
 *
 * @param of.vkey the log's verifier key
 * @param of.state what the reader believes of the trust log; null where it was not read
 * @param of.whole all that it says, whoever believes it; left out where that is the same
 * @param of.history that each entry is added to before it is seen here; null where the beginning was not read
 */
export function createSignedEntries({
  history,
  ...of
}: {
  vkey: string
  state: TrustState | null
  whole?: TrustState | null
  history: Pick<History, 'senderOf'> | null
}): SignedEntries {
  const decisions = createDecisions(of)
  const withdrawals = createWithdrawals({
    ...of,
    senderOf: (referral) => history?.senderOf(referral) ?? null,
  })
  return {
    see(entry) {
      decisions.see(entry)
      withdrawals.see(entry)
    },
    async settled() {
      await decisions.settled()
      await withdrawals.settled()
    },
    verdict() {
      const [decided, withdrawn] = [decisions.verdict(), withdrawals.verdict()]
      return {
        decisions: decided,
        withdrawals: withdrawn,
        problems: [...decided.problems, ...withdrawn.problems],
        unjudged: decided.unjudged + withdrawn.unjudged,
      }
    },
  }
}
