import { ClientError } from '../../sdk/errors.ts'
import { dropsOf, type Loose, looseStray, type Stray } from './drops.ts'
import { refuse } from './end-drop.ts'
import { fileAway, setAside } from './filing.ts'
import { type Entry, readPending } from './journal.ts'
import { look, type Seen } from './look.ts'
import type { Refusal } from './papers.ts'
import { resumePrepared } from './resume-drop.ts'
import { goingOf, isStill, type Memory, now, type Round, sayOnce, type Taken, tell } from './round-state.ts'
import { takeDrop } from './take-drop.ts'

/**
 * One round: finishes what was begun, looks at the folder, sends or answers what is whole.
 *
 * @throws what is no drop's fault; the rest is left for the next round
 */
export async function goRound(round: Round): Promise<void> {
  const { sending, memory } = round
  await round.demandHeld()
  await goOnWithPending(round)
  if (round.stopping()) return
  const seen = await look(sending.places.folder)
  memory.stillness.update(seen, now(round))
  forget(memory, seen)
  const { drops, loose, strays } = dropsOf(seen)
  for (const stray of strays) await answerStray(round, stray)
  const taken: Taken = { pdfs: new Map(), unsettled: new Set() }
  for (const drop of drops) {
    if (round.stopping()) return
    taken.pdfs.set(drop, await takeDrop(round, drop, taken))
  }
  for (const pdf of loose) if (isNobodys(pdf, taken)) await answerStray(round, looseStray(pdf))
}

/** Whether every drop whose data could name the file was read, and none does. */
const isNobodys = ({ pdf, near }: Loose, { pdfs }: Taken): boolean =>
  near.every((drop) => pdfs.get(drop)?.has(pdf.name) === false)

async function goOnWithPending(round: Round): Promise<void> {
  const { places } = round.sending
  const { entries, strays } = await readPending(places)
  for (const name of strays) {
    await setAside(places, name)
    const why = 'It lay among what this watch keeps of its own. It is in .despatch/aside now.'
    round.report({ end: 'set-aside', name, why })
  }
  for (const entry of entries) {
    if (round.stopping()) return
    await goOn(round, entry)
  }
}

async function goOn(round: Round, entry: Entry): Promise<void> {
  const { sending } = round
  await round.demandHeld()
  if (entry.state === 'filing') {
    const { name, as, into, ledger } = entry
    const replaced = await fileAway(sending.places, entry)
    if (into === 'refused') {
      tell(round, { end: 'refused', name, as, refusal: begunRefusal(as), replaced })
    } else {
      const reference = ledger?.reference ?? 'before'
      tell(round, { end: ledger ? 'sent' : 'already-sent', name, as, reference, replaced })
    }
    return
  }
  const { origin, login } = sending.route
  if (entry.route.origin !== origin || entry.route.login !== login) {
    throw new UnfinishedError(
      `Something was begun here as ${entry.route.login} at ${entry.route.origin} and is not finished. Watch the folder as that account once before using another.`,
    )
  }
  tell(round, await resumePrepared(sending, entry, goingOf(round)))
}

/** Another account cannot say what became of what this one began. */
export class UnfinishedError extends ClientError {
  override name = 'UnfinishedError'
}

const begunRefusal = (as: string): Refusal => ({
  by: 'folder',
  sentences: [`See ${as}.reason.txt.`],
})

async function answerStray(round: Round, { seen, fate, why }: Stray): Promise<void> {
  const { name } = seen
  if (fate === 'left') return sayOnce(round, { end: 'left', name, why })
  if (!isStill(round, [seen])) return
  const patient = round.memory.stillness.unchangedFor(seen, now(round)) < round.pace.patienceMs
  if (fate === 'unclaimed' && patient) return sayOnce(round, { end: 'waiting', name, why })
  const stem = name.replace(/(?<=.)\.[^.]*$/s, '')
  // What no drop has claimed was not read, so there is no digest of it.
  const file = { name, size: seen.size, sha256: null, mtime: seen.mtime }
  const refusal: Refusal = { by: 'folder', sentences: [why] }
  await round.demandHeld()
  tell(round, await refuse(round.sending, { name: stem, files: [file] }, refusal))
}

/** Names that are gone are forgotten, so that the memory does not grow with what passes through. */
function forget(memory: Memory, seen: readonly Seen[]): void {
  const there = new Set(seen.flatMap(({ name }) => [name, name.replace(/\.json$/i, '')]))
  for (const kept of [memory.said, memory.unready, memory.postponed]) {
    for (const name of kept.keys()) if (!there.has(name)) kept.delete(name)
  }
}
