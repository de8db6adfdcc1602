import type { Kept } from '../../src/web/worker/kept.ts'

/** What a browser keeps, without a browser: for as long as a test lasts. */
export function keptInMemory(): Kept {
  const values = new Map<string, string>()
  return {
    get: async (name) => values.get(name) ?? null,
    async set(all) {
      for (const [name, value] of Object.entries(all)) values.set(name, value)
    },
    async forget(name) {
      values.delete(name)
    },
    async replace(name, before, value) {
      const is = (values.get(name) ?? null) === before
      if (is) values.set(name, value)
      return is
    },
  }
}
