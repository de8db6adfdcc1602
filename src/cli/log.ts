import type { Command } from 'commander'
import { ClientError } from '../sdk/errors.ts'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { keepCheckpoint } from './kept-checkpoint.ts'
import { registerLogEntries } from './log-entries.ts'
import { type ExportLogOptions, exportTo } from './log-export.ts'
import { type ProveOptions, proveTo } from './log-prove.ts'
import { type ReconcileOptions, reconcile } from './log-reconcile.ts'
import { type VerifyOptions, verify } from './log-verify.ts'
import { witnessingFor, witnessingJson, witnessingOrNone } from './log-witnessed.ts'
import { progressOption } from './progress.ts'
import { taught } from './taught.ts'

/** `log checkpoint|prove|export|verify|entries|reconcile`. */
export function registerLog(program: Command, cli: Cli): void {
  const log = program.command('log').description('the audit log: what was shared, provably unchanged')
  taught(log, {
    about: [
      'Every disclosure is entered before it leaves, without its content or a name. The service signs how long the log is and what it holds; whoever has seen an earlier signature notices when anything before it is changed, by whomever.',
    ],
    examples: ['despatch log verify', 'despatch log prove ASB-G7MA2-T18A7-2', 'despatch log reconcile'],
    next: 'despatch help log verify explains one of them.',
  })

  const checkpoint = withAccount(
    log.command('checkpoint').description('the newest signed checkpoint, checked against the last one'),
  )
  taught(checkpoint, {
    about: [
      'A few lines that stand for the whole log: keep a copy elsewhere, on paper if you like. A log that does not continue it has been changed.',
    ],
    examples: ['despatch log checkpoint', 'despatch log checkpoint > checkpoint.txt'],
    next: 'despatch log verify reads the whole log against it.',
  })
  action<CommonOptions>(cli, checkpoint, async (options) => {
    const reading = await openReading(cli, options)
    const kept = await keepCheckpoint(cli, reading)
    if (!kept) throw new ClientError('The log has published no checkpoint yet.')
    const witnessing = await witnessingFor(reading, kept.note)
    if (options.json) {
      const { note, size } = kept
      const witnesses = witnessingJson(witnessing)
      return cli.terminal.json({ note, size, logKey: reading.service.logKey, witnesses })
    }
    cli.terminal.say(...kept.note.trimEnd().split('\n'), '')
    cli.terminal.note(
      'It is signed with the pinned log key and continues the checkpoint seen before.',
      ...witnessingOrNone(witnessing),
    )
  })

  const prove = withAccount(
    log
      .command('prove')
      .description('proof that a referral stands in the log, for anybody to check offline')
      .argument('<ref>', 'reference or id; with --trust, the place of a record')
      .option('--out <file>', 'write the .tlog-proof there')
      .option('--trust', 'of a record of the trust log: an appointment, a certificate, a revocation'),
  )
  taught(prove, {
    about: [
      'Case workers prove what their mailboxes sent or received, auditors any disclosure of the register, liaison officers those of their agency.',
    ],
    examples: [
      'despatch log prove ASB-G7MA2-T18A7-2',
      {
        for: 'as a file, for somebody who does not take your word for it',
        type: 'despatch log prove ASB-G7MA2-T18A7-2 --out asb.tlog-proof',
      },
      { for: 'the first record of the trust log', type: 'despatch log prove 0 --trust' },
    ],
    next: 'despatch log verify checks all the other entries, too.',
  })
  action<ProveOptions>(cli, prove, (options, [ref = '']) => proveTo(cli, options, ref))

  const exporting = withAccount(
    log
      .command('export')
      .description('everything it takes to verify the log offline, in a new folder')
      .requiredOption('--dir <folder>', 'where to write it; must be new or empty')
      .addOption(progressOption()),
  )
  taught(exporting, {
    about: [
      'Entries, tree, signed checkpoint, and the records that you may open; the same of the trust log below trust/. The folder must be new or empty, and holds nobody’s content.',
    ],
    examples: ['despatch log export --dir log-export', 'despatch log export --dir log-export --progress'],
    next: 'despatch log verify FOLDER, on any machine, without a network.',
  })
  action<ExportLogOptions>(cli, exporting, (options) => exportTo(cli, options))

  const verifying = withAccount(
    log
      .command('verify')
      .description('verify a whole log: an export, or a server')
      .argument('[what]', 'folder of an export, or address of a server; the one signed in to when left out')
      .option('--whole', 'of a server: from the first entry, not from where you came to before')
      .option('--go-on', 'of a folder: from where this machine came to before, not from the first entry')
      .addOption(progressOption()),
  )
  taught(verifying, {
    about: [
      'Every entry, tile and record is checked against the signed checkpoint, and the checkpoint against those seen before. Whatever does not fit is named, and the exit code is 1.',
      'Of the records that you may open the history is judged, too: nothing leaves before its entry, nobody opens what is not for them, every referral comes to an end or is listed. What is erased or withheld is unknown, and what could hang on it is said. The newest destructions are told with the entries that say so, and whoever decided on one, or withdrew a referral, is held against the trust log: of a server as your agency is bound to others, of an export any agency in its trust log will do; what you may open and is missing without one is a problem.',
      'Every checkpoint that was seen or came with an export must be a beginning of the log, and no witness may have signed less than before. An export’s trust log is verified with it, and replayed where all its records are there.',
      'Of a server only what came since your last verification on this machine is read; --whole reads everything. Of a folder every file is read; with --go-on what came since the last verification of that log here, and then what was changed before that in another copy of it is not found.',
    ],
    examples: [
      {
        for: 'the service that you are signed in to, from its first entry',
        type: 'despatch log verify --whole',
      },
      { for: 'any service, signed in or not', type: 'despatch log verify http://localhost:8080' },
      { for: 'an export, offline', type: 'despatch log verify ./log-export' },
    ],
    next: 'despatch log reconcile holds the register against the log.',
  })
  action<VerifyOptions>(cli, verifying, (options, [what]) => verify(cli, options, what))

  registerLogEntries(log, cli)

  const reconciling = withAccount(
    log
      .command('reconcile')
      .description('hold the register of disclosures against the log: each row its leaf, each leaf its rows')
      .addOption(progressOption()),
  )
  taught(reconciling, {
    about: [
      'Reads the whole register, verifies the whole log, and compares what both say of each disclosure. What does not fit is named by reference and entry, and the exit code is 1. Your reading is itself entered in the log.',
      'Compared are sender, recipients, kind, marking, class and categories of the data, purpose, consent, that of a Caldicott Guardian, legal bases, agreements, whether it was sealed on arrival, and the time: at most 5 minutes before the one that the log has, and at most 70 after it, for so long may accepting take.',
      'Not compared are agencies, which nothing in the log names; state, answer and evidence, which come later; and what stands behind an entry that is erased or withheld from you. Refusals are in no reconciliation: despatch refusals lists them, each with its entry.',
    ],
    examples: ['despatch log reconcile', 'despatch log reconcile --progress'],
    next: 'despatch disclosures --ref REF shows a row, despatch log prove REF its entry.',
  })
  action<ReconcileOptions>(cli, reconciling, (options) => reconcile(cli, options))
}
