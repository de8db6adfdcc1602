import { extname } from 'node:path'
import { type Command, Option } from 'commander'
import { dayOf } from '../../domain/day.ts'
import type { Kind } from '../../domain/kinds.ts'
import {
  type ExportedReferral,
  exportCsv,
  exportedOf,
  exportJsonLines,
} from '../../sdk/case-data/exported.ts'
import { ClientError } from '../../sdk/errors.ts'
import { openDelivery, readOwnCopy } from '../../sdk/open-delivery.ts'
import { wrongWithOne } from '../../sdk/wrong-with-one.ts'
import { type Cli, openSigning, type Signing } from '../account.ts'
import { action, type CommonOptions, FailedError, UsageError, withAccount } from '../action.ts'
import { dateNamed } from '../option-values.ts'
import { writeWhole } from '../register-file.ts'
import { kindNamed } from '../schema.ts'
import { kindOption } from '../send.ts'
import { taught } from '../taught.ts'
import { safeLine, wrapped } from '../terminal-text.ts'

type ExportOptions = CommonOptions & {
  mailbox: string
  kind: string
  out: string
  sent?: boolean
  unread?: boolean
  since?: string
  until?: string
}

/** One referral that may be exported, before it is opened. */
type Listed = { referral: string; delivery: string | null; reference: string }

/** Each is opened in memory, and a file holds no more. */
const MOST_REFERRALS = 2_000
const PAGE = 200

/** `export`: the data of what a mailbox received or sent, for a case system. */
export function registerExport(program: Command, cli: Cli): void {
  const command = withAccount(
    program
      .command('export')
      .description('write the data of what a mailbox received or sent to a CSV or JSON file')
      .requiredOption('--mailbox <address>', 'one of your mailboxes')
      .addOption(kindOption().makeOptionMandatory())
      .requiredOption('--out <file>', 'NAME.csv, or NAME.jsonl (an object to a line)')
      .option('--sent', 'what it sent, instead of what it received')
      .option('--unread', 'also what nobody of the mailbox has opened: you sign for each')
      .addOption(new Option('--since <date>', 'from this day of acceptance on'))
      .option('--until <date>', 'up to this day'),
  )
  taught(command, {
    about: [
      'Everything is opened on this machine, and its sender and the log see that as with despatch open. What nobody has opened is left out unless you say --unread. Mail from partners has no data, and is left out too.',
      'The first line is the marking of the whole, and the first column that of each. Nothing takes the marking off: keep the file, and destroy it, as the referrals. despatch import reads it again.',
    ],
    examples: [
      'despatch export --mailbox yot@liverpool.gcsx.gov.test --kind asb-incident --out incidents.csv',
      'despatch export --mailbox asb.team@liverpool.gcsx.gov.test --kind court-order --since 2026-01-01 --unread --out orders.jsonl',
    ],
    next: 'despatch schema KIND --csv prints the columns of an example.',
  })
  action<ExportOptions>(cli, command, async (options) => {
    const kind = kindNamed(options.kind)
    const write = writerFor(options.out)
    const wanted = wantedFrom(options)
    const session = await openSigning(cli, options)
    const listed = await listedIn(session, kind, options, wanted)
    const { rows, left, brokeOff } = await openAll(session, listed, cli.clock)
    // There is nothing to save: it is as if nothing had been opened.
    if (brokeOff !== null && rows.length === 0) throw brokeOff
    if (rows.length === 0 && left.length === 0)
      throw new ClientError(`There is nothing of the kind ${kind.kind} to export. No file was written.`)
    const file = rows.length === 0 ? null : await writeWhole(options.out, encoded(write(rows)))
    if (options.json) cli.terminal.json({ file, rows: rows.length, left })
    else {
      if (file !== null)
        cli.terminal.say(
          ...wrapped(
            `Wrote ${rows.length} ${rows.length === 1 ? 'referral' : 'referrals'} to ${file}. It is marked as they are: keep and destroy it like them.`,
            cli.terminal.width,
          ),
        )
      cli.terminal.note(
        ...left.flatMap(({ reference, why }) =>
          wrapped(safeLine(`${reference} was left out: ${why}`), cli.terminal.width, '    '),
        ),
      )
    }
    if (brokeOff !== null)
      throw new FailedError(
        `${sentenceOf(brokeOff)} What was opened by then, ${rows.length} of ${listed.length}, is in ${file}. To have all in one file, run it again with another --out: nothing is signed for twice.`,
      )
    if (left.length > 0)
      throw new FailedError(
        `${left.length} of ${listed.length} could not be exported; despatch open REF shows each.`,
      )
  })
}

