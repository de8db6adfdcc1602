import { join } from 'node:path'
import Type from 'typebox'
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
