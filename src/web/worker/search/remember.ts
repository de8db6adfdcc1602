import type { Manifest } from '../../../domain/wire/manifest.ts'
import { layoutOf } from '../../../sdk/declared.ts'
import { isApiProblem } from '../../../sdk/errors.ts'
import type { OpenedDelivery } from '../../../sdk/open-delivery.ts'
import type { ReferralRequest } from '../../../sdk/referral-request.ts'
import type { Session } from '../../../sdk/session.ts'
import { type Entry, entryOf } from '../../search/entry.ts'
import type { Opened } from '../referral.ts'
import { forgetEntry, remember } from './own-entries.ts'

type Which = Pick<Entry, 'side' | 'id'>

/** What was opened can be searched by what its page shows from then on; what could not be read, or is not as it was declared, cannot. */
export function rememberOpened(
  session: Session,
  of: Which,
  done: OpenedDelivery,
  { layout, quoted, attachments }: Opened,
  now: Date,
): void {
  if (done.outcome !== 'opened') return
  const mail = done.origin === 'mail'
  const entry = entryOf(
    { ...of, until: mail ? null : done.manifest.handling.destroyAfter },
    { layout, quoted, attachments, lines: mail ? [done.subject ?? '', done.from ?? ''] : [] },
  )
  remember(session, entry, now)
}

/** What was sent from here as well. */
export function rememberSent(
  session: Session,
  manifest: Manifest,
  { data, attachments = [] }: Pick<ReferralRequest, 'data' | 'attachments'>,
  now: Date,
): void {
  const entry = entryOf(
    { side: 'sent', id: manifest.id, until: manifest.handling.destroyAfter },
    { layout: layoutOf(manifest, data), quoted: [], lines: [], attachments },
  )
  remember(session, entry, now)
}

/** What is not given out any more leaves the index. To be used where opening fails: it throws what it was given. */
export function forgetGone(session: Session, of: Which, now: Date): (error: unknown) => never {
  return (error) => {
    if (isApiProblem(error, 'not-found') || isApiProblem(error, 'withdrawn')) forgetEntry(session, of, now)
    throw error
  }
}
