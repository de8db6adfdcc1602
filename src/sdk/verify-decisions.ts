import { readCertificate } from '../crypto/certificate.ts'
import { StatementSignatureError, verifyStatement } from '../crypto/statement.ts'
import { whyNotInOffice } from '../domain/trust/office-then.ts'
import type { TrustedPerson, TrustState } from '../domain/trust/state.ts'
import { DECIDING_ROLES, Destroyed, readDecision } from '../domain/wire/destroyed.ts'
import { parseStatement, StatementError } from '../domain/wire/statement.ts'
import { firstName, nameOfKey, originNumber } from '../log/new-origin.ts'
import { createProblemList } from '../log/problem-list.ts'

/** What was found of the destructions that persons are said to have decided. */
export type DecisionsVerdict = {
  /** signed by a liaison officer or a deputy who was in office then */
  verified: number
  /** not judged, since the trust log was not read, or not all of it */
  unjudged: number
  /** signed by an officer of an agency that no agreement binds to the reader's: whether it is one, the reader has nobody's word */
  unbound: number
  /** each begins with `entry 17: ` */
  problems: string[]
}

export type Decisions = {
  /** An entry of the log, in order. That a decision fits its destruction is for the history to say. */
  see(entry: { index: bigint; type: string; record: string | null }): void
  /** Resolves when all that were seen are verified: to be waited for between entries, so that few are held. */
  settled(): Promise<void>
  verdict(): DecisionsVerdict
}

/**
 * Verifies who decided on the destructions of a log: each statement by the key with which the trust log has that person in office
 * when it was signed.
 *
 * @param of.vkey the log's verifier key
 * @param of.state what the reader believes of the trust log; null where it was not read
 * @param of.whole all that it says, whoever believes it; left out where that is the same
 */
export function createDecisions({
  vkey,
  state,
  whole = state,
}: {
  vkey: string
  state: TrustState | null
  whole?: TrustState | null
}): Decisions {
  const problems = createProblemList()
  const [believed, others] = [state && peopleOf(state), whole && peopleOf(whole)]
  let [verified, unjudged, unbound] = [0, 0, 0]
  let waiting: { index: bigint; decided: Decided }[] = []
  return {
    see({ index, type, record }) {
      const decided = type === 'destroyed' && record !== null ? decisionIn(record) : null
      if (!decided) return
      if (believed) waiting.push({ index, decided })
      else unjudged += 1
    },
    async settled() {
      const now = waiting
      waiting = []
      for (const { index, decided } of now) {
        const isBound = believed?.of.has(decided.person) ?? false
        const people = isBound || !others ? believed : others
        const wrong = people && (await faultOf(decided, vkey, people))
        if (wrong !== null) problems.add(`entry ${index}: ${wrong}`)
        else if (isBound) verified += 1
        else unbound += 1
      }
    },
    verdict: () => ({ verified, unjudged, unbound, problems: problems.list() }),
  }
}

/** A decision, and when it was carried out: whoever signed it, the log had it by then. */
type Decided = Extract<Destroyed['decided'], { by: 'person' }> & { logged: string }
type People = { state: TrustState; of: ReadonlyMap<string, TrustedPerson[]> }

function decisionIn(record: string): Decided | null {
  try {
    const { decided, time } = parseStatement(Destroyed, record)
    return decided.by === 'person' ? { ...decided, logged: time } : null
  } catch (error) {
    // That it is none, the history says.
    if (error instanceof StatementError) return null
    throw error
  }
}

/** Everybody with each key that they have had. */
function peopleOf(state: TrustState): People {
  const found = new Map<string, TrustedPerson[]>()
  for (const one of Object.values(state.people))
    found.set(one.person, [...(found.get(one.person) ?? []), one])
  return { state, of: found }
}

const DECIDING = { roles: DECIDING_ROLES, called: 'a liaison officer or deputy' }

/** What is wrong with a decision; null where nothing is. */
async function faultOf(
  { person, statement, signature, logged }: Decided,
  vkey: string,
  { state, of }: People,
): Promise<string | null> {
  const signed = readDecision(statement)
  // The history says so.
  if (!signed) return null
  if (!isOfLog(signed.log, vkey)) return 'what is said to have been decided was decided of another log'
  const judged = (of.get(person) ?? []).map(({ fingerprint, certificate }) => ({
    certificate,
    why: whyNotInOffice(state, { fingerprint, time: signed.time, logged }, DECIDING),
  }))
  const officers = judged.filter(({ why }) => why === null)
  if (officers.length === 0)
    return `person ${person}, who is said to have decided it, was no liaison officer or deputy in office then: ${judged.at(-1)?.why ?? 'the trust log names nobody by that id'}`
  try {
    const certificates = await Promise.all(officers.map(({ certificate }) => readCertificate(certificate)))
    const asked = { text: statement, signature, certificates, now: new Date(signed.time) }
    await verifyStatement({ type: 'destruction-decided/1', ...asked })
    return null
  } catch (error) {
    if (error instanceof StatementSignatureError)
      return `person ${person}, who is said to have decided it, did not sign that: ${error.message}`
    throw error
  }
}

/** Under the name that the log has, or one that it had before it began anew: for which entries that was, the history says. */
function isOfLog(name: string, vkey: string): boolean {
  const own = nameOfKey(vkey)
  return firstName(name) === firstName(own) && originNumber(name) <= originNumber(own)
}
