import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { Kind } from '../../domain/kinds.ts'
import { draftsThere } from '../../sdk/case-data/drafts-there.ts'
import type { RowFault } from '../../sdk/case-data/read-row.ts'
import { keepAsDraft } from '../../sdk/drafts.ts'
import { ClientError } from '../../sdk/errors.ts'
import type { ReferralRequest } from '../../sdk/referral-request.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, FailedError, listed, offering, UsageError, withAccount } from '../action.ts'
import { dateNamed, oneOf } from '../option-values.ts'
import { recipientsOf } from '../recipients.ts'
import { kindNamed } from '../schema.ts'
import { type GroundsOptions, groundsOf, kindOption, markingNamed, withGrounds } from '../send.ts'
import { taught } from '../taught.ts'
import { safeLine, wrapped } from '../terminal-text.ts'
import { columnNames } from './column-names.ts'
import { csvSource, jsonSource, type Source, type SourceRow } from './rows.ts'
import { ENCODINGS } from './text-file.ts'
import { wrongRowsTo } from './wrong-rows.ts'

type ImportOptions = GroundsOptions & {
  kind: string
  columns?: string
  encoding: string
  out?: string
  draft?: boolean
  again?: boolean
  from?: string
  to?: string[]
  respondBy?: string
  destroyAfter?: string
  wrong?: string
}

/** Where a row that is right goes: the name of its file, or the id of its draft, which may have been there before. */
type Keep = (row: SourceRow, data: unknown) => Promise<{ as: string; there: boolean }>
type Wrong = { row: number; faults: readonly RowFault[] }

/** Of so many rows it is printed what is wrong; all of them are in the file of the wrong ones. */
const MOST_PRINTED = 1_000

/** `import`: the rows of a case system's file as filled forms, or as drafts. */
export function registerImport(program: Command, cli: Cli): void {
  const command = withAccount(
    withGrounds(
      program
        .command('import')
        .description('take filled forms from a CSV or JSON file of a case system; nothing is sent')
        .argument('<file>', 'NAME.csv, NAME.json (a list) or NAME.jsonl (an object to a line)')
        .addOption(kindOption().makeOptionMandatory())
        .option('--columns <file>', 'JSON: which field each of your columns is, or null to leave it out')
        .addOption(offering(new Option('--encoding <encoding>', 'of the file'), ENCODINGS).default('utf-8'))
        .option('--out <folder>', 'write each row that is right there, as data for despatch send')
        .option('--draft', 'keep each row that is right as a sealed draft')
        .option('--again', 'with --draft: also what is a draft of that mailbox already')
        .option('--from <mailbox>', 'with --draft: your mailbox')
        .option('--to <mailbox>', 'with --draft: recipients, divided by commas or one at a time', listed)
        .option('--wrong <file>', 'write the rows that are wrong there, to be corrected and taken again'),
    )
      .option('--respond-by <date>', 'with --draft: day by which an answer is asked for')
      .option('--destroy-after <date>', 'with --draft: last day to be kept (as is usual of the kind)'),
  )
  taught(command, {
    about: [
      'Columns are the fields of the form by their path: incident.from.date, and in lists from one on, witnesses.1.name. Every row is held against the form; what is wrong is said by row and column, and the rows that are right are taken all the same.',
      'A row that is a draft of the mailbox already, the same form for the same recipients, is left as it is: a file may be imported twice. --again keeps it once more. What was sent meanwhile is no draft any more.',
      'With neither --out nor --draft the file is only checked. Nothing is sent in any case: the rules are asked of each draft or file when it is sent.',
      'The wrong rows go, as they stand, to --wrong; left out, to wrong.csv (or .jsonl) in the folder of --out, and with --draft beside the file. The exit code is 1 when there are any.',
    ],
    examples: [
      'despatch schema asb-incident --csv > incidents.csv',
      'despatch import incidents.csv --kind asb-incident --out incidents',
      {
        for: 'as drafts, from an older program with columns of its own',
        type: 'despatch import cases.csv --kind asb-incident --columns columns.json --encoding windows-1252 --draft --from asb.team@liverpool.gcsx.gov.test --to yot@liverpool.gcsx.gov.test',
      },
    ],
    next: 'despatch send --data FILE sends one, despatch drafts send ID the other; despatch export is the way back.',
  })
  action<ImportOptions>(cli, command, async (options, [path = '']) => {
    const kind = kindNamed(options.kind)
    const encoding = oneOf('encoding', ENCODINGS, options.encoding)
    demandFitting(options)
    const names = await columnNames(options.columns)
    const source = isCsv(path)
      ? await csvSource({ path, kind, encoding, names })
      : jsonSource({ path, kind, encoding })
    const keep = await keeping(cli, kind, options, path)
    const done = await takeRows(source, keep, wrongPath(options, path))
    if (options.json) cli.terminal.json({ kind: kind.kind, ...done })
    else print(cli, done, options)
    if (done.brokeOff !== null)
      throw new FailedError(`${done.brokeOff}. What stands before that was read, as is said above.`)
    if (done.wrong.length > 0)
      throw new FailedError(
        `${rowsOf(done.wrong.length)} wrong, and not taken.${done.wrongFile === null ? '' : ` Correct what is in ${done.wrongFile} and import that.`}`,
      )
  })
}

