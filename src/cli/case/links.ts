import { type Command, Option } from 'commander'
import { LINK_REASON_NAMES, LINK_REASONS } from '../../domain/cases/case-text.ts'
import { linkCases, unlinkCases } from '../../sdk/cases/link-cases.ts'
import { findCase } from '../../sdk/cases/read-cases.ts'
import type { Cli } from '../account.ts'
import { action, type CommonOptions, offering } from '../action.ts'
import { oneOf } from '../option-values.ts'
import { taught } from '../taught.ts'
import { CASE, documentOf, ofCase, openNamed } from './changed.ts'

const OTHER = 'ASB/2010/131'

/** `case link` and `case unlink` (Q11). */
export function registerCaseLinks(group: Command, cli: Cli): void {
  const link = ofCase(group, 'link', 'link two cases of one mailbox')
    .argument('<other>', 'the other case')
    .addOption(
      offering(new Option('--why <reason>', 'what joins them').makeOptionMandatory(), LINK_REASON_NAMES),
    )
  taught(link, {
    about: [
      'Abuse goes on and gets worse: where the cases of one person are linked, it is seen. Both cases say so afterwards.',
      { heading: 'Reasons:', terms: Object.entries(LINK_REASONS) },
    ],
    examples: [`despatch case link ${CASE} ${OTHER} --why same-person`],
    next: 'despatch case show CASE --linked reads the linked cases in one order of time.',
  })
  action<CommonOptions & { why: string }>(cli, link, async (options, [which = '', other = '']) => {
    const why = oneOf('why', LINK_REASON_NAMES, options.why)
    const { session, opened, now } = await openNamed(cli, options, which)
    const cases = await linkCases(session, [opened, await findCase(session, other, now)], { why, now })
    if (options.json) return cli.terminal.json({ cases: cases.map(documentOf) })
    cli.terminal.say(`Linked: ${LINK_REASONS[why]}.`)
  })

  const unlink = ofCase(group, 'unlink', 'end the link of two cases').argument('<other>', 'the other case')
  taught(unlink, {
    about: ['That they were linked stays in the notes of both.'],
    examples: [`despatch case unlink ${CASE} ${OTHER}`],
    next: 'despatch case link links them again.',
  })
  action<CommonOptions>(cli, unlink, async (options, [which = '', other = '']) => {
    const { session, opened, now } = await openNamed(cli, options, which)
    const cases = await unlinkCases(session, [opened, await findCase(session, other, now)], now)
    if (options.json) return cli.terminal.json({ cases: cases.map(documentOf) })
    cli.terminal.say('They are linked no more.')
  })
}
