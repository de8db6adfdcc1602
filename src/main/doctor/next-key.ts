import { join } from 'node:path'
import { keyAfter } from '../../log/key-exchange.ts'
import type { Post } from '../../services/log/ask-witness.ts'
import { readHead } from '../../services/log/heads.ts'
import { knowsKey } from '../../services/log/knows-key.ts'
import type { Witness } from '../../services/log/witness-list.ts'
import type { Connection } from '../../store/connect.ts'
import { readKept } from '../kept-text.ts'
import { keyFolder } from '../key-folder.ts'
import { type LogName, readExchanges } from '../log-keys.ts'

/** A log whose key is being exchanged, and the key that comes next. */
export type NextKey = { log: LogName; vkey: string }

const NAMES: Readonly<Record<LogName, string>> = { log: 'log', trust: 'trust log' }

/** The next keys of the logs whose exchange was begun and is not finished. */
export async function nextKeys(dataDir: string): Promise<NextKey[]> {
  const found = await Promise.all(
    (['log', 'trust'] as const).map(async (log) => {
      const now = await readKept(join(keyFolder({ dataDir }, 'public'), `${log}.vkey`))
      const vkey =
        now === undefined ? null : await keyAfter(now, await readExchanges({ dataDir }, 'public', log))
      return vkey === null ? [] : [{ log, vkey }]
    }),
  )
  return found.flat()
}

/**
 * Whether every witness knows the next keys: one that does not signs nothing more as soon as the key before is given up.
 *
 * @throws Error naming those that do not, or did not say
 */
export async function witnessesKnowNext(
  { db }: Pick<Connection, 'db'>,
  { witnesses, next, post }: { witnesses: readonly Witness[]; next: readonly NextKey[]; post: Post },
): Promise<string> {
  const wrong: string[] = []
  for (const { log, vkey } of next) {
    const head = await readHead(db, log)
    const answers = await Promise.all(
      witnesses.map(async (witness) => ({
        name: witness.name,
        knows: head && (await knowsKey(post, witness, head, vkey)),
      })),
    )
    for (const { name, knows } of answers) {
      if (knows === false)
        wrong.push(`${name} does not know the next key of the ${NAMES[log]}: give it ${vkey}`)
      if (knows === null)
        wrong.push(`${name} has not said whether it knows the next key of the ${NAMES[log]}`)
    }
  }
  if (wrong.length > 0)
    throw new Error(`${wrong.join('. ')}. Do not say "exchange-key --finish" before all of them do.`)
  return 'every witness knows it'
}
