import { dayOf } from '../../domain/day.ts'
import { safeLine } from '../../domain/kinds/plain-text.ts'
import { formatMarking } from '../../domain/marking.ts'
import { referenceOf } from '../../domain/reference.ts'
import type { KindName, Marking } from '../../domain/wire/referral-fields.ts'
import { ClientError } from '../../sdk/errors.ts'
import { fileArrival } from '../../sdk/file-arrival.ts'
import { notBelow } from '../../sdk/filed-marking.ts'
import { type MarkingsOffered, markingsToFile } from '../../sdk/markings-to-file.ts'
import { openedDelivery } from './answer.ts'
import { partnership } from './compose/compose.ts'
import { work } from './open-session.ts'
import { forgetOpened, type Opened, openedBefore, readMail } from './referral.ts'

/** Mail from a partner that waits to be filed: what it says of itself, and what it can be filed as. */
export type ToFile = {
  opened: Opened
  subject: string | null
  kind: KindName | null
  marking: Marking | null
  markings: MarkingsOffered[]
}

/** How mail was filed, and the reference that it has from then on. */
export type FiledAs = { kind: KindName; marking: string; reference: string; provenSender: boolean }

/** What is to be filed, as it was opened. @throws ClientError where nobody in the team has opened it, or it is filed */
export async function toFile(delivery: string): Promise<ToFile> {
  const { session, now } = await work()
  const { view } = await openedDelivery(session, delivery)
  if (view.origin !== 'mail')
    throw new ClientError('Its sender has said what it is and how it is marked: it is not filed.')
  if (view.filed !== null) throw new ClientError(`${view.reference} is filed already.`)
  const opened = await openedBefore({ of: delivery, received: true })
  const { filing, arrival, mailbox, subject } = readMail(delivery)
  const { domain } = arrival
  const own = filing.marking
  return {
    opened,
    subject: subject === null ? null : safeLine(subject),
    kind: filing.kind,
    marking: own,
    markings: markingsToFile(await partnership(), { mailbox, domain, own, day: dayOf(now) }),
  }
}

/** Signs and posts how it is filed: what was read, and not whatever the service shows in its place now. */
export async function fileMail(
  delivery: string,
  { kind, marking: given }: { kind: KindName; marking: Marking },
): Promise<FiledAs> {
  const { session, now } = await work()
  const opened = readMail(delivery)
  const marking = notBelow(opened.filing.marking, given)
  const filed = await fileArrival({ session, opened, kind, marking, now })
  forgetOpened(delivery)
  return {
    kind,
    marking: formatMarking(marking),
    reference: referenceOf(kind, filed.referral),
    provenSender: filed.signature === 'verified',
  }
}
