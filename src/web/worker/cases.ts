import type { ActionStatus, CasePerson, CaseText, LinkReason } from '../../domain/cases/case-text.ts'
import { addAction, addNote, setStatus, settleAction } from '../../domain/cases/change.ts'
import { dueOf } from '../../domain/cases/due.ts'
import { linksOf } from '../../domain/cases/links.ts'
import { dayOf } from '../../domain/day.ts'
import { safeLine, safeLines } from '../../domain/kinds/plain-text.ts'
import {
  beginCase as begin,
  changeCase,
  newItemId,
  type OpenedCase,
  writtenBy,
} from '../../sdk/cases/notes.ts'
import { putThread } from '../../sdk/cases/put-thread.ts'
import { findCase, openCases, openLinked } from '../../sdk/cases/read-cases.ts'
import { type TimelineEntry, timelineOf } from '../../sdk/cases/timeline.ts'
import type { Session } from '../../sdk/session.ts'
import { work } from './open-session.ts'

/** A case as a list shows it: what is in it, in numbers. */
export type CaseRow = Pick<CaseText, 'id' | 'mailbox' | 'title' | 'number' | 'status'> & {
  changedAt: string
  threads: number
  people: number
  open: number
  overdue: number
  soon: number
}

/** The cases that could be opened, and those that could not. */
export type CaseList = { rows: CaseRow[]; unreadable: { id: string; why: string }[] }

export type CaseAction = CaseText['actions'][number] & { is: 'overdue' | 'soon' | null }

/** A case as its page shows it. */
export type CasePage = Pick<CaseText, 'id' | 'mailbox' | 'title' | 'number' | 'status' | 'people'> & {
  actions: CaseAction[]
  links: { id: string; title: string | null; why: LinkReason[] }[]
  /** by the reference of what was written first in each; null where one's mailboxes are not party to it */
  exchanges: { thread: string; reference: string | null }[]
  /** the newest first */
  entries: TimelineEntry[]
  /** exchanges that one's mailboxes are not party to, or that are not there any more */
  missing: string[]
  mayWrite: boolean
}

/** Opens the cases of one mailbox or of all: what is in them nobody else can look for. */
export async function cases({ mailbox }: { mailbox: string | null }): Promise<CaseList> {
  const { session, now } = await work()
  const { cases: opened, unreadable } = await openCases(session, now, mailbox ?? undefined)
  return {
    rows: opened.map((one) => rowOf(one, dayOf(now))),
    unreadable: unreadable.map(({ file, why }) => ({ id: file.id, why })),
  }
}

function rowOf({ file, notes }: OpenedCase, today: string): CaseRow {
  const { id, mailbox, title, number, status, threads, people, actions } = notes
  const standings = actions.map((action) => dueOf(action, today))
  return {
    ...{ id, mailbox, title: safeLine(title), number, status },
    changedAt: file.changedAt,
    threads: threads.length,
    people: people.length,
    open: actions.filter((action) => action.status === 'open').length,
    overdue: standings.filter((is) => is === 'overdue').length,
    soon: standings.filter((is) => is === 'soon').length,
  }
}

/** A case with everything in the order of time; every signature in its exchanges is verified here. */
export async function openCase(id: string): Promise<CasePage> {
  const { session, now } = await work()
  const found = await findCase(session, id, now)
  const [own = found, ...linked] = await openLinked(session, found, now)
  const { notes } = own
  const { entries, missing } = await timelineOf(session, [own])
  const today = dayOf(now)
  return {
    ...{ id: notes.id, mailbox: notes.mailbox, title: safeLine(notes.title), number: notes.number },
    status: notes.status,
    people: notes.people.map((one) => ({ ...one, person: shown(one.person) })),
    actions: notes.actions.map((action) => ({
      ...action,
      text: safeText(action.text),
      owner: safeLine(action.owner),
      is: dueOf(action, today),
    })),
    links: linksOf(notes).map((link) => ({
      id: link.case,
      title: titleOf(linked, link.case),
      why: link.why,
    })),
    exchanges: notes.threads.map(({ thread }) => ({
      thread,
      reference:
        entries.find((entry) => entry.thread === thread && entry.what === 'referral')?.reference ?? null,
    })),
    entries: entries.map((entry) => ({ ...entry, says: withTitles(safeText(entry.says), linked) })).reverse(),
    missing,
    mayWrite: maySend(session, notes.mailbox),
  }
}

const titleOf = (cases: readonly OpenedCase[], id: string): string | null => {
  const found = cases.find(({ file }) => file.id === id)
  return found ? safeLine(found.notes.title) : null
}

/** The notes name a linked case by its id; whoever reads them knows it by what it is called. */
const withTitles = (says: string, linked: readonly OpenedCase[]): string =>
  linked.reduce((words, { file, notes }) => words.replaceAll(file.id, safeLine(notes.title)), says)

/** Names and texts were often taken over from what somebody else wrote. */
const safeText = (text: string): string => safeLines(text).join('\n')

const shown = ({
  name,
  aliases,
  description,
  address,
  ...rest
}: CasePerson['person']): CasePerson['person'] => ({
  ...rest,
  name: safeLine(name),
  ...(aliases === undefined ? {} : { aliases: aliases.map(safeLine) }),
  ...(address === undefined ? {} : { address: safeText(address) }),
  ...(description === undefined ? {} : { description: safeText(description) }),
})

const maySend = ({ person }: Session, mailbox: string): boolean =>
  person.mailboxes.some(({ address, rights }) => address === mailbox && rights.includes('send'))

/** Begins a case of a mailbox. @returns its id */
export async function beginCase(about: {
  mailbox: string
  title: string
  number: string | null
}): Promise<string> {
  const { session, now } = await work()
  return (await begin(session, { ...about, now })).file.id
}

/** Puts an exchange into a case. */
export async function putIntoCase(id: string, thread: string): Promise<void> {
  const { session, now } = await work()
  await putThread(session, await findCase(session, id, now), { thread, now })
}

/** Adds something that is to be done. */
export async function addCaseAction(
  id: string,
  action: { text: string; owner: string; due: string | null },
): Promise<void> {
  const { session, now } = await work()
  const written = writtenBy(session, now)
  await changeCase(session, await findCase(session, id, now), addAction(newItemId(now), action, written), now)
}

/** Says what became of something that was to be done. */
export async function settleCaseAction(
  id: string,
  { number, status, why }: { number: number; status: ActionStatus; why: string | null },
): Promise<void> {
  const { session, now } = await work()
  const change = settleAction(number, status, why, writtenBy(session, now))
  await changeCase(session, await findCase(session, id, now), change, now)
}

/** Writes a note into a case, for its team alone. */
export async function addCaseNote(id: string, text: string): Promise<void> {
  const { session, now } = await work()
  const change = addNote(newItemId(now), text, writtenBy(session, now))
  await changeCase(session, await findCase(session, id, now), change, now)
}

/** Closes a case, or opens it again. */
export async function setCaseStatus(id: string, status: CaseText['status']): Promise<void> {
  const { session, now } = await work()
  const change = setStatus(status, writtenBy(session, now))
  await changeCase(session, await findCase(session, id, now), change, now)
}
