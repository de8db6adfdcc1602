import { join } from 'node:path'
import { ClientError } from '../../sdk/errors.ts'
import { LogKeyError, type NoteVerifier, readVerifier, readWitnessSigner } from '../../sdk/witness.ts'
import { LockLostError, type LockWords, takeLock } from '../watch/lock.ts'
import { createAnswering, type Told } from './answering.ts'
import { openWitnessFolder, readWitnessKey } from './folder.ts'
import { listen } from './server.ts'

/** A witness at work. */
export type RunningWitness = {
  port: number
  vkey: string
  /** the origins of its logs */
  origins: string[]
  /** Resolves when it has ended; rejects with what ended it. */
  ended: Promise<void>
  stop(): void
}

const WORDS: LockWords = {
  inUse: (folder, whose) =>
    `${folder} is in use already${whose}. Two witnesses with one key could sign two histories.`,
  lost: 'Another witness has taken this folder over, so this one stops.',
}

/** Starts the witness of a folder. @throws ClientError */
export async function startWitness(of: {
  folder: string
  listenOn: { host: string; port: number }
  /** the verifier keys of the logs */
  logs: readonly string[]
  clock: () => Date
  tell: Told
}): Promise<RunningWitness> {
  const { folder, listenOn, clock, tell } = of
  const key = await readWitnessKey(folder)
  const logs = await verifiersOf(of.logs)
  const lock = await takeLock({ own: folder, folder }, { now: clock(), why: WORDS })
  try {
    const opened = await openWitnessFolder(folder)
    // What it cannot read it says at once, not when the log asks.
    for (const origin of logs.keys()) await opened.read(origin)
    const answer = createAnswering({
      folder: opened,
      signer: await readWitnessSigner(key.signer, clock),
      logs,
      demandAlone: lock.demandHeld,
      tell,
    })
    const { promise: ending, resolve, reject } = Promise.withResolvers<void>()
    const server = await listen(listenOn, answer, (error) => {
      if (error instanceof LockLostError) reject(error)
      else tell(error instanceof Error ? error.message : 'It failed.')
    })
    return {
      port: server.port,
      vkey: key.vkey,
      origins: [...logs.keys()],
      stop: resolve,
      ended: ending.finally(async () => {
        await server.close()
        await lock.release()
      }),
    }
  } catch (error) {
    await lock.release()
    throw error instanceof LogKeyError
      ? new ClientError(`${join(folder, 'witness.key')}: ${error.message}`)
      : error
  }
}

/** By origin, which is the name of the key; a log that changes its key has two for a time. */
async function verifiersOf(keys: readonly string[]): Promise<Map<string, NoteVerifier[]>> {
  const logs = new Map<string, NoteVerifier[]>()
  for (const key of new Set(keys)) {
    try {
      const verifier = await readVerifier(key)
      logs.set(verifier.name, [...(logs.get(verifier.name) ?? []), verifier])
    } catch (error) {
      if (!(error instanceof LogKeyError)) throw error
      throw new ClientError(`${key} is not the verifier key of a log. ${error.message}`)
    }
  }
  return logs
}
