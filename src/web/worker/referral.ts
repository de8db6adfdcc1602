import { safeLine } from '../../domain/kinds/plain-text.ts'
import type { Layout } from '../../domain/kinds.ts'
import type { ReferralView } from '../../domain/wire/referral-response.ts'
import { believedView } from '../../sdk/believed-view.ts'
import { layoutOf } from '../../sdk/declared.ts'
import { ClientError } from '../../sdk/errors.ts'
import type { OpenedArrival } from '../../sdk/open-arrival.ts'
import { type OpenedDelivery, openDelivery, readOwnCopy } from '../../sdk/open-delivery.ts'
import type { OpenedReferral } from '../../sdk/open-referral.ts'
import { arrivalLines, markingOf, senderLine, senderOf } from '../../sdk/opened-words.ts'
import { proveReferral } from '../../sdk/proof.ts'
import { sentenceOf } from '../../sdk/sentence.ts'
import type { Session } from '../../sdk/session.ts'
import { capitalised, momentInWords } from '../words.ts'
import { type Headline, headlineOf } from './headline.ts'
import { keepSeen, work } from './open-session.ts'
import { type Recipient, recipientsOf } from './recipients.ts'
import { forgetGone, rememberOpened } from './search/remember.ts'
import { LogContradictedError } from './seen-log.ts'
import { shownTexts } from './shown-text.ts'
import { sinceOpened } from './since-opened.ts'

/** Words that a stranger wrote, under the verdict on them. */
export type Quoted = { verdict: string | null; text: string; remarks: string[] }

export type Attachment = { name: string; type: string; size: number; remarks: string[] }

/** A referral as its page shows it. */
export type Opened = {
  headline: Headline
  /** null where it could not be read: then `unreadable` says why */
  marking: string | null
  unreadable: string | null
  /** what must be heard before anything that the sender wrote */
  warnings: string[]
  /** of mail from a partner: whom it names as its sender, and what was found of its signature; else null */
  sender: { from: string; verdict: string } | null
  /** what this machine found about how it came and who sealed it */
  found: string[]
  /** in the reading order of its kind; null where its data are not as they should be, or there are none */
  layout: Layout | null
  quoted: Quoted[]
  /** what is to be settled with its sender before acting on it */
  concerns: string[]
  attachments: Attachment[]
  recipients: Recipient[]
  /** that it stands in the log, or why that is not shown */
  proof: string
  /** mail from a partner that nobody has filed: what it does not say of itself; null for everything else */
  unfiled: { kind: boolean; marking: boolean } | null
}

/** What was opened last, with its bytes to be given out one by one, and the data of its form where they are as they should be. */
let opened: {
  of: string
  files: readonly { bytes: Uint8Array }[]
  data: unknown
  page: Opened
  /** what was verified of it, and shown */
  view: ReferralView
  /** where it is mail from a partner: what was read, to be filed */
  mail: OpenedArrival | null
} | null = null

/** What was asked for last, to be gone on with: whoever follows a link asks for the headline, and opens it at once. */
let justShown: { of: string; view: ReferralView; at: number } | null = null
/** It may have been withdrawn, or answered, since; ms. */
const JUST_MS = 2_000

/** What is known of one delivery before it is opened, as it was signed; nothing is signed for it. */
export async function headline(delivery: string): Promise<Headline> {
  const { session } = await work()
  const shown = await session.client.delivery(delivery)
  justShown = { of: delivery, view: shown, at: Date.now() }
  const { verified: _, doubt, ...view } = await believedView(session, shown)
  return headlineOf(view, delivery, doubt)
}

/**
 * Opens what one of the person's mailboxes received: signs that it was fetched, and that it was opened.
 *
 * @param referral what the person was shown and asked to have opened: the service may not put another in its place
 */
