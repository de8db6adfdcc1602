import { type Command, InvalidArgumentError } from 'commander'
import { check } from '../domain/wire/check.ts'
import { accountOf, type Cli, unlockKept } from './account.ts'
import { action, FailedError, listed, UsageError, withAccount } from './action.ts'
import { demandNoAlarm } from './kept-checkpoint.ts'
import { kindNamed } from './schema.ts'
import { type GroundsOptions, groundsOf, kindOption, withGrounds } from './send.ts'
import { type Teaching, taught } from './taught.ts'
import { Route } from './watch/journal.ts'
import { readyPlaces } from './watch/places.ts'
import { reportTo } from './watch/report.ts'
import { demandAllSent, USUAL_PACE, watchFolder } from './watch/run.ts'
import type { Sending } from './watch/send-drop.ts'
import { keepSignedIn } from './watch/signed-in.ts'

export type WatchOptions = GroundsOptions & {
  from: string
  to: string[]
  kind: string
  respondByDays?: number
  once?: boolean
  patience: number
}

const TEACHING: Teaching = {
  about: [
    {
      heading: 'What is put into the folder:',
      terms: [
        ['NAME.json', 'the data, as despatch schema KIND --example prints them'],
        ['NAME.pdf', 'the document itself; a court’s order is not sent without it'],
        [
          'NAME-map.pdf, NAME.2.pdf',
          'further attachments that the data name, such as an order’s maps map.pdf and 2.pdf',
        ],
      ],
    },
    'Nothing else goes with the data, whatever its name begins with: another PDF waits for a JSON of its own. Where a kind’s data name no files, NAME.pdf alone goes with them. A PDF that the data of two drops name goes with neither.',
    'Put the PDF files there first and the JSON last, or write each under a name that begins with a dot or ends in .tmp or .part and rename it when it is whole. Files that are half-written, and what is missing, are waited for as long as --patience says, and then refused.',
    {
      heading: 'What becomes of it:',
      terms: [
        [
          'sent/',
          'the files, with NAME.receipt.json: reference, recipients, digests, the proof of its log entry; or, where the log is slow or it was sent before, how to ask for the proof',
        ],
        ['refused/', 'the files, with NAME.reason.txt and NAME.reason.json'],
      ],
    },
    'The same bytes to the same mailboxes are not sent twice, whatever happens in between; despatch send does that. The folder’s .despatch is the watch’s own: leave it there, and put no backup of it back.',
    'A case system signs in once with a machine account, which may send and open nothing. Its key may have no passphrase. Then whoever can read the key file can send as the court: let DESPATCH_HOME belong to the service’s own account (mode 0700), on an encrypted disk, in no backup that others read, and remove the file that was signed in with. Better, lock the key and name its passphrase in DESPATCH_PASSPHRASE_FILE, kept elsewhere and mode 0600 (with systemd, LoadCredential).',
    'With --once the exit code is 0 when everything that is whole was sent, and 1 when something was refused or failed.',
  ],
  examples: [
    {
      for: 'once, as the case system of the court',
      type: 'despatch login http://localhost:8080 --as court.system --key .despatch/demo/people/court.system.asc',
    },
    {
      for: 'from then on, until it is stopped',
      type: 'despatch watch /srv/court/outbox --from listing@liverpool-mc.cjsm.test --to asb.team@liverpool.gcsx.gov.test --to yot@liverpool.gcsx.gov.test --basis cda-1998-s115,dpa-1998-sch2-5 --basis dpa-1998-sch3-7,dpa-1998-s35',
    },
  ],
  next: 'despatch schema court-order --form asbo --example prints an order to try it with.',
}

/** `despatch watch FOLDER`: sends what a case system drops into a folder. */
export function registerWatch(program: Command, cli: Cli): void {
  const command = withAccount(
    withGrounds(
      program
        .command('watch')
        .description('send what is put into a folder, such as the orders of a court’s case system')
        .argument('<folder>', 'folder of this machine or of a file server')
        .requiredOption('--from <mailbox>', 'your mailbox')
        .requiredOption('--to <mailbox>', 'recipients, divided by commas or one at a time', listed)
        .addOption(kindOption().default('court-order')),
    )
      .option(
        '--respond-by-days <n>',
        'ask for an answer within so many working days (by kind and urgency)',
        wholeNumber(0, 260),
      )
      .option('--once', 'send what is whole now, and end')
      .option(
        '--patience <minutes>',
        'refuse what stays half-written, or is nobody’s, for longer',
        wholeNumber(0, 10_080),
        10,
      ),
  )
  taught(command, TEACHING)
  action<WatchOptions>(cli, command, async (options, [folder = '']) => {
    const sending = await sendingOf(cli, options, folder)
    const stop = stopSignals()
    try {
      const tally = await watchFolder(sending, {
        pace: { ...USUAL_PACE, patienceMs: options.patience * 60_000 },
        once: options.once ?? false,
        signal: stop.signal,
        report: reportTo(cli, { json: options.json ?? false }),
      })
      if (options.once) demandAllSent(tally, (message) => new FailedError(message))
    } finally {
      stop.end()
    }
  })
}

/** What the options say, with the key unlocked. @throws UsageError, ClientError */
export async function sendingOf(cli: Cli, options: WatchOptions, folder: string): Promise<Sending> {
  const { kind } = kindNamed(options.kind)
  const grounds = groundsOf(options)
  const account = await accountOf(cli, options)
  const to = [...new Set(options.to.map((address) => address.toLowerCase()))]
  const route = { ...account, kind, from: options.from.toLowerCase(), to }
  const [fault] = check(Route, route)
  if (fault) throw new UsageError(`--${fault.path.split('/')[1]} ${fault.message}`)
  await demandNoAlarm(cli, account.origin)
  const places = await readyPlaces(folder)
  const unlocked = await unlockKept(cli, account, options)
  return {
    cli,
    places,
    signedIn: keepSignedIn(cli, account, unlocked, route),
    route,
    grounds,
    respondByDays: options.respondByDays ?? null,
  }
}

/** The first signal lets what is in hand be finished; the second ends the process as signals do. */
function stopSignals(): { signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  const stop = () => {
    controller.abort()
    end()
  }
  const end = () => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return { signal: controller.signal, end }
}

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text)
    if (/^\d{1,6}$/.test(text) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`)
  }
