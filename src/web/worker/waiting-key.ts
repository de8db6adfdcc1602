import { toBase64Url } from '../../sdk/base64.ts'
import { signInFirst, type WaitingKey } from '../../sdk/enrolment/first-sign-in.ts'
import type { Session } from '../../sdk/session.ts'
import type { Kept } from './kept.ts'

/** Keeps a key that waits to be certified. @returns what takes it back, and puts in its place what was there */
export async function keepWaiting(
  kept: Kept,
  login: string,
  waiting: WaitingKey,
): Promise<() => Promise<void>> {
  const name = await nameOf(login)
  const before = await kept.get(name)
  await kept.set({ [name]: JSON.stringify(waiting) })
  return () => (before === null ? kept.forget(name) : kept.set({ [name]: before }))
}

/**
 * The first signing in of whoever has enrolled in this browser; null for everybody else. What waited is given up once the account has
 * its passphrase.
 */
export async function signInFromEnrolment(
  kept: Kept,
  signing: Omit<Parameters<typeof signInFirst>[0], 'waiting'>,
): Promise<Session | null> {
  const name = await nameOf(signing.login)
  const found = await kept.get(name)
  const waiting = found === null ? null : read(found)
  const session = waiting === null ? null : await signInFirst({ ...signing, waiting })
  if (session !== null) await kept.forget(name)
  return session
}

/** No sign-in name stands in what the browser keeps. */
async function nameOf(login: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(login))
  return `enrolled ${toBase64Url(new Uint8Array(digest))}`
}

function read(text: string): WaitingKey | null {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || !('locked' in value) || !('root' in value)) return null
  const { locked, root } = value
  return typeof locked === 'string' && typeof root === 'string' ? { locked, root } : null
}
