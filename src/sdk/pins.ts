import type { Directory } from '../domain/wire/directory.ts'
import { PinChangedError } from './errors.ts'

/**
 * What this machine remembers of a service: for each owner (`mailbox:…`, `person:…`, `service`, `log`) the
 * fingerprint or verifier key first seen. Pins are not yet vouched for: they only make a later exchange of keys
 * noticeable, until the agencies' own certification says whose a key is.
 */
export type Pins = {
  get(owner: string): Promise<string | null>
  /** Keeps these values; owners that are not named keep theirs. */
  set(values: Readonly<Record<string, string>>): Promise<void>
}

/** Pins that last as long as the process. */
export function pinsInMemory(): Pins {
  const kept = new Map<string, string>()
  return {
    get: async (owner) => kept.get(owner) ?? null,
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
  if (!(await isPinned(pins, owner, value, named))) await pins.set({ [owner]: value })
}

/**
 * Pins the certificate of every mailbox that the directory lists.
 *
 * @returns how many were not known before
 * @throws PinChangedError at the first that has changed
 */
export async function pinDirectory(pins: Pins, { mailboxes }: Pick<Directory, 'mailboxes'>): Promise<number> {
  const fresh: Record<string, string> = {}
  for (const { address, certificate } of mailboxes) {
    if (certificate === null) continue
    const owner = `mailbox:${address}`
    if (!(await isPinned(pins, owner, certificate, `the certificate of ${address}`)))
      fresh[owner] = certificate
  }
  await pins.set(fresh)
  return Object.keys(fresh).length
}

/** Where the values that an owner had before are kept, divided by spaces, when a person has accepted a change. */
export const formerly = (owner: string): string => `formerly:${owner}`

/** The pinned value of an owner, and those that were pinned before it. */
export async function pinnedValues(pins: Pins, owner: string): Promise<string[]> {
  const [now, before] = await Promise.all([pins.get(owner), pins.get(formerly(owner))])
  return [...(now === null ? [] : [now]), ...(before?.split(' ') ?? [])]
}

/** Pins another value, because a person has made sure that the change is right; the former values stay beside it. */
export async function acceptChange(pins: Pins, owner: string, value: string): Promise<void> {
  const before = (await pinnedValues(pins, owner)).filter((one) => one !== value)
  await pins.set({ [owner]: value, ...(before.length === 0 ? {} : { [formerly(owner)]: before.join(' ') }) })
}

async function isPinned(pins: Pins, owner: string, value: string, named: string): Promise<boolean> {
  const before = await pins.get(owner)
  if (before === null) return false
  if (before === value) return true
  throw new PinChangedError(
    `${capitalised(named)} has changed since this machine first saw it (it was ${before}, now ${value}). ` +
      'Nothing was sent or believed. Ask its holder by telephone before going on.',
    owner,
  )
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
