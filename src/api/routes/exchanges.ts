import { dayOf } from '../../domain/day.ts'
import { operations } from '../../domain/wire/operations.ts'
import type { AnswerFilter } from '../../domain/wire/referral-response.ts'
import { readInbox, readSent } from '../../services/referrals/lists.ts'
import { readOwedAnswers } from '../../services/referrals/owed-answers.ts'
import { readThread, resolveReference } from '../../services/referrals/read-thread.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { pageOf } from '../page-of.ts'
import { forCaller, type Route } from '../route.ts'

/** Inbox, sent, threads, references: newest first, by cursor. */
export function exchangeRoutes(dependencies: ApiDependencies): Route[] {
  const { db, clock } = dependencies
  const wanted = (which: AnswerFilter | undefined) => which && { which, today: dayOf(clock()) }
  return [
    forCaller(operations.readInbox, async (caller, { query }) =>
      readInbox(
        db,
        caller,
        {
          mailbox: query.mailbox,
          ...pageOf(query),
          counted: query.count === 'yes',
          signed: query.signed === 'yes',
        },
        query.answer === 'new' ? { which: 'new' } : wanted(query.answer),
      ),
    ),

    forCaller(operations.readSent, async (caller, { query }) =>
      readSent(
        db,
        caller,
        { mailbox: query.mailbox, ...pageOf(query), signed: query.signed === 'yes' },
        wanted(query.answer),
      ),
    ),

    forCaller(operations.readOwedAnswers, async (caller, { query }) =>
      readOwedAnswers(
        dependencies,
        caller,
        { mailbox: query.mailbox, ...pageOf(query) },
        { which: query.answer ?? 'needed', today: dayOf(clock()) },
      ),
    ),

    forCaller(operations.readThread, async (caller, { params }) =>
      readThread(dependencies, caller, params.thread),
    ),

    forCaller(operations.resolveReference, async (caller, { params }) =>
      resolveReference(db, caller, params.reference),
    ),
  ]
}
