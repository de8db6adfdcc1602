import { join } from 'node:path'
import Type from 'typebox'
import Value from 'typebox/value'
import { keysBefore } from '../log/key-exchange.ts'
import { generateLogKey, type NoteSigner, type NoteVerifier, readSigner, readVerifier } from '../log/keys.ts'
import { readNewOrigin } from '../log/new-origin.ts'
import type { Beginning } from '../services/log/begin-anew.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { readKept } from './kept-text.ts'
import { inFolder, type KeyPlace, keyFolder } from './key-folder.ts'

/** Which log: that of disclosures, or the trust log. */
export type LogName = 'log' | 'trust'

/** What the sequencer alone needs, in `keys/sequencer`: whoever has it can sign another log. */
export type SequencerKeys = {
  log: {
    /** the one in use, and the next one while it is exchanged */
    signers: [NoteSigner, ...NoteSigner[]]
    /** of the one in use, and of those before it */
    verifiers: [NoteVerifier, ...NoteVerifier[]]
    vkey: string
    /** the notes by which it was handed on */
    exchanges: string[]
    /** where its name is not its first: what is known of the one before */
    beginning?: Beginning | null
  }
  trust: {
    /** private texts, which sign in two ways each: the one in use, and the next one while it is exchanged */
    secrets: string[]
    /** the one in use, and those before it */
    vkeys: [string, ...string[]]
    vkey: string
  }
}

/** A key as its file has it: the private text and the verifier key, each on a line. */
export type LogKeyText = { secret: string; vkey: string }

/** The key of a log that is in use, and the next one while it is exchanged. */
export type LogKeyTexts = { now: LogKeyText; next: LogKeyText | null }

/** Reads the keys of the log and of the trust log, or makes them. */
export async function readSequencerKeys(place: KeyPlace): Promise<SequencerKeys> {
  const [log, trust] = await Promise.all([readLogKey(place, 'log'), readLogKey(place, 'trust')])
  const exchanges = await readExchanges(place, 'sequencer', 'log')
  const [logsBefore, trustBefore] = await Promise.all([
    keysBefore(log.now.vkey, exchanges),
    keysBefore(trust.now.vkey, await readExchanges(place, 'sequencer', 'trust')),
  ])
  return {
    log: {
      signers: [await readSigner(log.now.secret), ...(log.next ? [await readSigner(log.next.secret)] : [])],
      verifiers: [await readVerifier(log.now.vkey), ...(await Promise.all(logsBefore.map(readVerifier)))],
      vkey: log.now.vkey,
      exchanges,
      beginning: await readBeginning(place, log.now.vkey, exchanges),
    },
    trust: {
      secrets: [trust.now.secret, ...(trust.next ? [trust.next.secret] : [])],
      vkeys: [trust.now.vkey, ...trustBefore],
      vkey: trust.now.vkey,
    },
  }
}

/** Reads the key of a log, or makes it. */
export async function readLogKey(place: KeyPlace, log: LogName): Promise<LogKeyTexts> {
  // What the trust log calls itself beside a log: the same address, and `/trust`.
  const origin = log === 'log' ? place.log : place.log.replace(/\/log$/, '/trust')
  const now = await inFolder(place, 'sequencer')(`${log}.key`, async () =>
    logKeyFile(await makeLogKey(origin)),
  )
  const next = await readKept(join(keyFolder(place, 'sequencer'), `${log}.next.key`))
  return { now: readLogKeyFile(now), next: next === undefined ? null : readLogKeyFile(next) }
}

export async function makeLogKey(origin: string): Promise<LogKeyText> {
  const { signer, vkey } = await generateLogKey(origin)
  return { secret: signer, vkey }
}

export const logKeyFile = ({ secret, vkey }: LogKeyText): string => `${secret}\n${vkey}\n`

export function readLogKeyFile(text: string): LogKeyText {
  const [secret = '', vkey = ''] = text.split('\n')
  return { secret, vkey }
}

/** What the operator was given of the log under the name before this key's, where it began anew with this key. */
async function readBeginning(
  place: Pick<KeyPlace, 'dataDir'>,
  to: string,
  notes: readonly string[],
): Promise<Beginning | null> {
  for (const note of notes) {
    const { from, to: begun } = (await readNewOrigin(note)) ?? {}
    if (from === undefined || begun !== to) continue
    const newest = await readKept(join(keyFolder(place, 'sequencer'), NEWEST_FILE))
    return { from, to, note, newest: newest === undefined || newest === '' ? null : newest }
  }
  return null
}

/** The newest checkpoint that the operator was given of a log that begins anew; empty where nobody had one. */
export const NEWEST_FILE = 'log.newest'
export const exchangesFile = (log: LogName): string => `${log}.exchanges`

/**
 * The notes by which a log of this service was handed on to its next keys, the oldest first. They lie in two folders, since
 * no part of the service reads more than its own.
 *
 * @throws StartRefusal when the file is damaged
 */
export async function readExchanges(
  place: Pick<KeyPlace, 'dataDir'>,
  folder: 'sequencer' | 'public',
  log: LogName,
): Promise<string[]> {
  const path = join(keyFolder(place, folder), exchangesFile(log))
  const text = await readKept(path)
  if (text === undefined) return []
  try {
    return Value.Parse(Type.Array(Type.String()), JSON.parse(text))
  } catch {
    throw new StartRefusal(`${path} is damaged: restore it from the backup of DATA_DIR/keys.`)
  }
}
