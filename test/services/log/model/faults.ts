import { readdir, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { KyselyPlugin } from 'kysely'
import type { LogJournal } from '../../../../src/services/log/log-journal.ts'

/**
 * Where a sequencer dies: before or after its n-th question to the database, or before its n-th writing to the journal, in the
 * middle of it, or after.
 */
export type Death =
  | { at: 'query'; n: number; when: 'before' | 'after' }
  | { at: 'append'; n: number; when: 'before' | 'torn' | 'after' }

export class Died extends Error {
  override readonly name = 'Died'
}

/** Wraps what a sequencer is given, so that it dies there, and is dead from then on. */
export function dying(death: Death | null, folder: string) {
  let dead = false
  let [queries, appends] = [0, 0]
  const demandLife = () => {
    if (dead) throw new Died('it is dead')
  }
  const die = (): never => {
    dead = true
    throw new Died(JSON.stringify(death))
  }
  const counted = new WeakMap<object, number>()
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      demandLife()
      queries += 1
      counted.set(queryId, queries)
      if (death?.at === 'query' && death.when === 'before' && death.n === queries) die()
      return node
    },
    async transformResult({ result, queryId }) {
      demandLife()
      if (death?.at === 'query' && death.when === 'after' && death.n === counted.get(queryId)) die()
      return result
    },
  }
  const journal = (real: LogJournal): LogJournal => ({
    ...real,
    async append(term, lines) {
      demandLife()
      appends += 1
      const here = death?.at === 'append' && death.n === appends ? death.when : null
      if (here === 'before') die()
      await real.append(term, lines)
      if (here === 'torn') await tear(folder, term)
      if (here !== null) die()
    },
  })
  return { plugin, journal }
}

/** Leaves half of what was written last under this term, as a death in the middle does. */
async function tear(folder: string, term: bigint): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(`-${term}.jsonl`)).sort()
  const path = join(folder, names.at(-1) ?? '')
  const { size } = await stat(path)
  await truncate(path, size - 40)
}
