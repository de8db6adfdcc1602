import type { Command } from 'commander'
import { dueOf } from '../../domain/cases/due.ts'
import { linksOf } from '../../domain/cases/links.ts'
import { dayOf } from '../../domain/day.ts'
import type { OpenedCase } from '../../sdk/cases/notes.ts'
import { openLinked } from '../../sdk/cases/read-cases.ts'
import { type Timeline, type TimelineEntry, timelineOf } from '../../sdk/cases/timeline.ts'
import type { Cli } from '../account.ts'
import { action, type CommonOptions, FailedError } from '../action.ts'
import { taught } from '../taught.ts'
import { safeLine, wrapped } from '../terminal-text.ts'
import { shortTime } from '../wording.ts'
import { CASE, documentOf, ofCase, openNamed } from './changed.ts'

/** `case show` */
export function registerCaseShow(group: Command, cli: Cli): void {
  const show = ofCase(group, 'show', 'show a case, everything in the order of time').option(
    '--linked',
    'with the cases that it is linked to, in one order of time',
  )
  taught(show, {
    about: [
      'Referrals and replies, receipts, reports of servers, failures, notes and actions, each with what stands behind it:',
      {
        heading: 'Strength of what an entry says:',
        terms: [
          ['signed', 'by the key of the person who sent or read it; verified on this machine'],
          ['authenticated', 'by the mail domain of the partner'],
          ['reported', 'said by a server on the way, and by nobody else'],
          ['service', 'the service’s word about its own attempts'],
          ['team', 'a member of the mailbox wrote it down here'],
        ],
      },
      'What is open past its day, or due within a fortnight, stands before it.',
      'What does not hold is shown as such, and the exit code is 1. The texts of referrals stay sealed: despatch open REF reads one.',
    ],
    examples: [`despatch case show ${CASE}`, `despatch case show ${CASE} --linked --json`],
    next: 'despatch open REF reads a referral or an answer.',
  })
  action<CommonOptions & { linked?: boolean }>(cli, show, async (options, [which = '']) => {
    const { session, opened, now } = await openNamed(cli, options, which)
    const [own = opened, ...linked] = await openLinked(session, opened, now)
    const holding = linked.filter(({ file }) => linksOf(own.notes).some((link) => link.case === file.id))
    const timeline = await timelineOf(session, options.linked === true ? [own, ...holding] : [own])
    if (options.json)
      cli.terminal.json({
        ...documentOf(own),
        linked: holding.map(({ file, notes }) => ({
          case: file.id,
          title: notes.title,
          number: notes.number,
        })),
        ...timeline,
      })
    else print(cli, own, holding, timeline, dayOf(now))
    const wrong = timeline.entries.filter(({ problem }) => problem !== null).length
    if (wrong > 0)
      throw new FailedError(
        `${wrong === 1 ? 'An entry does' : `${wrong} entries do`} not hold: see above. Tell the auditor and the operator.`,
      )
  })
}

function print(
  { terminal }: Cli,
  { file, notes }: OpenedCase,
  linked: OpenedCase[],
  timeline: Timeline,
  today: string,
): void {
  const lines = (line: string) => wrapped(safeLine(line), terminal.width, '    ')
  terminal.say(
    ...lines(`${notes.number === null ? '' : `${notes.number}  `}${notes.title}`),
    `Case ${file.id} of ${file.mailbox}, ${notes.status}, version ${file.version}`,
  )
  if (notes.people.length > 0) terminal.say('', 'People:')
  for (const { number, person, roles } of notes.people)
    terminal.say(
      ...lines(
        `  ${number}  ${person.name}${person.dateOfBirth === undefined ? '' : `, born ${person.dateOfBirth}`}${person.aliases === undefined ? '' : `, also ${person.aliases.join('; ')}`}${roles.length === 0 ? '' : ` (${roles.join(', ')})`}`,
      ),
    )
  const links = linksOf(notes)
  if (links.length > 0) terminal.say('', 'Linked cases:')
  for (const link of links) {
    const other = linked.find((one) => one.file.id === link.case)?.notes
    terminal.say(
      ...lines(
        `  ${other === undefined ? link.case : `${other.number ?? link.case}  ${other.title}, begun ${shortTime(other.history[0]?.at ?? link.at)}, ${other.status}`} (${link.why.join(', ')})`,
      ),
    )
  }
  const due = notes.actions.flatMap((one) => {
    const is = dueOf(one, today)
    return is === null
      ? []
      : [
          `  ${one.number}  ${is === 'overdue' ? 'OVERDUE since' : 'due by'} ${one.due}, for ${one.owner}: ${one.text}`,
        ]
  })
  if (due.length > 0) terminal.say('', 'To be done:', ...due.flatMap(lines))
  terminal.say('', 'In the order of time:')
  const many = new Set(timeline.entries.map((entry) => entry.case)).size > 1
  for (const entry of timeline.entries) terminal.say(...entryLines(entry, many).flatMap(lines))
  if (timeline.missing.length > 0)
    terminal.note(
      ...lines(
        `Exchanges that your mailboxes are not party to, or that are not there any more: ${timeline.missing.join(', ')}`,
      ),
    )
}

function entryLines(
  { at, says, by, reference, strength, problem, case: id }: TimelineEntry,
  many: boolean,
): string[] {
  const [first = '', ...more] = says.split('\n')
  return [
    `  ${shortTime(at)}  ${many ? `[${id.slice(-6)}] ` : ''}${reference === null ? '' : `${reference}  `}${by === null ? '' : `${by}: `}${first}  [${strength ?? 'DOES NOT HOLD'}]`,
    ...more.map((line) => `    ${line}`),
    ...(problem === null ? [] : [`    DOES NOT HOLD. ${problem}`]),
  ]
}
