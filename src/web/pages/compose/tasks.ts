import { formatMarking } from '../../../domain/marking.ts'
import { kindInWords } from '../../words.ts'
import type { Composition } from '../../worker/compose/request.ts'

/** What is done with what is composed: by which words its pages speak of it. */
export type Task = 'referral' | 'reply' | 'research' | 'note' | 'return'

/** @param of.returning whether something is returned with it: null where nothing is */
export function taskOf({
  kind,
  answering,
  returning,
}: Pick<Composition, 'kind'> & { answering: { thread?: string | undefined }; returning: unknown }): Task {
  if (returning !== null) return 'return'
  if (answering.thread === undefined) return 'referral'
  if (kind === 'note') return 'note'
  return kind === 'marac-research' ? 'research' : 'reply'
}

type Words = { name: string; send: string; done: string }

const WORDS: Readonly<Record<Task, Words>> = {
  referral: { name: 'Send a referral', send: 'Sign, seal and send it', done: 'Referral sent' },
  reply: { name: 'Reply', send: 'Send the reply', done: 'Reply sent' },
  research: { name: 'Give your findings', send: 'Send the findings', done: 'Findings sent' },
  note: { name: 'Write a note', send: 'Send the note', done: 'Note sent' },
  return: { name: 'Return it to its sender', send: 'Return it', done: 'Returned to its sender' },
}

export const wordsOf = (composition: Composition): Words => WORDS[taskOf(composition)]

/** A draft does not say which case it is about. */
export const NOT_IN_CASE =
  'From a draft it is not put into the case by itself: once it is sent, put it there from the page of its exchange.'

/** What is composed, before the title of each of its pages. */
export function captionOf({
  composition,
  journey,
}: {
  composition: Composition
  journey: 'whole' | 'push'
}): string {
  if (journey === 'push') return 'Push an order'
  return taskOf(composition) === 'referral'
    ? `${WORDS.referral.name}: ${kindInWords(composition.kind)}`
    : wordsOf(composition).name
}

/** As it is going to be marked, as far as that is settled. */
export const markingOf = ({ grounds: { marking } }: Composition): string =>
  marking === null ? 'RESTRICTED' : formatMarking(marking)
