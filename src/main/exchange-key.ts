import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { keyAfter, MOST_EXCHANGES, writeKeyExchange } from '../log/key-exchange.ts'
import { readSigner } from '../log/keys.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { putText, readKept } from './kept-text.ts'
import { type KeyPlace, keyFolder } from './key-folder.ts'
import { exchangesFile, type LogName, logKeyFile, makeLogKey, readExchanges, readLogKey } from './log-keys.ts'

/**
 * Makes the next key of a log: from the next start on both sign. Done again, it changes nothing.
 *
 * @returns the key in use and the next one
 * @throws StartRefusal when it was exchanged as often as clients follow
 */
export async function beginExchange(place: KeyPlace, log: LogName): Promise<{ from: string; to: string }> {
  const { now, next } = await readLogKey(place, log)
  const notes = await readExchanges(place, 'sequencer', log)
  if (notes.length >= MOST_EXCHANGES && !next)
    throw new StartRefusal(
      `This key was exchanged ${MOST_EXCHANGES} times, and clients follow no more than that.`,
    )
  const made = next ?? (await makeLogKey(now.vkey.slice(0, now.vkey.indexOf('+'))))
  // The key first: a note must not name one that nobody has.
  if (!next) await putText(keyFolder(place, 'sequencer'), `${log}.next.key`, logKeyFile(made))
  const exchange = { from: now.vkey, to: made.vkey }
  // The newest note names the next key: where another was made before and lost, or this one was found again.
  if ((await keyAfter(now.vkey, notes)) !== made.vkey) {
    const signers = [await readSigner(now.secret), await readSigner(made.secret)] as const
    notes.push(await writeKeyExchange(exchange, signers))
  }
  for (const folder of ['sequencer', 'public'] as const)
    await putText(keyFolder(place, folder), exchangesFile(log), JSON.stringify(notes))
  return exchange
}

/**
 * Gives the key in use up: from the next start on the new one signs alone. The old one is nowhere then, so that nobody can
 * take it. Broken off, it is to be done again.
 *
 * @returns the key in use from now on
 * @throws StartRefusal when no exchange was begun
 */
export async function finishExchange(place: KeyPlace, log: LogName): Promise<string> {
  const { now, next } = await readLogKey(place, log)
  const published = await readKept(join(keyFolder(place, 'public'), `${log}.vkey`))
  if (!next && published === now.vkey)
    throw new StartRefusal(`No exchange of this key was begun. Begin it with: despatch exchange-key ${log}`)
  const folder = keyFolder(place, 'sequencer')
  // One renaming: at no time is there no key.
  if (next) await rename(join(folder, `${log}.next.key`), join(folder, `${log}.key`))
  const { vkey } = next ?? now
  await putText(keyFolder(place, 'public'), `${log}.vkey`, vkey)
  return vkey
}
