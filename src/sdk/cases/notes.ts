import Value from 'typebox/value'
import { v7 } from 'uuid'
import { open } from '../../crypto/open.ts'
import { seal } from '../../crypto/seal.ts'
import { CaseText } from '../../domain/cases/case-text.ts'
import { type CaseChange, newCase } from '../../domain/cases/change.ts'
import { CASE_LIMIT, type CaseFile } from '../../domain/wire/cases.ts'
import { check } from '../../domain/wire/check.ts'
import { ClientError, isApiProblem, UnreachableError } from '../errors.ts'
import { openingKeysOf, signingKeyOf } from '../mailbox-keys.ts'
import { sealingAgain } from '../seal-again.ts'
import type { Session } from '../session.ts'
import { certificatesOf, mailboxCertificate } from '../trust/trusted.ts'
import { untilKept } from './until-kept.ts'

/** A case: what the service knows of it, and the notes that only its mailbox can open. */
export type OpenedCase = { file: CaseFile; notes: CaseText }

/** The service gives out something in the place of a case's notes that no member of its mailbox wrote there. */
export class CaseUnreadableError extends ClientError {
  override name = 'CaseUnreadableError'
}

/** Notes are sealed at a whole number of these octets: their size does not tell how long a note was. */
const PADDED_TO = 4096

/**
 * Begins a case. Its title and the agency's own number stand inside the seal and nowhere else.
 *
 * @throws ClientError, also where the title is none; ApiProblemError `not-yours` when one does not send from that mailbox
 */
export async function beginCase(
  session: Session,
  { mailbox, title, number, now }: { mailbox: string; title: string; number: string | null; now: Date },
): Promise<OpenedCase> {
  const id = v7({ msecs: now.getTime() })
  const notes = newCase({ id, mailbox, title, number }, writtenBy(session, now))
  return keepNotes(session, notes, now)
}

/** The id of a note, a person or an action that is about to be written: the same however often it is tried. */
export const newItemId = (now: Date): string => v7({ msecs: now.getTime() })

/** Who writes, and when: what a note, an action or a link says of itself. */
export const writtenBy = ({ person }: Pick<Session, 'person'>, now: Date) => ({
  at: now.toISOString(),
  by: person.login,
})

/**
 * Changes a case, in whatever a colleague has written meanwhile: see `untilKept`. A change whose answer was lost is looked for
 * before it is made again.
 *
 * @throws ClientError, CaseChangeError
 */
export function changeCase(
  session: Session,
  opened: OpenedCase,
  change: CaseChange,
  now: Date,
): Promise<OpenedCase> {
  return untilKept(opened, {
    notesOf: ({ notes }) => notes,
    change,
    keep: ({ notes: { version } }, notes) =>
      keepNotes(session, { ...notes, version: version + 1 }, now).catch((error: unknown) => {
        if (isApiProblem(error, 'conflict') || error instanceof UnreachableError) return null
        throw error
      }),
    again: async () => readCase(session, now)(await fetchCase(session, opened.file)),
  })
}

/**
 * A case as the service knows it now. What is written into one case must not be put into another, which others may read.
 *
 * @param known its mailbox and version, where one has seen it before
 * @throws ClientError when the service answers with another case, or an earlier version; ApiProblemError `not-found`
 */
export async function fetchCase(
  { client }: Pick<Session, 'client'>,
  known: Pick<CaseFile, 'id'> & Partial<Pick<CaseFile, 'mailbox' | 'version'>>,
): Promise<CaseFile> {
  return demandSame(await client.case(known.id), known)
}

function demandSame(
  file: CaseFile,
  { id, mailbox = file.mailbox, version = 0 }: Parameters<typeof fetchCase>[1],
): CaseFile {
  if (file.id === id && file.mailbox === mailbox && file.version >= version) return file
  throw new ClientError(
    `The service answers with another case than ${id}, or as it was earlier. Nothing more was written. Tell the operator.`,
  )
}

/** Seals the notes to their mailbox alone, signed with its key, and keeps them in the place of those before. */
async function keepNotes(session: Session, notes: CaseText, now: Date): Promise<OpenedCase> {
  const { id, mailbox, version } = notes
  demandWellFormed(notes)
  const entity = padded(new TextEncoder().encode(JSON.stringify(notes)))
  const file = await sealingAgain(session, async () => {
    const content = await seal({
      entity,
      signingKey: await signingKeyOf(session, mailbox, now),
      recipients: [await mailboxCertificate(session, mailbox, { now })],
      now,
    })
    if (content.length > CASE_LIMIT)
      throw new ClientError(
        'The notes of that case have no room for more, so nothing was kept. Open another case and link the two.',
      )
    return demandSame(await session.client.keepCase(id, { mailbox, version: version - 1 }, content), notes)
  })
  return { file, notes }
}

function demandWellFormed(notes: CaseText): void {
  const [fault] = check(CaseText, notes)
  if (fault) throw new ClientError(`${fault.path} ${fault.message}. Nothing was kept.`)
}

function padded(octets: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(octets.length / PADDED_TO) * PADDED_TO).fill(0x20)
  whole.set(octets)
  return whole
}

/**
 * What opens cases. The keys of each mailbox are unlocked once, however many of its cases are read.
 *
 * The notes must be signed by the mailbox's own key and be those of that case and version: nobody but a member can have written
 * them. @throws ClientError, UnreadableError
 */
export function readCase(session: Session, now: Date): (file: CaseFile) => Promise<OpenedCase> {
  const keys = new Map<string, Promise<Pick<Parameters<typeof open>[0], 'keys' | 'verifyWith'>>>()
  const keysOf = (mailbox: string) => {
    const known = keys.get(mailbox) ?? read(mailbox)
    keys.set(mailbox, known)
    return known
  }
  async function read(mailbox: string) {
    const [opening, verifyWith] = await Promise.all([
      openingKeysOf(session, mailbox, now),
      certificatesOf(session, mailbox),
    ])
    return { keys: opening, verifyWith }
  }
  return async (file) => {
    const [sealed, opener] = await Promise.all([session.client.caseContent(file.id), keysOf(file.mailbox)])
    const { entity, signature } = await open({ sealed, ...opener, now })
    const notes = signature.status === 'verified' ? parseNotes(entity) : null
    const { id, mailbox, version } = notes ?? {}
    // A colleague may have changed them between the two questions.
    const isOf =
      id === file.id && mailbox === file.mailbox && version !== undefined && version >= file.version
    if (notes && isOf) return { file: { ...file, version }, notes }
    throw new CaseUnreadableError(
      `The notes of the case ${file.id} are not as a member of ${file.mailbox} made them last. Tell the operator.`,
    )
  }
}

function parseNotes(entity: Uint8Array): CaseText | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(entity))
    return Value.Check(CaseText, value) ? value : null
  } catch {
    return null
  }
}
