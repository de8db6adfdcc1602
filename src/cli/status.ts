import { join } from 'node:path'
import type { Command } from 'commander'
import Type from 'typebox'
import { dayOf } from '../domain/day.ts'
import { evidenceWords } from '../domain/evidence-words.ts'
import { reasonSentence } from '../domain/receipt-reasons.ts'
import type { DeliveryView, ReferralView } from '../domain/wire/referral-response.ts'
import { withdrawalSentence } from '../domain/withdrawal.ts'
import { type BelievedView, believedView } from '../sdk/believed-view.ts'
import { type CheckedWithdrawal, checkWithdrawals } from '../sdk/check-withdrawals.ts'
import { type Readers, whoReads } from '../sdk/keys/who-reads.ts'
import { type CheckedReceipt, checkReceipts } from '../sdk/receipts.ts'
import { readStatement } from '../sdk/referral-statement.ts'
import { whoAnswered } from '../sdk/who-answered.ts'
import { type Cli, openReading, type Reading } from './account.ts'
import { action, type CommonOptions, FailedError, withAccount } from './action.ts'
import { demandBelieved, doubtLines, listMarking } from './believed.ts'
import { found } from './found.ts'
import { personFolder, readJson } from './state.ts'
import { taught } from './taught.ts'
import { safeLine, wrapped } from './terminal-text.ts'
import { readerLines } from './who-will-read.ts'
import { cameWords, dueOf, dueWords, senderWords, shortTime } from './wording.ts'

const SentFile = Type.Object({ manifest: Type.String(), signature: Type.String() })

export function registerStatus(program: Command, cli: Cli): void {
  const command = withAccount(
    program
      .command('status')
      .description('show how each recipient was served, with the evidence and its strength')
      .argument('<ref>', 'reference or id'),
  )
  taught(command, {
    about: [
      {
        heading: 'Evidence is as strong as whoever stands behind it:',
        terms: [
          ['signed', 'by the key of the person who read it'],
          ['authenticated', 'by the mail domain of the partner'],
          ['reported', 'said by a server on the way, and by nobody else'],
        ],
      },
      'Receipts and withdrawals are checked against what this machine sent. One that does not hold is shown as such, and the exit code is 1.',
    ],
    examples: ['despatch status ASB-G7MA2-T18A7-2', 'despatch status ASB-G7MA2-T18A7-2 --json'],
    next: 'despatch log prove REF has the proof that it stands in the log.',
  })
  action<CommonOptions>(cli, command, async (options, [ref = '']) => {
    const reading = await openReading(cli, options)
    const shown = await reading.client.referral((await found(reading, ref)).referral)
    const { receipts, withdrawals, against } = await checked(cli, reading, shown)
    const view = await believedView(reading, shown)
    const readers = whoReads(
      await reading.trust.state(),
      view.deliveries.map(({ mailbox }) => mailbox),
    )
    const today = dayOf(cli.clock())
    if (options.json)
      cli.terminal.json({
        ...view,
        due: dueOf(view, today),
        answers: whoAnswered(view),
        checkedReceipts: receipts,
        checkedWithdrawals: withdrawals,
        checkedAgainst: against,
        readers,
      })
    else print(cli, view, { receipts, withdrawals, against, readers, today })
    const wrong = receipts.filter(({ problem }) => problem !== null).length
    if (wrong > 0) {
      throw new FailedError(
        `${wrong === 1 ? 'A receipt does' : `${wrong} receipts do`} not hold: see above. Tell the auditor and the operator.`,
      )
    }
    demandBelieved([view])
  })
}

type Against = 'own copy' | 'signed manifest' | null
type Checked = { receipts: CheckedReceipt[]; withdrawals: CheckedWithdrawal[]; against: Against }

/** Receipts of what was sent are checked against this machine's own copy of the manifest, where it has one. */
async function checked({ state }: Cli, reading: Reading, view: ReferralView): Promise<Checked> {
  if (view.origin !== 'submitted')
    return { receipts: [], withdrawals: await checkWithdrawals(view, null, reading), against: null }
  const { account } = reading
  const kept = await readJson(join(personFolder(state, account), 'sent', `${view.referral}.json`), SentFile)
  // Without it: the manifest that the service shows, once its signature by the sender is verified.
  const manifest = kept?.manifest ?? (await readStatement(reading, view)).text
  const receipts = await checkReceipts(view, manifest, reading)
  const withdrawals = await checkWithdrawals(view, manifest, reading)
  return { receipts, withdrawals, against: kept ? 'own copy' : 'signed manifest' }
}

