import { kindOf } from '../../../domain/kinds.ts'
import type { Draft } from '../../../domain/wire/drafts.ts'
import type { KindName } from '../../../domain/wire/referral-fields.ts'
import { openListedDraft } from '../../../sdk/drafts.ts'
import { work } from '../open-session.ts'
import { formNameOf } from './reopened.ts'
import { isReturn } from './returning.ts'

/** What a draft is, as a list tells it: no word of what was typed in it. */
export type ToldDraft = {
  kind: KindName
  /** where the kind has several forms: what this one is called */
  form: string | null
  answering: { thread?: string }
  returning: boolean
  /** an order that is pushed */
  pushed: boolean
  to: readonly string[]
}

/** What was told before, by draft and version, so that a list that is looked at again opens none of them again. */
const told = new Map<string, ToldDraft>()
const MOST_TOLD = 500

let last: Promise<unknown> = Promise.resolve()

/** Opens a draft to tell what it is. Several are opened one after the other. */
export function tellDraft(draft: Draft): Promise<ToldDraft> {
  const mine = last.then(() => tellNow(draft))
  last = mine.catch(() => undefined)
  return mine
}

async function tellNow(draft: Draft): Promise<ToldDraft> {
  const name = `${draft.id} ${draft.version}`
  const before = told.get(name)
  if (before) return before
  const { session, now } = await work()
  const { request, about } = await openListedDraft({ session, draft, now })
  const { kind, data, to, thread } = request
  const form = formNameOf(kind, data)
  const is: ToldDraft = {
    kind,
    form: kindOf(kind).forms?.all.find(({ name }) => name === form)?.title ?? null,
    answering: thread === undefined ? {} : { thread },
    returning: isReturn(request),
    pushed: about.pushed === true,
    to,
  }
  if (told.size >= MOST_TOLD) told.clear()
  told.set(name, is)
  return is
}
