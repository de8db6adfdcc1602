import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { openCheckpoint } from '../log/checkpoint.ts'
import { keyAnew, keysBefore, MOST_EXCHANGES } from '../log/key-exchange.ts'
import { readSigner, readVerifier } from '../log/keys.ts'
import { nameOfKey, nextOrigin, originNumber, writeNewOrigin } from '../log/new-origin.ts'
import { NoteError } from '../log/note.ts'
import { logJournal } from '../services/log/log-journal.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { putText, readKept } from './kept-text.ts'
import { type KeyPlace, keyFolder } from './key-folder.ts'
import {
  exchangesFile,
  type LogKeyTexts,
  logKeyFile,
  makeLogKey,
  NEWEST_FILE,
  readExchanges,
  readLogKey,
  readLogKeyFile,
} from './log-keys.ts'

const ORIGIN_FILE = 'log.origin.key'

/** A log that is to begin anew: both keys, and of the old name the newest size that is known. */
export type NewOrigin = { from: string; to: string; known: bigint | null }

/**
 * Prepares that the log begins anew under its next name: makes the key, and the note by which the old one ends its log.
 * Nothing is signed differently yet. Done again, it keeps the key, and takes another checkpoint.
 *
 * @param newest the newest checkpoint that is known of the log as it is called now; null where nobody has one
 * @throws StartRefusal when the checkpoint is not this log's, while its key is exchanged, before the name that it has is
 *   used, or when it was exchanged as often as clients follow
 */
export async function prepareOrigin(place: KeyPlace, newest: string | null): Promise<NewOrigin> {
  const keys = await readLogKey(place, 'log')
  const { now } = keys
  await demandAtRest(place, keys)
  const notes = await readExchanges(place, 'sequencer', 'log')
  if (notes.length >= MOST_EXCHANGES)
    throw new StartRefusal(`This log had ${MOST_EXCHANGES + 1} keys, and clients follow no more than that.`)
  const known = newest === null ? null : await sizeOfOurs(newest, now.vkey, notes)
  const folder = keyFolder(place, 'sequencer')
  const kept = await readKept(join(folder, ORIGIN_FILE))
  const made = kept === undefined ? await makeLogKey(nextOrigin(nameOfKey(now.vkey))) : readLogKeyFile(kept)
  // The key first: a note must not name one that nobody has.
  if (kept === undefined) await putText(folder, ORIGIN_FILE, logKeyFile(made))
  await putText(folder, NEWEST_FILE, newest ?? '')
  if ((await keyAnew(now.vkey, notes)) !== made.vkey) {
    const signers = [await readSigner(now.secret), await readSigner(made.secret)] as const
    notes.push(await writeNewOrigin({ from: now.vkey, to: made.vkey }, signers))
  }
  for (const name of ['sequencer', 'public'] as const)
    await putText(keyFolder(place, name), exchangesFile('log'), JSON.stringify(notes))
  return { from: now.vkey, to: made.vkey, known }
}

/**
 * Goes over: from the next start on the log is called and signed anew, and has a journal of its own. The old key is nowhere
 * then. Broken off, it is to be done again.
 *
 * @returns the new key
 * @throws StartRefusal when nothing was prepared for the key in use
 */
export async function finishOrigin(place: KeyPlace): Promise<string> {
  const keys = await readLogKey(place, 'log')
  const { now } = keys
  const folder = keyFolder(place, 'sequencer')
  const kept = await readKept(join(folder, ORIGIN_FILE))
  const published = await readKept(join(keyFolder(place, 'public'), 'log.vkey'))
  const made = kept === undefined ? now : readLogKeyFile(kept)
  if (kept === undefined && published === now.vkey) throw notPrepared()
  if (kept !== undefined) {
    await demandAtRest(place, keys)
    if ((await keyAnew(now.vkey, await readExchanges(place, 'sequencer', 'log'))) !== made.vkey)
      throw notPrepared()
    await journalOf(place, made.vkey).begin.set()
    // One renaming: at no time is there no key.
    await rename(join(folder, ORIGIN_FILE), join(folder, 'log.key'))
  }
  await putText(keyFolder(place, 'public'), 'log.vkey', made.vkey)
  return made.vkey
}

const journalOf = ({ dataDir }: KeyPlace, vkey: string) =>
  logJournal(join(dataDir, 'log'), { number: originNumber(nameOfKey(vkey)) })

/** @throws StartRefusal while the key is exchanged, or before the log was signed under the name that it has */
async function demandAtRest(place: KeyPlace, { now, next }: LogKeyTexts): Promise<void> {
  if (next)
    throw new StartRefusal(
      'The key of this log is exchanged. Finish that first: despatch exchange-key log --finish',
    )
  if (await journalOf(place, now.vkey).begin.isSet())
    throw new StartRefusal(
      `The log has not begun as ${nameOfKey(now.vkey)} yet: start the service first, and see what its log says.`,
    )
}

async function sizeOfOurs(note: string, vkey: string, notes: readonly string[]): Promise<bigint> {
  const former = await keysBefore(vkey, notes)
  const verifiers = [await readVerifier(vkey), ...(await Promise.all(former.map(readVerifier)))] as const
  try {
    const { size, origin } = await openCheckpoint(note, ...verifiers)
    if (origin === nameOfKey(vkey)) return size
  } catch (error) {
    if (!(error instanceof NoteError)) throw error
  }
  throw new StartRefusal(
    `That file is no checkpoint of ${nameOfKey(vkey)} that its key has signed. Hand in a signed note: from the folder of an export, from ` +
      'seen/ of a witness, or as despatch log checkpoint prints it.',
  )
}

const notPrepared = (): StartRefusal =>
  new StartRefusal(
    'No new name was prepared for this log. Prepare it with: despatch new-origin log --checkpoint FILE',
  )