export async function openReceived(delivery: string, referral: string): Promise<Opened> {
  const { session, now } = await work()
  const of = { side: 'received', id: delivery } as const
  const isJust = justShown?.of === delivery && Date.now() - justShown.at < JUST_MS
  const shown = (isJust ? justShown?.view : null) ?? (await session.client.delivery(delivery))
  justShown = null
  const proof = provedBeside(session, shown)
  const done = await openDelivery({ session, delivery, referral, shown, now }).catch(
    forgetGone(session, of, now),
  )
  const view = await sinceOpened(session, done.view, await session.client.delivery(delivery))
  const page = await pageOf(session, done, { of: delivery, view, proof: await proof(view) })
  rememberOpened(session, of, done, page, now)
  return page
}

/** Opens the sender's own copy; the service logs the reading. */
export async function openSent(referral: string): Promise<Opened> {
  const { session, now } = await work()
  const of = { side: 'sent', id: referral } as const
  const done = await readOwnCopy({ session, referral, now }).catch(forgetGone(session, of, now))
  const view = await sinceOpened(session, done.view, await session.client.referral(referral))
  const page = await pageOf(session, done, { of: referral, view, proof: await proofOf(session, view) })
  rememberOpened(session, of, done, page, now)
  return page
}

/** What was opened last, shown once more without another receipt; where something else was, it is opened as it always is. */
export async function openedBefore({ of, received }: { of: string; received: boolean }): Promise<Opened> {
  if (opened?.of === of) return opened.page
  return received ? openReceived(of, (await headline(of)).referral) : openSent(of)
}

/** The same of what was opened last. @throws ClientError where that is something else */
export async function sinceRead(session: Session, of: string, later: ReferralView): Promise<ReferralView> {
  if (opened?.of !== of) throw new ClientError('Open it again to see how it stands.')
  return sinceOpened(session, opened.view, later)
}

/** The mail from a partner that was opened last, as it was read. @throws ClientError where that is something else */
export function readMail(of: string): OpenedArrival {
  const mail = opened?.of === of ? opened.mail : null
  if (mail === null) throw new ClientError('Open it again to file it.')
  return mail
}

/** What was opened has changed: it is opened anew by whoever shows it next. */
export function forgetOpened(of: string): void {
  if (opened?.of === of) opened = null
}

/** The data of the form of what was opened last; undefined where it was something else, or they are not as they should be. */
export const dataOpened = (of: string): unknown => (opened?.of === of ? opened.data : undefined)

/** An attachment of what was opened last. */
export async function attachment(of: string, at: number): Promise<Uint8Array> {
  const file = opened?.of === of ? opened.files[at] : undefined
  if (!file) throw new ClientError('Open it again to download what is attached.')
  return file.bytes
}

async function pageOf(
  session: Session,
  done: OpenedDelivery,
  of: { of: string; view: ReferralView; proof: string },
): Promise<Opened> {
  const page = await shown(session, done, of)
  const read = done.outcome !== 'unreadable'
  const mail = read && done.origin === 'mail' ? done : null
  const data = done.outcome === 'opened' ? done.data : undefined
  opened = { of: of.of, files: read ? done.attachments : [], data, page, view: of.view, mail }
  return page
}

async function shown(
  session: Session,
  done: OpenedDelivery,
  { of, view, proof }: { of: string; view: ReferralView; proof: string },
): Promise<Opened> {
  const manifest = view.origin === 'submitted' ? view.statement : null
  const common = {
    headline: headlineOf(view, of),
    recipients: await recipientsOf(session, view, manifest),
    proof,
  }
  if (done.outcome === 'unreadable') return { ...NOTHING, ...common, unreadable: safeLine(done.sentence) }
  return {
    ...NOTHING,
    ...common,
    marking: markingOf(done),
    concerns: done.concerns.map(({ path, message }) =>
      safeLine(path === '' ? message : `${message} (${path})`),
    ),
    ...(done.origin === 'submitted' ? ofReferral(done) : ofArrival(done)),
  }
}

const NOTHING = {
  marking: null,
  unreadable: null,
  warnings: [],
  sender: null,
  found: [],
  layout: null,
  quoted: [],
  concerns: [],
  attachments: [],
  unfiled: null,
}

