import { dropsOf, type Loose, looseStray, type Stray } from './drops.ts'
import { refuse } from './end-drop.ts'
import { goOnWithPending } from './go-on.ts'
import { look, type Seen } from './look.ts'
import type { Refusal } from './papers.ts'
import { isStill, type Memory, now, type Round, sayOnce, type Taken, tell } from './round-state.ts'
import { takeDrop } from './take-drop.ts'

/**
 * One round: finishes what was begun, looks at the folder, sends or answers what is whole.
 *
 * @throws what is no drop's fault; the rest is left for the next round
 */
export async function goRound(round: Round): Promise<void> {
  const { sending, memory } = round
  await round.demandHeld()
  const taken: Taken = { pdfs: new Map(), unsettled: new Map(), held: new Set() }
  await goOnWithPending(round, taken)
  if (round.stopping()) return
  const seen = (await look(sending.places.folder)).filter(({ name }) => !taken.held.has(name))
  memory.stillness.update(seen, now(round))
  forget(memory, seen)
  const { drops, loose, strays } = dropsOf(seen)
  for (const stray of strays) await answerStray(round, stray)
  for (const drop of drops) {
    if (round.stopping()) return
    taken.pdfs.set(drop, await takeDrop(round, drop, taken))
  }
  for (const pdf of loose) if (isNobodys(pdf, taken)) await answerStray(round, looseStray(pdf))
  memory.brokeAt.clear()
}

/** Whether every drop whose data could name the file was read, and none does. */
const isNobodys = ({ pdf, near }: Loose, { pdfs }: Taken): boolean =>
  near.every((drop) => pdfs.get(drop)?.has(pdf.name) === false)

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
