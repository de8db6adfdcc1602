import { v7 } from 'uuid'
import { kindOf, kinds } from '../../../domain/kinds.ts'
import type { Fault } from '../../../domain/wire/check.ts'
import type { Directory } from '../../../domain/wire/directory.ts'
import type { KindName } from '../../../domain/wire/referral-fields.ts'
import { readDirectory } from '../../../sdk/trust/trusted.ts'
import { type FormPage, formPagesOf } from '../../form/form-pages.ts'
import type { Group } from '../../form/questions.ts'
import { blank, type Typed } from '../../form/typed.ts'
import { work } from '../open-session.ts'
import { lookedAt } from './files.ts'
import { type Judged, judged } from './judge.ts'
import { type Offered, offeredTo } from './recipients.ts'
import { type Composition, formOf, typedData } from './request.ts'

/** A kind that a referral can be begun with, and the forms of one that has several. */
export type OfferedKind = {
  kind: KindName
  attachments: boolean
  forms: readonly { name: string; title: string }[]
}

/** From where one may send, and what. `id`: for a new one. `limit`: the most that a referral may be with its files, in bytes. */
export type Beginning = {
  id: string
  mailboxes: readonly string[]
  kinds: readonly OfferedKind[]
  limit: number
}

/** A form as its pages ask it, with nothing typed. */
export type Form = { group: Group; pages: readonly FormPage[]; blank: Typed }

/** The directory is read again when it is older than this: each answer is held against the trust log, which takes a while. */
const DIRECTORY_MS = 30_000
let known: { directory: Directory; at: number } | null = null

/** What a new referral can begin with. A reply is begun from what it answers. */
export async function beginning(): Promise<Beginning> {
  const { session, now } = await work()
  return {
    id: v7({ msecs: now.getTime() }),
    mailboxes: session.person.mailboxes
      .filter(({ rights }) => rights.includes('send'))
      .map(({ address }) => address),
    kinds: kinds
      .filter(({ kind }) => kind !== 'reply')
      .map(({ kind, attachmentsAllowed, forms }) => ({
        kind,
        attachments: attachmentsAllowed,
        forms: forms?.all.map(({ name, title }) => ({ name, title })) ?? [],
      })),
    limit: session.service.limits.contentBytes,
  }
}

/** What a kind asks. */
export async function formFor(which: Pick<Composition, 'kind' | 'form'>): Promise<Form> {
  const group = formOf(which)
  return { group, pages: formPagesOf(group), blank: blank(group) }
}

/** What is wrong in a form as it was typed, besides what the law says of it. */
export async function formFaults(
  composition: Pick<Composition, 'kind' | 'form' | 'typed'>,
): Promise<Fault[]> {
  return kindOf(composition.kind).check(typedData(composition))
}

/** Whom it can be sent to. */
export async function offeredRecipients(of: Pick<Composition, 'from' | 'kind'>): Promise<Offered> {
  const { session, now } = await work()
  return offeredTo(session, await partnership(), { ...of, now })
}

/** How it stands: what is missing, what the rules say, who would be able to read it. Nothing leaves. */
export async function judge(composition: Composition, files: readonly File[]): Promise<Judged> {
  const { session, now } = await work()
  return judged(session, await partnership(), { composition, attachments: await lookedAt(files), now })
}

/** The directory as it was read lately. */
export async function partnership(): Promise<Directory> {
  const { session, now } = await work()
  if (known === null || now.getTime() - known.at > DIRECTORY_MS)
    known = { directory: await readDirectory(session), at: now.getTime() }
  return known.directory
}