function ofReferral(done: OpenedReferral): Partial<Opened> {
  const { manifest, word, faults, warnings, readers, data, text, attachments } = done
  const { handling } = manifest
  const sound = faults.length === 0
  return {
    warnings: [...faults.map(({ sentence }) => sentence), ...warnings].map(safeLine),
    found: [
      `Sealed and signed by ${manifest.from}. Its key is ${word ?? 'certified by nobody'}.`,
      `Can be read by ${readers.join(', ')}.`,
      handling.onward === 'none'
        ? 'It is not to be passed on.'
        : 'It may be passed on with the sender’s permission only.',
    ].map(safeLine),
    layout: sound ? layoutOf(manifest, data) : null,
    // What is not as it was declared is shown as it came, under the warnings.
    quoted: sound ? [] : [{ verdict: null, ...shownTexts()(text) }],
    attachments: attachments.map(({ name, type, bytes, remarks }) => ({
      name: safeLine(name),
      type: safeLine(type),
      size: bytes.length,
      remarks: remarks.map(safeLine),
    })),
  }
}

const WARNING = 'WARNING: '

function ofArrival(done: OpenedArrival): Partial<Opened> {
  const lines = arrivalLines(done, {
    sayTime: momentInWords,
    unfiled: 'nobody has said yet what it is and how it is marked.',
  })
    .filter((line) => line !== senderLine(done))
    .map(safeLine)
  const { from, verdict } = senderOf(done)
  const { layout, parts, attachments, filed, filing, view } = done
  const shown = shownTexts()
  const covering = layout === null ? null : 'The mail that brought it says'
  return {
    warnings: lines
      .filter((line) => line.startsWith(WARNING))
      .map((line) => capitalised(line.slice(WARNING.length))),
    sender: { from: safeLine(from), verdict: safeLine(verdict) },
    found: lines.filter((line) => !line.startsWith(WARNING)),
    layout,
    unfiled:
      filed === null && view.filed === null
        ? { kind: filing.kind === null, marking: filing.marking === null }
        : null,
    // Under the order that it brought, a mail's own words are still a stranger's.
    quoted: parts.map((part) => {
      const { text, remarks } = shown(part.text ?? '')
      return {
        verdict: part.ofWhole ? covering : safeLine(part.sentence),
        text,
        remarks: [...remarks, ...part.remarks.map(safeLine)],
      }
    }),
    attachments: attachments.map(({ name, type, bytes, ofWhole: same, sentence, remarks }) => ({
      name: safeLine(name),
      type: safeLine(type),
      size: bytes.length,
      remarks: [...(same ? [] : [sentence]), ...remarks].map(safeLine),
    })),
  }
}

/**
 * Proves it in the log while it is opened, which changes nothing of its entry: what is shown waits for both.
 *
 * @returns the proof of what is shown in the end; where that is another statement, it is proved anew
 */
function provedBeside(session: Session, shown: ReferralView): (view: ReferralView) => Promise<string> {
  const proof = proofOf(session, shown)
  // Where opening fails, that is said: what else went wrong comes again with the next.
  proof.catch(() => undefined)
  return (view) =>
    view.referral === shown.referral && view.statement === shown.statement ? proof : proofOf(session, view)
}

/** Proves it in the log and holds the checkpoint against those seen before; what cannot be proved is said, and hides nothing else but a contradiction. */
async function proofOf(session: Session, view: ReferralView): Promise<string> {
  try {
    const { referral, origin, statement } = view
    const { index, checkpoint } = await proveReferral({ session, referral, origin, record: statement })
    await keepSeen(session, checkpoint.note)
    return `That it was shared is entry ${index} of the log. This browser has checked the proof against a signed checkpoint of ${checkpoint.size} entries.`
  } catch (error) {
    const sentence = sentenceOf(error)
    if (sentence === null || error instanceof LogContradictedError) throw error
    return safeLine(sentence)
  }
}
