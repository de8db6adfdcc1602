import { join } from 'node:path'
import { nameOfKey, originNumber } from '../log/new-origin.ts'
import type { Journal, JournalLine } from '../services/log/journal.ts'
import { journalFolder, logJournal } from '../services/log/log-journal.ts'
import { trustJournal } from '../services/log/trust-journal.ts'
import { readKept } from './kept-text.ts'

/** A journal in DATA_DIR: what its folder is called there, and whether the log is yet to begin under its name. */
export type KeptJournal = {
  name: string
  journal: Pick<Journal<JournalLine>, 'last' | 'lastTerm' | 'rebuild'>
  begins: boolean
}

/** The journals of a data directory, of the log under the name that it has now and of the trust log. */
export async function journalsIn(dataDir: string): Promise<{ log: KeptJournal; trust: KeptJournal }> {
  const directory = join(dataDir, 'log')
  const number = originNumber(nameOfKey((await readKept(join(dataDir, 'keys/public/log.vkey'))) ?? ''))
  const log = logJournal(directory, { number })
  return {
    log: { name: `log/${journalFolder(number)}`, journal: log, begins: await log.begin.isSet() },
    trust: { name: 'log/trust', journal: trustJournal(directory), begins: false },
  }
}
