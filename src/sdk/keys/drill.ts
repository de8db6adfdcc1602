import type { PrivateKey } from '../../crypto/keys.ts'
import { mailboxOf } from '../../domain/trust/state.ts'
import { sentenceOf } from '../sentence.ts'
import type { Session } from '../session.ts'
import { demandRecoveryKey, openedGrants, recovered, sayWhy } from './opening.ts'

/** What a drill found of one mailbox: how many parts were opened, and what failed. */
export type DrilledMailbox = {
  mailbox: string
  generations: number
  opened: number
  faults: string[]
}

/**
 * Tries whether the recovery key opens every part of every key of the agency, and changes nothing. That it began, and that it was
 * passed, stands in the log.
 */
export async function drill(
  session: Session,
  { recovery, now }: { recovery: PrivateKey; now: Date },
): Promise<{ passed: boolean; mailboxes: DrilledMailbox[]; withoutGrants: string[] }> {
  const state = await session.trust.refresh()
  demandRecoveryKey(state, session.key, recovery)
  const why = { reason: 'exercise', mailbox: null } as const
  const { grants } = await openedGrants(session, { ...why, purpose: 'drill' }, now)
  const found = new Map<string, DrilledMailbox>()
  for (const grant of grants) {
    const one = found.get(grant.mailbox) ?? { mailbox: grant.mailbox, generations: 0, opened: 0, faults: [] }
    found.set(grant.mailbox, one)
    one.generations = Math.max(one.generations, grant.generation)
    try {
      const { key } = await recovered(session, grant, recovery, now)
      if (key.getFingerprint() === mailboxOf(state, grant.mailbox)?.fingerprint) one.opened += 1
      else one.faults.push(`Generation ${grant.generation}, ${grant.part}: it is the key of another mailbox.`)
    } catch (error) {
      const sentence = sentenceOf(error)
      if (sentence === null) throw error
      one.faults.push(`Generation ${grant.generation}, ${grant.part}: ${sentence}`)
    }
  }
  const mailboxes = [...found.values()]
  const withoutGrants = ownMailboxes(state, session).filter(
    (address) => !isWhole(found.get(address), state, address),
  )
  const passed = withoutGrants.length === 0 && mailboxes.every(({ faults }) => faults.length === 0)
  if (passed) await sayWhy(session, { ...why, purpose: 'drill-passed' }, now)
  return { passed, mailboxes, withoutGrants }
}

type State = Awaited<ReturnType<Session['trust']['state']>>

const ownMailboxes = (state: State, { key }: Session): string[] =>
  Object.values(state.mailboxes)
    .filter(({ route, agency }) => route === 'local' && agency === state.people[key.getFingerprint()]?.agency)
    .map(({ address }) => address)

/** The generation in use must be among what is opened: of a mailbox that got the key later, the earlier ones may be not. */
const isWhole = (found: DrilledMailbox | undefined, state: State, address: string): boolean =>
  found !== undefined && found.generations === mailboxOf(state, address)?.generation
