import { readCertificate } from '../crypto/certificate.ts'
import type { PublicKey } from '../crypto/keys.ts'
import { StatementSignatureError, verifyStatement } from '../crypto/statement.ts'
import { mightThenAsLogged } from '../domain/trust/office-then.ts'
import {
  agencyOfDomain,
  domainOf,
  mailboxOf,
  type TrustedPerson,
  type TrustState,
} from '../domain/trust/state.ts'
import { parseStatement, StatementError } from '../domain/wire/statement.ts'
import { Withdrawal } from '../domain/wire/withdrawal.ts'
import { createProblemList } from '../log/problem-list.ts'

/** What was found of the withdrawals of a log whose records were opened. */
export type WithdrawalsVerdict = {
  /** signed by somebody of the sender's agency who was in office then, and as far as the reader knows might send from its mailbox */
  verified: number
  /** not judged, since the trust log was not read, or not all of it */
  unjudged: number
  /** not judged, since the record that says from which mailbox it was sent was not opened */
  senderless: number
  /** signed by somebody of an agency that no agreement binds to the reader's: whether they are one of it, the reader has nobody's word */
  unbound: number
  /** each begins with `entry 17: ` */
  problems: string[]
}

export type Withdrawals = {
  /** An entry of the log, in order. That a record fits its statement, and the history, is for the history to say. */
  see(entry: { index: bigint; type: string; record: string | null }): void
  /** Resolves when all that were seen are verified: to be waited for between entries, so that few are held. */
  settled(): Promise<void>
  verdict(): WithdrawalsVerdict
}

/** A withdrawal as it was logged, whose it is to be, and where. */
type Waiting = { index: bigint; from: string; statement: string; signature: string; logged: string }

/**
 * Verifies who withdrew what a log says was withdrawn: each statement by the key of somebody of the agency whose mailbox it was sent
 * from, in office then. Who of them might send from it only that agency is told, and holds them against it. One signature for each withdrawal that was opened; entries of other types cost nothing.
 *
 * @param of.state what the reader believes of the trust log; null where it was not read
 * @param of.whole all that it says, whoever believes it; left out where that is the same
 * @param of.senderOf from which mailbox a referral was sent, as the entries before say; null where that was not opened
 */
export function createWithdrawals({
  state,
  whole = state,
  senderOf,
}: {
  state: TrustState | null
  whole?: TrustState | null
  senderOf: (referral: string) => string | null
}): Withdrawals {
  const problems = createProblemList()
  const read = new Map<string, Promise<PublicKey>>()
  const certificateOf = ({ certificate }: TrustedPerson): Promise<PublicKey> => {
    const known = read.get(certificate) ?? readCertificate(certificate)
    read.set(certificate, known)
    return known
  }
  const [believed, others] = [state && sendersOf(state), whole && sendersOf(whole)]
  let [verified, unjudged, senderless, unbound] = [0, 0, 0, 0]
  let waiting: Waiting[] = []

  /** What is wrong with one, by what one trust log says; null where nothing is. */
  async function faultOf(
    { from, statement: text, signature, logged }: Waiting,
    senders: Senders,
  ): Promise<string | null> {
    const { time } = parseStatement(Withdrawal, text)
    const appointed = senders(from, { time, logged })
    if (appointed.length === 0)
      return `nobody is known who might send from ${from} when it is said to be signed`
    try {
      const certificates = await Promise.all(appointed.map(certificateOf))
      await verifyStatement({ type: 'withdrawal/1', text, signature, certificates, now: new Date(time) })
      return null
    } catch (error) {
      if (error instanceof StatementSignatureError)
        return `nobody who might send from ${from} then signed it: ${error.message}`
      throw error
    }
  }

  return {
    see({ index, type, record }) {
      const said = type === 'withdrawn' && record !== null ? withdrawalIn(record) : null
      if (!said) return
      const { referral, ...signed } = said
      const from = senderOf(referral)
      if (from === null) senderless += 1
      else if (believed) waiting.push({ index, from, ...signed })
      else unjudged += 1
    },
    async settled() {
      const now = waiting
      waiting = []
      for (const one of now) {
        const wrong = believed && (await faultOf(one, believed))
        if (wrong === null) verified += 1
        else if (others && whole !== state && (await faultOf(one, others)) === null) unbound += 1
        else problems.add(`entry ${one.index}: it is said to be withdrawn by its sender, and ${wrong}`)
      }
    },
    verdict: () => ({ verified, unjudged, senderless, unbound, problems: problems.list() }),
  }
}

/** What a record says that was signed; null where it is none, which the history says. */
function withdrawalIn(record: string): (Omit<Waiting, 'index' | 'from'> & { referral: string }) | null {
  try {
    const { referral, statement, signature, time } = JSON.parse(record)
    if (![referral, statement, signature, time].every((one) => typeof one === 'string')) return null
    if (parseStatement(Withdrawal, statement).referral !== referral) return null
    return { referral, statement, signature, logged: time }
  } catch (error) {
    if (error instanceof StatementError || error instanceof SyntaxError || error instanceof TypeError)
      return null
    throw error
  }
}

/** Who was appointed to send from a mailbox at some time. */
type Senders = (from: string, when: { time: string; logged: string }) => TrustedPerson[]

/** Whoever is of the agency that a mailbox belongs to is looked for once for each agency. */
function sendersOf(state: TrustState): Senders {
  const known = new Map<string, TrustedPerson[]>()
  const everOf = (agency: string): TrustedPerson[] => {
    const found = known.get(agency) ?? Object.values(state.people).filter((one) => one.agency === agency)
    known.set(agency, found)
    return found
  }
  return (from, when) => {
    const agency = mailboxOf(state, from)?.agency ?? agencyOfDomain(state, domainOf(from))?.name
    if (agency === undefined) return []
    return everOf(agency).filter((person) =>
      mightThenAsLogged(state, person, { mailbox: from, right: 'send', ...when }),
    )
  }
}