function print(
  { terminal }: Cli,
  view: BelievedView,
  { receipts, withdrawals, against, readers, today }: Checked & { readers: Readers[]; today: string },
): void {
  const { reference, kind, acceptedAt, thread } = view
  terminal.say(
    ...[
      `${reference}  ${kind}  ${listMarking(view)}`,
      ...doubtLines(view),
      `From ${senderWords(view)}${cameWords(view)}, accepted ${shortTime(acceptedAt)}${dueWords(view, today)}`,
      `Thread ${thread}`,
    ].flatMap((line) => wrapped(safeLine(line), terminal.width, '    ')),
  )
  for (const delivery of view.deliveries) {
    const own = receipts.filter((receipt) => receipt.delivery === delivery.delivery)
    const taken = withdrawals.find((one) => one.delivery === delivery.delivery) ?? null
    terminal.say(
      '',
      ...deliveryLines(delivery, own, taken).flatMap((line) =>
        wrapped(safeLine(line), terminal.width, '      '),
      ),
    )
  }
  if (readers.length > 0) terminal.say('', 'Who can read it:')
  terminal.say(...readerLines(readers, terminal.width))
  if (receipts.length > 0) {
    const what =
      against === 'own copy'
        ? 'Receipts were checked against the manifest that this machine sent.'
        : 'Receipts were checked against the signed manifest as the service shows it.'
    terminal.say('', ...wrapped(what, terminal.width))
  }
}

function deliveryLines(
  delivery: DeliveryView,
  receipts: CheckedReceipt[],
  taken: CheckedWithdrawal | null,
): string[] {
  const { mailbox, route, state, answer, since, answeredBy, withdrawn, nextAttemptAt, delayed, reminded } =
    delivery
  const why = withdrawn === null ? '' : ` (${withdrawn.reason})`
  return [
    `${mailbox} (${route}): ${state}${why}${answer ? `, ${answer}` : ''}${answeredBy ? ', replied' : ''}, since ${shortTime(since)}`,
    ...whyLines(delivery),
    ...(taken === null ? [] : [withdrawalLine(taken)]),
    ...(delayed === null ? [] : [`  has not left since ${shortTime(delayed.since)}: ${delayed.reason}`]),
    ...(reminded === null ? [] : [`  reminded by mail ${shortTime(reminded)}`]),
    ...(nextAttemptAt === null ? [] : [`  next attempt ${shortTime(nextAttemptAt)}`]),
    ...delivery.attempts.map(
      ({ n, at, host, tls, code, reply }) =>
        `  attempt ${n}  ${shortTime(at)}  ${host}${tls ? ` ${tls}` : ''}  ${code ?? 'no answer'} ${reply}`,
    ),
    // A receipt is evidence too; it is listed once, as checked.
    ...delivery.evidence
      .filter(({ kind }) => kind !== 'receipt' || receipts.length === 0)
      .map((one) => `  evidence  ${shortTime(one.at)}  ${evidenceWords(one)}  [${one.strength}]`),
    ...receipts.map(
      ({ event, reason, time, signer, problem }) =>
        `  receipt   ${shortTime(time)}  ${event}${reason ? ` (${reason})` : ''}  by key ${signer.slice(-16)}: ${problem === null ? 'checked  [signed]' : `DOES NOT HOLD. ${problem}`}`,
    ),
  ]
}

const withdrawalLine = ({ time, signer, problem }: CheckedWithdrawal): string =>
  `  withdrawn ${shortTime(time)}  by key ${signer?.slice(-16) ?? 'unknown'}: ${problem === null ? 'checked  [signed]' : `DOES NOT HOLD. ${problem}`}`

/** What the code of a reason means that the matter was given back for, or withdrawn. */
function whyLines({ answer, withdrawn, receipts }: DeliveryView): string[] {
  if (withdrawn !== null) return [`  ${withdrawalSentence(withdrawn.reason)}`]
  const reason = receipts.find(({ event }) => event === answer)?.reason ?? null
  return reason === null ? [] : [`  ${reasonSentence(reason)}`]
}
