import type { Command } from 'commander'
import { removeThread } from '../../domain/cases/change.ts'
import { changeCase } from '../../sdk/cases/notes.ts'
import { putThread } from '../../sdk/cases/put-thread.ts'
import type { Cli, Signing } from '../account.ts'
import { action, type CommonOptions } from '../action.ts'
import { found } from '../found.ts'
import { taught } from '../taught.ts'
import { CASE, documentOf, ofCase, openNamed } from './changed.ts'

const REF = 'REQ-G7MA2-T18A7-2'

/** `case add-thread` and `case remove-thread`. */
export function registerCaseThreads(group: Command, cli: Cli): void {
  const add = ofCase(group, 'add-thread', 'put an exchange into a case').argument(
    '<ref>',
    'reference or id of anything in it',
  )
  taught(add, {
    about: [
      'With everything in it now and later: the replies come into the case by themselves. The mailbox whose case it is must be party to the exchange. The service is not told.',
    ],
    examples: [`despatch case add-thread ${CASE} ${REF}`],
    next: 'despatch send --case CASE puts what it sends into a case at once.',
  })
  action<CommonOptions>(cli, add, async (options, [which = '', ref = '']) => {
    const { session, opened, now } = await openNamed(cli, options, which)
    const changed = await putThread(session, opened, { thread: await threadOf(session, ref), now })
    if (options.json) return cli.terminal.json(documentOf(changed))
    cli.terminal.say('It is in the case.')
  })

  const remove = ofCase(group, 'remove-thread', 'take an exchange out of a case').argument(
    '<ref>',
    'reference or id of anything in it, or its thread',
  )
  taught(remove, {
    about: ['What was sent and received stays where it is.'],
    examples: [`despatch case remove-thread ${CASE} ${REF}`],
    next: 'despatch case show CASE shows what is left.',
  })
  action<CommonOptions>(cli, remove, async (options, [which = '', ref = '']) => {
    const { session, opened, now } = await openNamed(cli, options, which)
    const isOwn = opened.notes.threads.some(({ thread }) => thread === ref)
    const thread = isOwn ? ref : await threadOf(session, ref)
    const changed = await changeCase(session, opened, removeThread(thread), now)
    if (options.json) return cli.terminal.json(documentOf(changed))
    cli.terminal.say('It is not in the case any more.')
  })
}

const threadOf = async (session: Signing, ref: string): Promise<string> =>
  (await session.client.referral((await found(session, ref)).referral)).thread
