import { PinChangedError } from './errors.ts'

/**
 * What this machine remembers of a service's own keys: for each owner (`service`, `log`, `trust`) the fingerprint or
 * verifier key first seen. Whose the keys of mailboxes and people are is for the trust log to say, not for pins.
 */
export type Pins = {
  get(owner: string): Promise<string | null>
  /**
   * Keeps a value where nothing is kept for the owner, in one step: of two who see a service for the first time at once, the second
   * is held against what the first saw.
   *
   * @returns what is kept then
   */
  first(owner: string, value: string): Promise<string>
  /** Keeps these values; owners that are not named keep theirs. */
  set(values: Readonly<Record<string, string>>): Promise<void>
}

/** Pins that last as long as the process. */
export function pinsInMemory(): Pins {
  const kept = new Map<string, string>()
  return {
    get: async (owner) => kept.get(owner) ?? null,
    async first(owner, value) {
      const before = kept.get(owner)
      if (before === undefined) kept.set(owner, value)
      return before ?? value
    },
    set: async (values) => {
      for (const [owner, value] of Object.entries(values)) kept.set(owner, value)
    },
  }
}

/**
 * Pins `value` on first sight, and demands the same value ever after.
 *
 * @param owner what is pinned, in the form above
 * @param named the owner as a sentence names it: `the certificate of asb.team@…`
 * @throws PinChangedError when another value was seen before
 */
export async function pin(pins: Pins, owner: string, value: string, named: string): Promise<void> {
  const before = await pins.first(owner, value)
  if (before === value) return
  throw new PinChangedError(
    `${capitalised(named)} has changed since this machine first saw it (it was ${before}, now ${value}). ` +
      'Nothing was sent or believed. Ask its holder by telephone before going on.',
    owner,
  )
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
