import { open } from 'node:fs/promises'
import { readConfig } from '../config.ts'
import { nameOfKey } from '../log/new-origin.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { requireDataDirectory } from './data-directory.ts'
import { NOT_AGREED } from './exchange-key-command.ts'
import type { Io } from './io.ts'
import { finishOrigin, prepareOrigin } from './new-origin.ts'
import { logOrigin } from './role-keys.ts'
import { startFailure } from './start-failure.ts'

/** A checkpoint with a hundred signatures of witnesses is no longer, in bytes. */
const NOTE_LIMIT = 64 * 1024

/** `despatch new-origin`: prepares that the log begins anew under another name, or goes over. Exit code 1 when it cannot. */
export async function newOrigin(
  {
    checkpoint,
    finish,
    agreed,
    json,
  }: { checkpoint?: string; finish: boolean; agreed: boolean; json: boolean },
  io: Io,
): Promise<number> {
  const config = readConfig(io.env)
  try {
    await requireDataDirectory(config.dataDir, { written: false })
    const { dataDir, publicUrl, serviceDomain: domain } = config
    const place = { dataDir, log: logOrigin(publicUrl), domain, now: new Date() }
    if (finish) {
      if (!agreed) throw new StartRefusal(NOT_AGREED)
      const vkey = await finishOrigin(place)
      if (json) io.out(JSON.stringify({ ok: true, log: nameOfKey(vkey), signs: [vkey] }))
      else {
        io.out(
          `The log is called ${nameOfKey(vkey)} from the next start on, and signed with ${vkey} alone. The key before is gone.`,
        )
        io.out('Start the service, every part of it, and back up DATA_DIR.')
      }
      return 0
    }
    const newest = checkpoint === undefined ? null : await readNote(checkpoint)
    const { from, to, known } = await prepareOrigin(place, newest)
    if (json) {
      const names = { log: nameOfKey(to), before: nameOfKey(from) }
      io.out(
        JSON.stringify({
          ok: true,
          ...names,
          key: to,
          keyBefore: from,
          known: known === null ? null : String(known),
        }),
      )
    } else {
      io.out(`The log that was ${nameOfKey(from)} can begin anew as ${nameOfKey(to)}. Its key will be:`)
      io.out(`  ${to}`)
      io.out(
        known === null
          ? 'No checkpoint was handed in: what the log will say of itself is the newest in the database, and not what is lost.'
          : `What is known of the old one, for good: it had ${known} entries.`,
      )
      io.out(
        'Give the key to the witnesses. Start the service again, and have the agencies sign an annex that names both',
      )
      io.out('keys: despatch agreement annex ID --out FILE drafts it. Then stop the service and go over:')
      io.out('  despatch new-origin log --finish --agreed')
    }
    return 0
  } catch (error) {
    const problem = startFailure(error, config) ?? (error instanceof Error ? error.message : String(error))
    if (json) io.out(JSON.stringify({ ok: false, problem }))
    else io.err(problem)
    return 1
  }
}

async function readNote(path: string): Promise<string> {
  const file = await open(path).catch(() => {
    throw new StartRefusal(`${path} cannot be read.`)
  })
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(NOTE_LIMIT + 1), 0, NOTE_LIMIT + 1, 0)
    if (bytesRead > NOTE_LIMIT) throw new StartRefusal(`${path} is longer than a checkpoint is.`)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}