function writerFor(out: string): (rows: readonly ExportedReferral[]) => string {
  const extension = extname(out).toLowerCase()
  if (extension === '.csv') return exportCsv
  if (extension === '.jsonl') return exportJsonLines
  throw new UsageError('--out is called NAME.csv or NAME.jsonl')
}

async function* encoded(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}

/** Whether something of that day is asked for. */
function wantedFrom({ since, until }: ExportOptions): (acceptedAt: string) => boolean {
  const from = since === undefined ? null : dateNamed('since', since)
  const last = until === undefined ? null : dateNamed('until', until)
  return (acceptedAt) => {
    const day = dayOf(new Date(acceptedAt))
    return (from === null || day >= from) && (last === null || day <= last)
  }
}

/** The oldest first, as a case system files them. @throws ClientError when they are too many for one file */
async function listedIn(
  { client }: Signing,
  { kind: name }: Kind,
  { mailbox: address, sent, unread }: ExportOptions,
  wanted: (acceptedAt: string) => boolean,
): Promise<Listed[]> {
  const mailbox = address.toLowerCase()
  const found: Listed[] = []
  let cursor: string | null = null
  do {
    const asked = { mailbox, limit: PAGE, ...(cursor === null ? {} : { cursor }) }
    if (sent) {
      const { rows, next } = await client.sent(asked)
      cursor = next
      for (const { kind, acceptedAt, referral, reference } of rows)
        if (kind === name && wanted(acceptedAt)) found.push({ referral, reference, delivery: null })
    } else {
      const { rows, next } = await client.inbox(asked)
      cursor = next
      for (const { kind, origin, acceptedAt, answer, referral, reference, delivery } of rows) {
        const isRead = answer !== null && answer !== 'collected'
        if (kind === name && origin === 'submitted' && wanted(acceptedAt) && (unread || isRead))
          found.push({ referral, reference, delivery })
      }
    }
    if (found.length > MOST_REFERRALS)
      throw new ClientError(
        `There are more than ${MOST_REFERRALS}: export fewer days at a time, with --since and --until. Nothing was opened.`,
      )
  } while (cursor !== null)
  return found.reverse()
}

/**
 * Opens one after another. What one of them fails with, or what breaks it off for all (the service is gone, somebody presses Ctrl-C),
 * must not keep the others, which may have been signed for, from being written.
 */
async function openAll(session: Signing, listed: readonly Listed[], clock: () => Date) {
  const rows: ExportedReferral[] = []
  const left: { reference: string; why: string }[] = []
  let brokeOff: Error | null = null
  const stop = () => {
    brokeOff = new FailedError('It was stopped.')
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    for (const { referral, delivery, reference } of listed) {
      if (brokeOff !== null) break
      const now = clock()
      const opened = await (delivery === null
        ? readOwnCopy({ session, referral, now })
        : openDelivery({ session, delivery, referral, now })
      ).catch((error: unknown) => ({ outcome: 'refused' as const, why: wrongWithOne(error) }))
      if (opened.outcome === 'refused') left.push({ reference, why: opened.why })
      else if (opened.outcome === 'opened' && opened.origin === 'submitted') rows.push(exportedOf(opened))
      else if (opened.outcome === 'unreadable') left.push({ reference, why: opened.sentence })
      else left.push({ reference, why: 'It is not what its sender declared.' })
    }
  } catch (error) {
    brokeOff = error instanceof Error ? error : new Error(String(error))
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
  return { rows, left, brokeOff: brokeOff as Error | null }
}

/** What is no fault of ours to name says only that it broke off. */
const sentenceOf = (error: Error): string => (error instanceof ClientError ? error.message : 'It broke off.')
