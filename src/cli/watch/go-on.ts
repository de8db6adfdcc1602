import { ClientError } from '../../sdk/errors.ts'
import type { Ended } from './end-drop.ts'
import { fileAway, setAside } from './filing.ts'
import { type Entry, type Filing, type JournalFile, type Route, readPending } from './journal.ts'
import type { Refusal } from './papers.ts'
import { isOfOneEntry } from './reach.ts'
import { resumePrepared } from './resume-drop.ts'
import { goingOf, now, type Round, retryAfter, type Taken, tell, tellTrouble } from './round-state.ts'

/**
 * Goes on with everything that was begun and is not finished. What failed alone waits for its next try, and so do
 * the same bytes in the folder, since they may have been sent.
 *
 * @throws what is no fault of one of them
 */
export async function goOnWithPending(round: Round, taken: Taken): Promise<void> {
  const { sending, memory, report } = round
  const { entries, strays } = await readPending(sending.places)
  for (const name of strays) {
    await setAside(sending.places, name)
    const why = 'It lay among what this watch keeps of its own. It is in .despatch/aside now.'
    report({ end: 'set-aside', name, why })
  }
  const begun = new Set(entries.map(({ id }) => id))
  for (const id of memory.begun.keys()) if (!begun.has(id)) memory.begun.delete(id)
  for (const entry of entries) {
    if (round.stopping()) return
    const until = memory.begun.get(entry.id)?.until ?? 0
    if (until > now(round) || memory.brokeAt.has(entry.id)) leave(taken, entry, until)
    else await goOn(round, taken, entry)
  }
}

/**
 * Brings something that was begun to its end.
 *
 * @throws what is not about it alone; then too it is not tried next, however long a try takes beside the pauses, so that one at which
 *   the line always breaks does not keep the others from going
 */
export async function finish(
  round: Round,
  taken: Taken,
  entry: Entry,
  run: () => Promise<Ended>,
): Promise<void> {
  const { memory, pace } = round
  try {
    const ended = await run()
    memory.begun.delete(entry.id)
    tell(round, ended)
  } catch (error) {
    const isAlone = isOfOneEntry(error)
    const failures = (memory.begun.get(entry.id)?.failures ?? 0) + 1
    // Longer than the pause of the whole watch, which ends first.
    const waitMs = retryAfter(pace, failures) * (isAlone ? 1 : 2)
    const until = now(round) + waitMs
    memory.begun.set(entry.id, { failures, until })
    leave(taken, entry, until)
    if (!isAlone) {
      memory.brokeAt.add(entry.id)
      throw error
    }
    tellTrouble(round, { name: entry.name, error, waitMs })
  }
}

/** The bytes of a drop, whichever way they go and whatever the files are called. */
export const bytesOf = (files: readonly Pick<JournalFile, 'sha256'>[]): string =>
  JSON.stringify(files.map(({ sha256 }) => sha256).sort())

function leave({ unsettled, held }: Taken, { state, files }: Entry, until: number): void {
  unsettled.set(bytesOf(files), until)
  // Its end is known; what still lies in the folder is on its way out of it.
  if (state === 'filing') for (const { name } of files) held.add(name)
}

async function goOn(round: Round, taken: Taken, entry: Entry): Promise<void> {
  const { sending } = round
  await round.demandHeld()
  if (entry.state === 'filing') return finish(round, taken, entry, () => fileOn(round, entry))
  demandSameAccount(entry.route, sending.route)
  // Whether one can sign in at all is not about this one.
  await sending.signedIn.use(async () => undefined)
  await finish(round, taken, entry, () => resumePrepared(sending, entry, goingOf(round)))
}

async function fileOn({ sending }: Round, entry: Filing): Promise<Ended> {
  const { name, as, into, ledger } = entry
  const replaced = await fileAway(sending.places, entry)
  if (into === 'refused') return { end: 'refused', name, as, refusal: begunRefusal(as), replaced }
  const reference = ledger?.reference ?? 'before'
  return { end: ledger ? 'sent' : 'already-sent', name, as, reference, replaced }
}

const begunRefusal = (as: string): Refusal => ({ by: 'folder', sentences: [`See ${as}.reason.txt.`] })

function demandSameAccount(begun: Route, { origin, login }: Route): void {
  if (begun.origin === origin && begun.login === login) return
  throw new UnfinishedError(
    `Something was begun here as ${begun.login} at ${begun.origin} and is not finished. Watch the folder as that account once before using another.`,
  )
}

/** Another account cannot say what became of what this one began. */
export class UnfinishedError extends ClientError {
  override name = 'UnfinishedError'
}
