import type { HeldMail } from '../../domain/wire/quarantine.ts'
import type { Page, Which } from './lists.ts'
import { work } from './open-session.ts'

const PAGE = 20

/** A page of the mail that is held back from the person's mailboxes, newest first. */
export async function heldMail({ mailbox, after }: Which): Promise<Page<HeldMail>> {
  const { session } = await work()
  return session.client.quarantine({
    ...(mailbox === null ? {} : { mailbox }),
    ...(after === null ? {} : { cursor: after }),
    limit: PAGE,
  })
}

/** Lets it into the inbox after all, or lays it aside for good: which is entered in the log. */
export async function decideHeld(delivery: string, decision: 'release' | 'dismiss'): Promise<void> {
  const { client } = (await work()).session
  await (decision === 'release' ? client.releaseHeld(delivery) : client.dismissHeld(delivery))
}
