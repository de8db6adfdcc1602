import type { ExportFormat } from '../domain/wire/register-response.ts'
import { createRowSplitter } from '../sdk/register-rows.ts'
import type { Cli } from './account.ts'
import { type CommonOptions, UsageError } from './action.ts'
import { type ProgressOptions, progressOf } from './progress.ts'
import { writeWhole } from './register-file.ts'

export type ExportOptions = CommonOptions & ProgressOptions & { csv?: string; export?: string }

/** Where an export is to go, if one was asked for. @throws UsageError when it is asked for twice, or with --json */
export function exportAsked({ csv, export: json, ...options }: ExportOptions) {
  if (csv !== undefined && json !== undefined)
    throw new UsageError('--csv and --export are two exports: choose one')
  const path = csv ?? json
  if (path === undefined) return null
  if (path === '-' && options.json)
    throw new UsageError('--json prints a document of its own: give --csv a file')
  const format: ExportFormat = csv === undefined ? 'json' : 'csv'
  return { path, format }
}

/** Streams an export to a file, or CSV to the standard output, counting its rows. */
export async function exportRows(
  cli: Cli,
  options: ExportOptions,
  { path, format }: { path: string; format: ExportFormat },
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  const counter = format === 'csv' ? csvCounter() : jsonCounter()
  const tell = progressOf(cli, options, 'rows')
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      counter.push(piece)
      tell(counter.rows())
      yield piece
    }
    counter.end()
  }
  if (path === '-') {
    for await (const line of lines(counted())) cli.terminal.say(line)
    return
  }
  const file = await writeWhole(path, counted())
  const rows = counter.rows()
  if (options.json) cli.terminal.json({ file, format, rows })
  else cli.terminal.say(`Wrote ${rows} ${rows === 1 ? 'row' : 'rows'} to ${file}.`)
}

function jsonCounter() {
  const splitter = createRowSplitter()
  let rows = 0
  return {
    push(piece: Uint8Array): void {
      rows += splitter.push(piece).length
    },
    rows: () => rows,
    end: () => splitter.end(),
  }
}

/** Lines after the header, those within quotes not counted (RFC 4180 §2). */
function csvCounter() {
  let lineEnds = 0
  let quoted = false
  return {
    push(piece: Uint8Array): void {
      for (const byte of piece) {
        if (byte === 0x22) quoted = !quoted
        else if (byte === 0x0a && !quoted) lineEnds += 1
      }
    },
    rows: () => Math.max(0, lineEnds - 1),
    end: () => undefined,
  }
}

async function* lines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of pieces) {
    const whole = (rest + decoder.decode(piece, { stream: true })).split('\r\n')
    rest = whole.pop() ?? ''
    yield* whole
  }
  if (rest !== '') yield rest
}