function demandFitting({ out, draft, again, from, to, ...options }: ImportOptions): void {
  if (out !== undefined && draft) throw new UsageError('--out and --draft are two ways: choose one')
  if (again && !draft) throw new UsageError('--again goes with --draft')
  if (draft && (from === undefined || to === undefined || to.length === 0))
    throw new UsageError('a draft needs --from and --to')
  const { bases, ...grounds } = { bases: options.basis, from, to, ...groundsOf(options) }
  const given = [bases, ...Object.values(grounds), options.respondBy, options.destroyAfter]
  if (!draft && given.some((value) => value !== undefined))
    throw new UsageError('to whom, and on what grounds, is said with --draft; for a file, when it is sent')
}

const isCsv = (path: string): boolean => {
  const extension = extname(path).toLowerCase()
  if (extension === '.csv') return true
  if (extension === '.json' || extension === '.jsonl') return false
  throw new UsageError('a file to import is called NAME.csv, NAME.json or NAME.jsonl')
}

function wrongPath({ wrong, out, draft }: ImportOptions, path: string): string | null {
  if (wrong !== undefined) return wrong
  const extension = isCsv(path) ? '.csv' : '.jsonl'
  if (out !== undefined) return join(out, `wrong${extension}`)
  return draft ? join(dirname(path), `${basename(path, extname(path))}.wrong${extension}`) : null
}

async function keeping(cli: Cli, kind: Kind, options: ImportOptions, path: string): Promise<Keep | null> {
  if (options.out !== undefined) return intoFolder(options.out, basename(path, extname(path)))
  return options.draft ? asDrafts(cli, kind, options) : null
}

async function intoFolder(out: string, stem: string): Promise<Keep> {
  const folder = resolve(out)
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {
    throw new ClientError(`The folder ${out} cannot be made. Nothing was taken.`)
  })
  return async ({ row }, data) => {
    const file = join(folder, `${stem}-${String(row).padStart(5, '0')}.json`)
    await writeFile(file, `${JSON.stringify(data, null, 2)}\n`, { flag: 'wx', mode: 0o600 }).catch(() => {
      throw new ClientError(`${file} is there already, or cannot be written. Choose another folder.`)
    })
    return { as: file, there: false }
  }
}

