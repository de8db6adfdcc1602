import type { Command } from 'commander'
import { dayOf } from '../domain/day.ts'
import type { ReferralView, ThreadResponse } from '../domain/wire/referral-response.ts'
import { type BelievedView, believedExchange } from '../sdk/believed-view.ts'
import { whoAnswered } from '../sdk/who-answered.ts'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { demandBelieved, doubtLines, listMarking } from './believed.ts'
import { found } from './found.ts'
import { type RecordRow, recordTable } from './table.ts'
import { taught } from './taught.ts'
import { safeLine, wrapped } from './terminal-text.ts'
import {
  cameWords,
  dueOf,
  dueWords,
  recipientWords,
  senderWords,
  shortTime,
  standingWords,
} from './wording.ts'

/** An exchange with what was signed of each of its referrals. */
type Exchange = Omit<ThreadResponse, 'referrals'> & { referrals: BelievedView[] }

/** Sixteen bytes in base64url: what a thread is named by (a reference has hyphens and fewer characters). */
const THREAD = /^[A-Za-z0-9_-]{21}[AQgw]$/

export function registerThread(program: Command, cli: Cli): void {
  const command = withAccount(
    program
      .command('thread')
      .description('show an exchange: what was sent, what was answered, and by whom not yet')
      .argument('<ref>', 'reference or id of anything in it'),
  )
  taught(command, {
    about: [
      'For whoever asked several partners and waits: who has answered by what, and who has not. Anything in the exchange will do to find it.',
    ],
    examples: ['despatch thread REQ-G7MA2-T18A7-2'],
    next: 'despatch open REF reads an answer; despatch status REF shows how a partner was reached.',
  })
  action<CommonOptions>(cli, command, async (options, [ref = '']) => {
    const reading = await openReading(cli, options)
    const { client } = reading
    const thread = THREAD.test(ref)
      ? ref
      : (await client.referral((await found(reading, ref)).referral)).thread
    const shown = await client.thread(thread)
    const exchange = { ...shown, referrals: await believedExchange(reading, thread, shown) }
    const today = dayOf(cli.clock())
    if (options.json) {
      const referrals = exchange.referrals.map((view) => ({ ...view, due: dueOf(view, today) }))
      cli.terminal.json({ ...exchange, referrals, answers: answersIn(exchange) })
    } else print(cli, exchange, today)
    demandBelieved(exchange.referrals)
  })
}

function print({ terminal }: Cli, { thread, parties, referrals, truncated }: Exchange, today: string): void {
  terminal.say(`Thread ${thread}`, ...wrapped(`Parties: ${parties.join(', ')}`, terminal.width, '    '), '')
  terminal.say(
    ...recordTable(
      ['REFERENCE', 'MARKING', 'ACCEPTED'],
      referrals.map((view) => rowOf(view, referrals, today)),
      terminal.width,
    ),
  )
  for (const referral of referrals) {
    const lines = answersTo(referral, referrals, today)
    terminal.say(...lines.flatMap((line) => wrapped(safeLine(line), terminal.width, '    ')))
  }
  if (truncated) terminal.note('The exchange is longer than is shown here.')
}

/** For programs: of everything that these mailboxes sent, how each recipient stands. */
const answersIn = ({ referrals }: Exchange) =>
  referrals
    .filter(({ sentByMe }) => sentByMe)
    .map((view) => ({
      referral: view.referral,
      reference: view.reference,
      respondBy: view.respondBy,
      recipients: whoAnswered(view, referrals),
    }))

function rowOf(view: BelievedView, referrals: readonly ReferralView[], today: string): RecordRow {
  return {
    cells: [view.reference, listMarking(view), shortTime(view.acceptedAt)],
    beneath: [
      ...doubtLines(view),
      `${view.kind}, from ${senderWords(view)}${cameWords(view)}${dueWords(view, today)}`,
      ...whoAnswered(view, referrals).map((one) => `to ${one.mailbox}: ${recipientWords(one)}`),
    ],
  }
}

/** Who has answered what this mailbox asked for by a day, of whatever kind it is, and who has not. What was withdrawn is not asked. */
function answersTo(view: ReferralView, referrals: readonly ReferralView[], today: string): string[] {
  if (!view.sentByMe || view.respondBy === null) return []
  const asked = whoAnswered(view, referrals).filter(({ state }) => state !== 'withdrawn')
  if (asked.length === 0) return []
  const answered = asked.filter((one) => one.answered)
  const waiting = asked.filter((one) => !one.answered)
  return [
    '',
    `${view.reference}: ${answered.length} of ${asked.length} have answered; ${standingWords(view.respondBy, dueOf(view, today))}`,
    ...answered.map((one) => `  answered  ${one.mailbox}  ${recipientWords(one)}`),
    ...waiting.map((one) => `  not yet   ${one.mailbox}  (${recipientWords(one)})`),
  ]
}
