import { UnreadableError } from '../../crypto/open.ts'
import { missingEnds } from '../../domain/cases/links.ts'
import type { CaseFile } from '../../domain/wire/cases.ts'
import { check } from '../../domain/wire/check.ts'
import { Uuid } from '../../domain/wire/primitives.ts'
import { ClientError, isApiProblem } from '../errors.ts'
import type { Session } from '../session.ts'
import { wholeList } from '../whole-list.ts'
import { CaseUnreadableError, changeCase, fetchCase, type OpenedCase, readCase } from './notes.ts'

/** Cases that are fetched and opened at a time. */
const TOGETHER = 8
/** Fewer characters of an id are not typed by anybody who means it. */
const SHORTEST = 4

/** Every case of one's mailboxes, or of one of them, as the service lists them: the newest first. */
export async function listCases(client: Session['client'], mailbox?: string): Promise<CaseFile[]> {
  const files: CaseFile[] = []
  const pages = wholeList((before) =>
    client.cases({
      ...(mailbox === undefined ? {} : { mailbox }),
      ...(before === undefined ? {} : { before }),
    }),
  )
  for await (const { cases } of pages) files.push(...cases)
  return files
}

/** Cases, and those that could not be opened: of one that is damaged, or from before one's time, the others are read all the same. */
export type ReadCases = { cases: OpenedCase[]; unreadable: { file: CaseFile; why: string }[] }

/**
 * Opens every case of one's mailboxes, or of one of them: nobody else can look for anything in them. Links of which one end is
 * missing are mended in what is given back, and kept where one may write.
 */
export async function openCases(session: Session, now: Date, mailbox?: string): Promise<ReadCases> {
  const files = await listCases(session.client, mailbox)
  const read = readCase(session, now)
  const cases: OpenedCase[] = []
  const unreadable: ReadCases['unreadable'] = []
  for (let at = 0; at < files.length; at += TOGETHER) {
    const some = files.slice(at, at + TOGETHER)
    const opened = await Promise.all(
      some.map((file) => read(file).catch((error: unknown) => ({ file, why: whyUnreadable(error) }))),
    )
    for (const one of opened) {
      if ('notes' in one) cases.push(one)
      else unreadable.push(one)
    }
  }
  return { cases: await mended(session, cases, now), unreadable }
}

/** Why one case cannot be read; what is wrong with the way to the service is wrong with all of them. */
function whyUnreadable(error: unknown): string {
  const isOwn = error instanceof UnreadableError || error instanceof CaseUnreadableError
  if (isOwn) return error.message
  throw error
}

/** The cases that one is linked to, opened; what is gone, or cannot be read, is left out. */
export async function openLinked(session: Session, opened: OpenedCase, now: Date): Promise<OpenedCase[]> {
  const read = readCase(session, now)
  const others: OpenedCase[] = []
  for (const { case: id } of opened.notes.links) {
    const file = await fetchCase(session, { id }).catch((error: unknown) => {
      if (isApiProblem(error, 'not-found')) return null
      throw error
    })
    if (!file || file.mailbox !== opened.file.mailbox) continue
    const other = await read(file).catch((error: unknown) => void whyUnreadable(error))
    if (other) others.push(other)
  }
  return mended(session, [opened, ...others], now)
}

/** The same cases with every link in both; it is kept as far as one sends from the mailbox. */
async function mended(session: Session, cases: OpenedCase[], now: Date): Promise<OpenedCase[]> {
  const whole = [...cases]
  for (const { id, change } of missingEnds(cases.map(({ notes }) => notes))) {
    const at = whole.findIndex(({ file }) => file.id === id)
    const one = whole[at]
    if (!one) continue
    const mayWrite = session.person.mailboxes.some(
      ({ address, rights }) => address === one.file.mailbox && rights.includes('send'),
    )
    whole[at] = mayWrite ? await changeCase(session, one, change, now) : { ...one, notes: change(one.notes) }
  }
  return whole
}

/**
 * The case that a person means: by its id, so much of its beginning or end that only one has it, or the agency's own number.
 *
 * @throws ClientError when there is none, or there are several
 */
export async function findCase(session: Session, text: string, now: Date): Promise<OpenedCase> {
  const wanted = text.trim()
  const id = wanted.toLowerCase()
  const read = readCase(session, now)
  if (check(Uuid, id).length === 0) {
    const file = await fetchCase(session, { id }).catch((error: unknown) => {
      throw isApiProblem(error, 'not-found') ? none(text) : error
    })
    return read(file)
  }
  const files = await listCases(session.client)
  const byId = id.length < SHORTEST ? [] : files.filter((one) => one.id.startsWith(id) || one.id.endsWith(id))
  if (byId.length > 0) return read(theOnly(byId, text))
  const { cases } = await openCases(session, now)
  return theOnly(
    cases.filter(({ notes }) => notes.number?.toLowerCase() === id),
    text,
  )
}

function theOnly<T>(found: readonly T[], text: string): T {
  const [only, ...others] = found
  if (only === undefined) throw none(text)
  if (others.length > 0) throw new ClientError(`Several cases are called ${text}: write more of the id.`)
  return only
}

const none = (text: string) =>
  new ClientError(`Your mailboxes have no case ${text}.`, 'See: despatch case list')
