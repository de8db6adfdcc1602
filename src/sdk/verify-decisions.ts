import { readCertificate } from '../crypto/certificate.ts'
import { StatementSignatureError, verifyStatement } from '../crypto/statement.ts'
import { revocationOf, type TrustedPerson, type TrustState } from '../domain/trust/state.ts'
import { DECIDING_ROLES, Destroyed, readDecision } from '../domain/wire/destroyed.ts'
import { parseStatement, StatementError } from '../domain/wire/statement.ts'
import { nameOfKey, originNumber } from '../log/new-origin.ts'
import { createProblemList } from '../log/problem-list.ts'
import { hostOf } from './trust/verify-export.ts'

/** What was found of the destructions that persons are said to have decided. */
export type DecisionsVerdict = {
  /** signed by a liaison officer or a deputy who was in office then */
  verified: number
  /** not judged, since the trust log was not read, or not all of it */
  unjudged: number
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
 * @param of.state what the trust log says; null where it was not read
 */
export function createDecisions({ vkey, state }: { vkey: string; state: TrustState | null }): Decisions {
  const problems = createProblemList()
  const people = state && byPerson(state)
  let [verified, unjudged] = [0, 0]
  let waiting: { index: bigint; decided: Decided }[] = []
  return {
    see({ index, type, record }) {
      const decided = type === 'destroyed' && record !== null ? decisionIn(record) : null
      if (!decided) return
      if (people) waiting.push({ index, decided })
      else unjudged += 1
    },
    async settled() {
      const now = waiting
      waiting = []
      for (const { index, decided } of now) {
        const wrong = state && people ? await faultOf(decided, { vkey, state, people }) : null
        if (wrong === null) verified += 1
        else problems.add(`entry ${index}: ${wrong}`)
      }
    },
    verdict: () => ({ verified, unjudged, problems: problems.list() }),
  }
}

type Decided = Extract<Destroyed['decided'], { by: 'person' }>
type People = ReadonlyMap<string, TrustedPerson[]>

function decisionIn(record: string): Decided | null {
  try {
    const { decided } = parseStatement(Destroyed, record)
    return decided.by === 'person' ? decided : null
  } catch (error) {
    // That it is none, the history says.
    if (error instanceof StatementError) return null
    throw error
  }
}

/** Everybody with each key that they have had. */
function byPerson({ people }: TrustState): People {
  const found = new Map<string, TrustedPerson[]>()
  for (const one of Object.values(people)) found.set(one.person, [...(found.get(one.person) ?? []), one])
  return found
}

/** What is wrong with a decision; null where nothing is. */
async function faultOf(
  { person, statement, signature }: Decided,
  { vkey, state, people }: { vkey: string; state: TrustState; people: People },
): Promise<string | null> {
  const signed = readDecision(statement)
  // The history says so.
  if (!signed) return null
  if (!isOfLog(signed.log, vkey)) return 'what is said to have been decided was decided of another log'
  const officers = (people.get(person) ?? []).filter((one) => decidedInOffice(state, one, signed.time))
  if (officers.length === 0)
    return `person ${person}, who is said to have decided it, was no liaison officer or deputy in office then, of any agency that the trust log binds to yours`
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

/** Under the name that the log has, or one that it had before it began anew. */
const isOfLog = (name: string, vkey: string): boolean =>
  hostOf(name) === hostOf(vkey) && originNumber(name) <= originNumber(nameOfKey(vkey))

function decidedInOffice(state: TrustState, person: TrustedPerson, time: string): boolean {
  const revoked = revocationOf(state, person.fingerprint)
  if (revoked && (revoked.reason === 'compromised' || time > revoked.time)) return false
  const day = time.slice(0, 10)
  return [...person.former, person].some(
    ({ roles, from, until, ended }) =>
      DECIDING_ROLES.some((role) => roles.includes(role)) &&
      from <= day &&
      day <= until &&
      !(ended && (ended.stolen || time > ended.time)),
  )
}
