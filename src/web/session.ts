import { signal } from '@preact/signals'
import type { Desk } from './worker/methods.ts'
import type { Credentials, SignedIn } from './worker/open-session.ts'
import { callsTo } from './worker/rpc.ts'
import workerUrl from './worker/session-worker.ts?worker&url'

/** Where the person stands: signed out, signed in and to agree to the handling statement, or at work. */
export type Stage =
  | { at: 'out'; notice: string | null; login: string }
  | ({ at: 'statement' | 'in' } & SignedIn)

/** All that the pages know of the session. Whatever is secret is in the worker. */
export const stage = signal<Stage>({ at: 'out', notice: null, login: '' })

/** The mailbox that the lists are narrowed to; null for all of the person's. */
export const mailbox = signal<string | null>(null)

/** The one address that may become a script (Trusted Types): the policy of the page allows no other policy. */
const policy = window.trustedTypes?.createPolicy('despatch-worker', {
  createScriptURL(url) {
    if (url === workerUrl) return url
    throw new TypeError('not the worker of this client')
  },
})

let worker: Worker | null = null
let desk: Desk | null = null

/** What pages ask; there is somebody signed in wherever a page is shown. */
export function atDesk(): Desk {
  if (desk === null) throw new Error('nobody is signed in')
  return desk
}

/** Signs in, in a worker that is started for it: before, nothing of what it takes is loaded. */
export async function signIn(credentials: Credentials): Promise<void> {
  const begun = begin()
  try {
    stage.value = { at: 'statement', ...(await begun.signIn(credentials)) }
  } catch (error) {
    forget()
    throw error
  }
}

/** The handling statement was agreed to. */
export function agree(): void {
  const { value } = stage
  if (value.at === 'statement') stage.value = { ...value, at: 'in' }
}

/** Forgets everything at once, keys and what was opened; the address stays, to be gone on from. */
export function lock(notice: string): void {
  const { value } = stage
  forget()
  stage.value = { at: 'out', notice, login: value.at === 'out' ? value.login : value.person.login }
}

/** So long a service may take to hear that a session ends: until then the keys are in memory, and no longer. */
const FAREWELL_MS = 5_000

/** Ends the session at the service, and forgets everything. */
export async function signOut(): Promise<void> {
  const leaving = desk
  const ending = worker
  // Gone from the page at once; the worker has the one thing left to say.
  desk = null
  worker = null
  mailbox.value = null
  stage.value = { at: 'out', notice: 'You have signed out.', login: '' }
  const late = new Promise((resolve) => setTimeout(resolve, FAREWELL_MS))
  await Promise.race([leaving?.signOut().catch(() => undefined), late])
  ending?.terminate()
}

/** Somebody leaves the site: whatever goes on, signing in too, is given up. */
export function leave(): void {
  if (worker !== null) lock('You left Despatch, and it was locked.')
}

function begin(): Desk {
  forget()
  const address = policy?.createScriptURL(workerUrl) ?? workerUrl
  worker = new Worker(address as string, { type: 'module', name: 'session' })
  desk = callsTo<Desk>(worker, () => lock('Something went wrong, and everything was locked. Sign in again.'))
  return desk
}

function forget(): void {
  worker?.terminate()
  worker = null
  desk = null
  mailbox.value = null
}
