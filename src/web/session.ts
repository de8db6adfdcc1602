import { signal } from '@preact/signals'
import { workerAt } from './trusted-worker.ts'
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

const startWorker = workerAt(workerUrl, 'session')

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

/** Ends the session at the service, and forgets everything. */
export async function signOut(): Promise<void> {
  const leaving = desk
  const ending = worker
  // Gone from the page at once; the worker has the one thing left to say.
  desk = null
  worker = null
  mailbox.value = null
  stage.value = { at: 'out', notice: 'You have signed out.', login: '' }
  try {
    await leaving?.signOut()
  } finally {
    ending?.terminate()
  }
}

function begin(): Desk {
  forget()
  worker = startWorker()
  desk = callsTo<Desk>(worker, () => lock('Something went wrong, and everything was locked. Sign in again.'))
  return desk
}

function forget(): void {
  worker?.terminate()
  worker = null
  desk = null
  mailbox.value = null
}
