import { join } from 'node:path'
import Type from 'typebox'
import { ClientError } from '../sdk/errors.ts'
import { formerKeys } from '../sdk/pin-log-key.ts'
import type { Pins } from '../sdk/pins.ts'
import { readJson, type State, serverFolder, writeJson } from './state.ts'

const PinsFile = Type.Record(Type.String(), Type.String())

/** Pins of a server, kept in its `pins.json`; read again before each change, since two commands may run at once. */
export const pinsOf = (state: State, origin: string): Pins => pinsIn(serverFolder(state, origin))

/** The same, by the folder that the server has in the state. */
export function pinsIn(folder: string): Pins {
  const path = join(folder, 'pins.json')
  const read = async (): Promise<Record<string, string>> => (await readJson(path, PinsFile)) ?? {}
  return {
    async get(owner) {
      const kept = await read()
      return Object.hasOwn(kept, owner) ? (kept[owner] ?? null) : null
    },
    async first(owner, value) {
      const kept = await read()
      const before = Object.hasOwn(kept, owner) ? kept[owner] : undefined
      if (before === undefined) await writeJson(path, { ...kept, [owner]: value })
      return before ?? value
    },
    async set(values) {
      if (Object.keys(values).length > 0) await writeJson(path, { ...(await read()), ...values })
    },
  }
}

/** Forgets pins, so that what is seen next is pinned anew: a person has made sure that the change is right. */
export async function forgetPins(state: State, origin: string, owners: readonly string[]): Promise<void> {
  const folder = serverFolder(state, origin)
  const path = join(folder, 'pins.json')
  const former = await formerKeys(pinsIn(folder), 'log')
  const kept = (await readJson(path, PinsFile)) ?? {}
  for (const owner of owners) {
    const before = kept[owner]
    if (before === undefined) throw new ClientError(`Nothing is pinned for ${owner} on this machine.`)
    delete kept[owner]
    // What it signed is kept here as checkpoints, which the log has to continue under its next key, too.
    if (owner === 'log') kept['log:former'] = [...former, before].join('\n')
  }
  if (owners.length > 0) await writeJson(path, kept)
}

/** The pins of a server as they are now, to be put back where what came after was not believed. */
export async function keptPins(state: State, origin: string): Promise<{ restore(): Promise<void> }> {
  const path = join(serverFolder(state, origin), 'pins.json')
  const kept = await readJson(path, PinsFile)
  return { restore: async () => void (kept && (await writeJson(path, kept))) }
}
