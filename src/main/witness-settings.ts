import { readFile } from 'node:fs/promises'
import type { Config } from '../config.ts'
import { readWitnessList } from '../services/log/witness-list.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import type { WitnessSettings } from './roles/witnesses.ts'

/** Reads the file of WITNESSES, and what waits for them. @throws StartRefusal with what is wrong */
export async function readWitnessSettings({ witnesses: wanted }: Config): Promise<WitnessSettings> {
  if (!wanted) return { witnesses: [], quorum: null }
  const text = await readFile(wanted.file, 'utf8').catch(() => {
    throw new StartRefusal('The file that WITNESSES names cannot be read.')
  })
  const { witnesses, wrong } = await readWitnessList(text)
  if (wrong.length > 0) throw new StartRefusal(wrong.map((fault) => `WITNESSES: ${fault}.`).join('\n'))
  const keys = witnesses.map(({ key }) => key)
  if (wanted.policy === 'open') return { witnesses, quorum: null }
  const needed = wanted.quorum ?? keys.length
  if (needed < 1 || needed > keys.length) {
    throw new StartRefusal(
      `WITNESS_QUORUM must be a number from 1 to ${keys.length}, as many as WITNESSES names.`,
    )
  }
  return { witnesses, quorum: { keys, needed } }
}
