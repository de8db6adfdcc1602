import { v7 } from 'uuid'
import { open } from '../crypto/open.ts'
import { seal } from '../crypto/seal.ts'
import { DraftText } from '../domain/wire/draft-text.ts'
import { DRAFT_LIMIT, type Draft } from '../domain/wire/drafts.ts'
import { parseStatement, writeStatement } from '../domain/wire/statement.ts'
import { concat } from '../mail/bytes.ts'
import { ClientError, isApiProblem } from './errors.ts'
import { openingKeysOf, signingKeyOf } from './mailbox-keys.ts'
import { prepareReferral, type ReadyReferral, type StoppedReferral } from './prepare.ts'
import type { ReferralRequest } from './referral-request.ts'
import { sealingAgain } from './seal-again.ts'
import { type SentReferral, send } from './send.ts'
import type { Session } from './session.ts'
import { certificatesOf, mailboxCertificate } from './trust/trusted.ts'

/** What a draft says of how it was written, besides what is to be sent. */
export type DraftAbout = Pick<DraftText, 'follows' | 'pushed'>

/**
 * Keeps what cannot be sent yet as a draft: sealed to the sending mailbox alone and signed with its key, so that the
 * service can neither read it nor put one there.
 *
 * @param waitsFor addresses whose keys it waits for; none where it waits for its author
 * @param about how it was written; nothing where a program wrote it
 * @param replaces the draft in whose place it comes; a new one when left out
 * @throws ClientError when it is larger than drafts may be
 */
export async function keepAsDraft({
  session,
  request,
  waitsFor,
  about = {},
  replaces,
  now,
}: {
  session: Session
  request: ReferralRequest
  waitsFor: readonly string[]
  about?: DraftAbout
  replaces?: Pick<Draft, 'id' | 'version'>
  now: Date
}): Promise<Draft> {
  const { attachments = [], id: referral, otherAgreements: _byRule, ...rest } = request
  const { id, version } = replaces ?? { id: v7({ msecs: now.getTime() }), version: 0 }
  const text = writeStatement(DraftText, {
    despatch: 'draft/1',
    id,
    referral: referral ?? v7({ msecs: now.getTime() }),
    ...rest,
    ...about,
    attachments: attachments.map(({ name, type, bytes }) => ({ name, type, size: bytes.length })),
    time: now.toISOString(),
  })
  const content = await seal({
    entity: concat(`${text}\n`, ...attachments.map(({ bytes }) => bytes)),
    signingKey: await signingKeyOf(session, request.from, now),
    recipients: [await mailboxCertificate(session, request.from, { now })],
    now,
  })
  if (content.length > DRAFT_LIMIT)
    throw new ClientError(
      `It is larger than a draft may be (${DRAFT_LIMIT / 1024 / 1024} MiB with its attachments), so nothing was kept.`,
    )
  return session.client.keepDraft(id, { mailbox: request.from, waitsFor: [...waitsFor], version }, content)
}

/** A draft as its author wrote it. */
export type OpenedDraft = { draft: Draft; written: Date; request: ReferralRequest; about: DraftAbout }

/**
 * Opens a draft of one of the person's mailboxes.
 *
 * @throws ClientError when there is none of that id, or it is not one that this mailbox made; UnreadableError
 */
export async function openDraft({
  session,
  id,
  now,
}: {
  session: Session
  id: string
  now: Date
}): Promise<OpenedDraft> {
  const draft = (await session.client.drafts()).find((one) => one.id === id)
  if (!draft) throw new ClientError('There is no draft of that id.', 'See: despatch drafts')
  return openListedDraft({ session, draft, now })
}

/**
 * The same of one that the service has just listed.
 *
 * @throws ClientError when it is not one that its mailbox made; UnreadableError
 */
export async function openListedDraft({
  session,
  draft,
  now,
}: {
  session: Session
  draft: Draft
  now: Date
}): Promise<OpenedDraft> {
  const { id } = draft
  const [sealed, keys, verifyWith] = await Promise.all([
    session.client.draftContent(id, DRAFT_LIMIT),
    openingKeysOf(session, draft.mailbox, now),
    certificatesOf(session, draft.mailbox),
  ])
  const { entity, signature } = await open({ sealed, keys, verifyWith, now })
  if (signature.status !== 'verified') throw planted()
  const end = entity.indexOf(0x0a)
  const text = parseStatement(DraftText, new TextDecoder().decode(entity.subarray(0, end)))
  if (text.id !== id || text.from !== draft.mailbox) throw planted()
  const { despatch: _type, id: _id, referral, attachments, time, follows, pushed, ...request } = text
  let at = end + 1
  const files = attachments.map(({ name, type, size }) => {
    const bytes = entity.slice(at, at + size)
    at += size
    if (bytes.length !== size) throw planted()
    return { name, type, bytes }
  })
  if (at !== entity.length) throw planted()
  return {
    draft,
    written: new Date(time),
    request: { id: referral, ...request, attachments: files },
    about: { ...(follows === undefined ? {} : { follows }), ...(pushed === undefined ? {} : { pushed }) },
  }
}

const planted = (): ClientError =>
  new ClientError(
    'This draft is not as a member of that mailbox made it. Nothing was sent. Tell the operator.',
  )

/** What became of a draft: sent, stopped by the rules, or sent before by somebody else, and deleted now. */
export type SentDraft =
  | { outcome: 'sent'; prepared: ReadyReferral; sent: SentReferral }
  | { outcome: 'stopped'; prepared: StoppedReferral }
  | { outcome: 'sent-before' }

/**
 * Seals a draft as it would have been sent, sends it, and deletes it. The same draft is sent once, whoever does it: the id
 * of its referral is settled.
 *
 * @param keep is given what is about to be sent
 * @throws KeyWaitsError when its keys are not there still
 */
export async function sendDraft({
  session,
  opened: { draft, request },
  keep,
  now,
}: {
  session: Session
  opened: OpenedDraft
  keep(prepared: ReadyReferral): Promise<void>
  now: Date
}): Promise<SentDraft> {
  const { prepared, sent } = await sealingAgain(session, async () => {
    const prepared = await prepareReferral({ session, now, ...request })
    if (!prepared.ready) return { prepared, sent: null }
    await keep(prepared)
    const sent = await send({ session, prepared }).catch((error: unknown) => {
      if (isApiProblem(error, 'conflict')) return null
      throw error
    })
    return { prepared, sent }
  })
  if (!prepared.ready) return { outcome: 'stopped', prepared }
  await session.client.deleteDraft(draft.id, draft.version).catch((error: unknown) => {
    // A colleague was quicker, or is changing it: what was sent is sent.
    if (!isApiProblem(error, 'not-found') && !isApiProblem(error, 'conflict')) throw error
  })
  return sent === null ? { outcome: 'sent-before' } : { outcome: 'sent', prepared, sent }
}
