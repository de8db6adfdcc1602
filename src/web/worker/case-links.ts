import type { CaseText, LinkReason } from '../../domain/cases/case-text.ts'
import { removeThread, rename } from '../../domain/cases/change.ts'
import { safeLine } from '../../domain/kinds/plain-text.ts'
import { linkCases, unlinkCases } from '../../sdk/cases/link-cases.ts'
import { changeCase } from '../../sdk/cases/notes.ts'
import { findCase, openCases } from '../../sdk/cases/read-cases.ts'
import { work } from './open-session.ts'

/** Another case of the same mailbox. */
export type Linkable = { id: string; title: string; number: string | null; closed: boolean }

/** The cases that one can be linked with: those of its mailbox, since others do not read both. */
export async function linkableCases(id: string): Promise<Linkable[]> {
  const { session, now } = await work()
  const { file } = await findCase(session, id, now)
  const { cases } = await openCases(session, now, file.mailbox)
  return cases
    .filter(({ notes }) => notes.id !== id)
    .map(({ notes: { id: other, title, number, status } }) => ({
      ...{ id: other, title: safeLine(title), number, closed: status === 'closed' },
    }))
}

/** Links two cases; both say so afterwards. */
export async function linkCase(id: string, other: string, why: LinkReason): Promise<void> {
  const { session, now } = await work()
  const cases = await Promise.all([findCase(session, id, now), findCase(session, other, now)])
  await linkCases(session, cases, { why, now })
}

/** Ends the link of two cases; that they were linked stays in the notes of both. */
export async function unlinkCase(id: string, other: string): Promise<void> {
  const { session, now } = await work()
  const cases = await Promise.all([findCase(session, id, now), findCase(session, other, now)])
  await unlinkCases(session, cases, now)
}

/** Takes an exchange out of a case. What was sent and received stays where it is. */
export async function removeFromCase(id: string, thread: string): Promise<void> {
  const { session, now } = await work()
  await changeCase(session, await findCase(session, id, now), removeThread(thread), now)
}

/** What a case is called, as its team wrote it. */
export async function caseNamed(id: string): Promise<Pick<CaseText, 'title' | 'number'>> {
  const { session, now } = await work()
  const { title, number } = (await findCase(session, id, now)).notes
  return { title, number }
}

/** Gives a case another title and own number. */
export async function renameCase(id: string, to: { title: string; number: string | null }): Promise<void> {
  const { session, now } = await work()
  await changeCase(session, await findCase(session, id, now), rename(to), now)
}