async function asDrafts(cli: Cli, kind: Kind, options: ImportOptions): Promise<Keep> {
  const { from = '', to = [], respondBy, destroyAfter } = options
  const session = await openSigning(cli, options)
  const request: Omit<ReferralRequest, 'data'> = {
    from: from.toLowerCase(),
    to: await recipientsOf(session, from, to),
    kind: kind.kind,
    ...groundsOf(options),
    ...(respondBy === undefined ? {} : { respondBy: dateNamed('respond-by', respondBy) }),
    ...(destroyAfter === undefined ? {} : { destroyAfter: dateNamed('destroy-after', destroyAfter) }),
  }
  const drafts = options.again ? null : await draftsThere(session, request.from, cli.clock())
  return async ({ marking }, data) => {
    const there = drafts?.find({ ...request, data })
    if (there !== undefined) return { as: there, there: true }
    // What an export was marked it is marked again, unless somebody says otherwise.
    const marked = marking === null ? {} : { marking: markingNamed(marking) }
    const draft = await keepAsDraft({
      session,
      request: { ...marked, ...request, data },
      waitsFor: [],
      now: cli.clock(),
    })
    drafts?.add({ ...request, data }, draft.id)
    return { as: draft.id, there: false }
  }
}

/**
 * Takes the rows that are right, one after another. What keeps one from being kept keeps the rest as well, which are then wrong; where the
 * file breaks off, what stands before that is taken.
 */
async function takeRows({ header, rows }: Source, keep: Keep | null, wrongFile: string | null) {
  const wrongRows = wrongRowsTo(wrongFile, header)
  const taken: { row: number; as: string | null }[] = []
  const there: { row: number; as: string }[] = []
  const wrong: Wrong[] = []
  let brokeOff: string | null = null
  let refused: RowFault | null = null
  const faultsOf = async (one: SourceRow): Promise<readonly RowFault[]> => {
    if (one.read.faults.length > 0) return one.read.faults
    if (refused !== null) return [refused]
    try {
      const kept = keep === null ? null : await keep(one, one.read.data)
      if (kept?.there) there.push({ row: one.row, as: kept.as })
      else taken.push({ row: one.row, as: kept?.as ?? null })
      return []
    } catch (error) {
      if (!(error instanceof ClientError || error instanceof UsageError)) throw error
      refused = { column: '', message: `was not kept, nor any after it: ${error.message}` }
      return [refused]
    }
  }
  try {
    for await (const one of rows) {
      const faults = await faultsOf(one)
      if (faults.length === 0) continue
      wrong.push({ row: one.row, faults })
      await wrongRows.add(one.raw)
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    brokeOff = error.message
  }
  return { taken, there, wrong, wrongFile: await wrongRows.close(), brokeOff }
}

type Done = Awaited<ReturnType<typeof takeRows>>

function print({ terminal }: Cli, { taken, there, wrong }: Done, { out, draft }: ImportOptions): void {
  const lines = wrong
    .flatMap(({ row, faults }) =>
      faults.map(({ column, message }) => `row ${row}  ${column === '' ? 'the whole' : column} ${message}`),
    )
    .slice(0, MOST_PRINTED)
  terminal.note(...lines.flatMap((line) => wrapped(safeLine(line), terminal.width, '    ')))
  const asDraft = taken.length === 1 ? 'kept as a draft' : 'kept as drafts'
  const where = out === undefined ? (draft ? asDraft : 'right') : `written to ${out}`
  terminal.say(
    ...wrapped(
      `${rowsOf(taken.length)} ${where}.${draft || out !== undefined ? ' Nothing was sent.' : ' Nothing was written: --out or --draft takes them.'}`,
      terminal.width,
    ),
  )
  if (there.length > 0)
    terminal.note(
      ...wrapped(
        `${rowsOf(there.length)} there already as ${there.length === 1 ? 'a draft, and was' : 'drafts, and were'} left as ${there.length === 1 ? 'it is' : 'they are'}. To keep them once more: --again`,
        terminal.width,
      ),
    )
}

const rowsOf = (count: number): string => (count === 1 ? '1 row is' : `${count} rows are`)
