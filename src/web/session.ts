import { signal } from '@preact/signals'
import { ClientError } from '../sdk/errors.ts'
import type { Given } from './passkeys.ts'
import type { Asked } from './search/search-index.ts'
import { serviceOrigin } from './service-origin.ts'
import { workerAt } from './trusted-worker.ts'
import type { ChangedInWords } from './worker/changed-keys.ts'
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

/** What was searched for last, so that whoever comes back from what was found has it before them; it is in no address. */
export type Searched = Asked & { from: number }
export const searched = signal<Searched | null>(null)

// Its name tells it which service it speaks to.
const startWorker = workerAt(workerUrl, serviceOrigin())

let worker: Worker | null = null
let desk: Desk | null = null

/** What pages ask; there is somebody signed in wherever a page is shown. */
export function atDesk(): Desk {
  if (desk === null) throw new Error('nobody is signed in')
  return desk
}

/** Whether there is anybody to ask: between a lock and the next drawing of the page there is not. */
export const isAtDesk = (): boolean => desk !== null

/** Signs in, in a worker that is started for it: before, nothing of what it takes is loaded. */
export const signIn = (credentials: Credentials): Promise<void> => enter((desk) => desk.signIn(credentials))

/** Signs in by what a passkey has just given, which is given away with it. */
export const signInByPasskey = (
  { credential, output }: Given,
  how: Pick<Credentials, 'root' | 'heard'>,
): Promise<void> => enter((desk) => desk.signInByPasskey({ credential, ...how }, output))

async function enter(signingIn: (desk: Desk) => Promise<SignedIn>): Promise<void> {
  const begun = begin()
  try {
    stage.value = { at: 'statement', ...(await signingIn(begun)) }
  } catch (error) {
    const changed = isPinChange(error) ? await begun.changedKeys().catch(() => []) : []
    forget()
    if (changed.length > 0 && error instanceof ClientError) throw new KeysChangedError(error.message, changed)
    throw error
  }
}

/** Which keys of the service are still others than this browser knows; null where that cannot be had. */
export async function stillChanged(): Promise<readonly ChangedInWords[] | null> {
  const asked = begin()
  try {
    return await asked.changedKeys()
  } catch {
    return null
  } finally {
    forget()
  }
}

/** The service shows other keys as its own than this browser knows; which, in words. */
export class KeysChangedError extends ClientError {
  override name = 'KeysChangedError'
  readonly changed: readonly ChangedInWords[]
  constructor(message: string, changed: readonly ChangedInWords[]) {
    super(message)
    this.changed = changed
  }
}

const isPinChange = (error: unknown): boolean => error instanceof Error && error.name === 'PinChangedError'

/** A worker for somebody who has no account yet; `forget` ends it. */
export const enrolling = (): Desk => begin()

/** The handling statement was agreed to. */
export function agree(): void {
  const { value } = stage
  if (value.at === 'statement') stage.value = { ...value, at: 'in' }
}

/**
 * What pages save, sealed, before everything is forgotten. Each is given the desk that goes, and resolves to a sentence for the person,
 * or is null where there is nothing to save.
 */
export const beforeLock = new Set<(leaving: Desk) => Promise<string> | null>()

/** Saving may take so long; then the worker ends all the same. */
const SAVING_MS = 10_000

/** Forgets everything at once, keys and what was opened, but for what is saved on the way; the address stays, to be gone on from. */
export function lock(notice: string): void {
  const { value } = stage
  saveOnTheWay(notice)
  forget()
  stage.value = { at: 'out', notice, login: value.at === 'out' ? value.login : value.person.login }
}

/** So long a service may take to hear that a session ends: until then the keys are in memory, and no longer. */
const FAREWELL_MS = 5_000

/** Ends the session at the service, and forgets everything. */
export async function signOut(): Promise<void> {
  const leaving = desk
  const ending = worker
  const saving = leaving ? [...beforeLock].flatMap((save) => save(leaving) ?? []) : []
  // Gone from the page at once; the worker has the last things left to say.
  desk = null
  worker = null
  forgetChoices()
  stage.value = { at: 'out', notice: 'You have signed out.', login: '' }
  await within(SAVING_MS, Promise.allSettled(saving))
  await within(
    FAREWELL_MS,
    leaving?.signOut().catch(() => undefined),
  )
  ending?.terminate()
}

/** Somebody leaves the site: whatever goes on, signing in too, is given up. */
export function leave(): void {
  if (worker !== null) lock('You left Despatch, and it was locked.')
}

/** Saves what there is before it comes to a lock, while the session surely still stands; what cannot be saved now is tried again then. */
export function saveNow(): void {
  if (desk === null) return
  for (const save of beforeLock) save(desk)?.catch(() => undefined)
}

/** The worker lives on until it has saved what there is, and nothing can ask it any more. */
function saveOnTheWay(notice: string): void {
  const leaving = desk
  const ending = worker
  if (leaving === null || ending === null) return
  const saving = [...beforeLock].flatMap((save) => save(leaving) ?? [])
  if (saving.length === 0) return
  desk = null
  worker = null
  const settled = Promise.allSettled(saving).then((saved) => {
    const told = saved.map((one) =>
      one.status === 'fulfilled' ? one.value : 'What you had begun could not be saved, and is lost.',
    )
    const { value } = stage
    if (value.at === 'out' && value.notice === notice && told.length > 0)
      stage.value = { ...value, notice: [notice, ...told].join(' ') }
  })
  void within(SAVING_MS, settled).finally(() => ending.terminate())
}

/** Waits for it, and no longer than that. */
const within = (ms: number, work: Promise<unknown> | undefined): Promise<unknown> =>
  Promise.race([work, new Promise((resolve) => setTimeout(resolve, ms))])

function begin(): Desk {
  forget()
  worker = startWorker()
  desk = callsTo<Desk>(worker, () => lock('Something went wrong, and everything was locked. Sign in again.'))
  return desk
}

/** Ends the worker, and with it everything secret. */
export function forget(): void {
  worker?.terminate()
  worker = null
  desk = null
  forgetChoices()
}

function forgetChoices(): void {
  mailbox.value = null
  searched.value = null
}
