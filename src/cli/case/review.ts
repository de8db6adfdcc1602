import type { Command } from 'commander'
import { addActionOnce } from '../../domain/cases/change.ts'
import { changeCase, newItemId } from '../../sdk/cases/notes.ts'
import { reviewOfOrder } from '../../sdk/cases/review-of-order.ts'
import type { Cli } from '../account.ts'
import { action, type CommonOptions } from '../action.ts'
import { rememberDue } from '../due-actions.ts'
import { taught } from '../taught.ts'
import { CASE, documentOf, ofCase, openNamed, takenFrom } from './changed.ts'

const ORDER = 'ORD-G7MA2-T18A7-2'

/** `case action review`: the review of an order, by the day that stands in the order itself. */
export function registerCaseReview(actions: Command, cli: Cli): void {
  const review = ofCase(actions, 'review', 'add the review of an order, due by the day that it says')
    .argument('<ref>', 'reference or id of the order')
    .requiredOption('--owner <name>', 'who does it: a sign-in name, or whoever else has taken it on')
  taught(review, {
    about: [
      'An order on somebody young is reviewed every year (Crime and Disorder Act 1998, sections 1J and 1K; of criminal behaviour orders, the Sentencing Act 2020). The order is opened as always, and signed for, and its day is noted here. The service cannot read it and so reminds nobody of it: the lists of your cases do.',
      'Run again, it adds nothing that is there.',
    ],
    examples: [`despatch case action review ${CASE} ${ORDER} --owner asb.caseworker`],
    next: 'despatch case action list --soon shows what is due, in all your cases.',
  })
  action<CommonOptions & { owner: string }>(cli, review, async (options, [which = '', ref = '']) => {
    const { session, opened, now, written } = await openNamed(cli, options, which)
    const found = await reviewOfOrder(session, await takenFrom(cli, session, ref))
    const { owner } = options
    const id = newItemId(now)
    const changed = await changeCase(session, opened, addActionOnce(id, { ...found, owner }, written), now)
    await rememberDue(cli, session, [changed])
    if (options.json) return cli.terminal.json(documentOf(changed))
    const made = changed.notes.actions.find((one) => one.id === id)
    cli.terminal.say(
      made
        ? `Action ${made.number} is open, for ${owner}: the review is due by ${found.due}.`
        : `The case has that review already; it is due by ${found.due}.`,
    )
  })
}
