import type { Command } from 'commander'
import { rename, setStatus } from '../../domain/cases/change.ts'
import type { Cli } from '../account.ts'
import { action, type CommonOptions, UsageError } from '../action.ts'
import { taught } from '../taught.ts'
import { CASE, changeNamed, ofCase } from './changed.ts'

/** `case close`, `case reopen` and `case rename`. */
export function registerCaseStatus(group: Command, cli: Cli): void {
  const close = ofCase(group, 'close', 'close a case')
  taught(close, {
    about: [
      'It is listed no more, unless asked for, and can be opened again. The service does not learn of it.',
    ],
    examples: [`despatch case close ${CASE}`],
    next: 'despatch case list --status closed lists those that are closed.',
  })
  action<CommonOptions>(cli, close, async (options, [which = '']) =>
    changeNamed(
      cli,
      options,
      which,
      (written) => setStatus('closed', written),
      ({ notes }) => {
        const open = notes.actions.filter(({ status }) => status === 'open').length
        return `It is closed${open === 0 ? '' : `, with ${open === 1 ? 'an action' : `${open} actions`} still open`}.`
      },
    ),
  )

  const reopen = ofCase(group, 'reopen', 'open a closed case again')
  taught(reopen, {
    examples: [`despatch case reopen ${CASE}`],
    next: 'despatch case show CASE shows how far it was.',
  })
  action<CommonOptions>(cli, reopen, async (options, [which = '']) =>
    changeNamed(
      cli,
      options,
      which,
      (written) => setStatus('open', written),
      () => 'It is open again.',
    ),
  )

  const renamed = ofCase(group, 'rename', 'give a case another title or number')
    .option('--title <text>', 'what it is about')
    .option('--number <number>', 'your own number of it')
  taught(renamed, {
    examples: [`despatch case rename ${CASE} --title "Example Road and Made-Up Court"`],
    next: 'despatch case list shows it.',
  })
  action<CommonOptions & { title?: string; number?: string }>(cli, renamed, async (options, [which = '']) => {
    const { title, number } = options
    if (title === undefined && number === undefined) throw new UsageError('give --title, --number or both')
    const to = { ...(title === undefined ? {} : { title }), ...(number === undefined ? {} : { number }) }
    await changeNamed(
      cli,
      options,
      which,
      () => rename(to),
      () => 'It is renamed.',
    )
  })
}
