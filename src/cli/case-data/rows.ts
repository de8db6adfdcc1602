import { CsvError, parse } from 'csv-parse'
import { type Kind, kindOf } from '../../domain/kinds.ts'
import { MarkingError, parseMarking } from '../../domain/marking.ts'
import { isExported, isExportHead, MARKING_COLUMN } from '../../sdk/case-data/exported.ts'
import { type ReadRow, readEntry, readRow, unknownColumns } from '../../sdk/case-data/read-row.ts'
import type { Cell } from '../../sdk/case-data/to-cells.ts'
import { UsageError } from '../action.ts'
import { placeOfFault } from '../data-file.ts'
import type { ColumnNames } from './column-names.ts'
import { type Encoding, textOf } from './text-file.ts'

/** A row of a file, as it was read and as it stood there. */
export type SourceRow = {
  /** as spreadsheets count them: the header is 1; in JSON the first entry is 1 */
  row: number
  read: ReadRow
  /** the marking that an export gave it */
  marking: string | null
  raw: { cells: readonly string[] } | { entry: unknown }
}

/** `header` is of a CSV file, as it stood there. */
export type Source = { header: readonly string[] | null; rows: AsyncIterable<SourceRow> }

const MOST_ROWS = 10_000
const MOST_COLUMNS = 2_000
/** Of a row, in characters. */
const LONGEST_ROW = 1024 * 1024

type Asked = { path: string; kind: Kind; encoding: Encoding; names: ColumnNames }

/**
 * The rows of a CSV file, one after another, each held against the form of its kind.
 *
 * @throws UsageError when the header is not one of that kind, or where the file breaks off
 */
export async function csvSource({ path, kind, encoding, names }: Asked): Promise<Source> {
  const records = recordsOf(path, encoding)
  let row = 0
  let header: readonly string[] | null = null
  while (header === null) {
    const { value, done } = await records.next()
    if (done) throw new UsageError(`${path} is empty`)
    row += 1
    // An export begins with its marking.
    if (!isBlank(value) && !isMarkingLine(value)) header = value
  }
  const columns = columnsOf(path, kind, header.map(names))
  async function* rows(): AsyncGenerator<SourceRow> {
    for await (const cells of records) {
      row += 1
      if (isBlank(cells)) continue
      demandFew(path, row)
      const named = columns.flatMap((column, at): Cell[] =>
        column === null ? [] : [[column, cells[at] ?? '']],
      )
      const marking = named.find(([column]) => column === MARKING_COLUMN)?.[1] ?? ''
      yield {
        row,
        read: isBlank(cells.slice(columns.length))
          ? readMarked(marking, readRow(kind, named))
          : TOO_MANY_CELLS,
        marking: marking === '' ? null : marking,
        raw: { cells },
      }
    }
  }
  return { header, rows: rows() }
}

const TOO_MANY_CELLS: ReadRow = {
  data: null,
  faults: [
    { column: '', message: 'has more cells than there are columns: a comma may want quotes around its text' },
  ],
}

/** The records before a fault are all given: a stream that fails would throw away those that were not read yet. */
async function* recordsOf(path: string, encoding: Encoding): AsyncGenerator<string[]> {
  const found: string[][] = []
  let fault: Error | null = null
  const parser = parse({
    relax_column_count: true,
    max_record_size: LONGEST_ROW,
    on_record: (record: string[]) => {
      found.push(record)
      return null
    },
  })
  parser.resume().on('error', (error: Error) => {
    fault = error
  })
  const written = (write: (done: () => void) => void) => new Promise<void>((resolve) => write(resolve))
  for await (const piece of textOf(path, encoding)) {
    await written((done) => parser.write(piece, () => done()))
    yield* found.splice(0)
    if (fault !== null) throw unreadable(path, fault)
  }
  await written((done) => parser.end(() => done()))
  yield* found.splice(0)
  if (fault !== null) throw unreadable(path, fault)
}

/** What the parser says quotes the file: only the place is told. */
function unreadable(path: string, fault: Error): Error {
  if (!(fault instanceof CsvError)) return fault
  const line = 'lines' in fault && typeof fault.lines === 'number' ? ` in or before line ${fault.lines}` : ''
  return new UsageError(
    `${path} cannot be read as CSV${line}: ${SENTENCES[fault.code] ?? 'it is not in the form of RFC 4180'}`,
  )
}

const SENTENCES: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark is never closed',
  INVALID_OPENING_QUOTE: 'a quotation mark stands within a cell that has none around it',
  CSV_INVALID_CLOSING_QUOTE: 'something follows a closing quotation mark',
  CSV_MAX_RECORD_SIZE: 'a row is longer than a mebibyte; a quotation mark may be missing',
}

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell === '')

const isMarkingLine = (cells: readonly string[]): boolean =>
  cells.every((cell) => cell === '' || isMarking(cell))

/** Whether it is one in form: which descriptors an amendment has added, whoever sends it asks. */
function isMarking(text: string): boolean {
  try {
    parseMarking(text)
    return true
  } catch (error) {
    if (error instanceof MarkingError) return false
    throw error
  }
}

/** What was read of a row, unless it bears something else in the place of a marking: then that is wrong with it. */
const readMarked = (marking: string, read: ReadRow): ReadRow =>
  marking === '' || isMarking(marking)
    ? read
    : {
        data: null,
        faults: [
          ...read.faults,
          { column: MARKING_COLUMN, message: 'is not a marking, such as RESTRICTED or PROTECT – PERSONAL' },
        ],
      }

/** @throws UsageError naming what is wrong with the header */
function columnsOf(
  path: string,
  kind: Kind,
  columns: readonly (string | null)[],
): readonly (string | null)[] {
  const named = columns.filter((column) => column !== null)
  if (columns.length > MOST_COLUMNS) throw new UsageError(`${path} has more than ${MOST_COLUMNS} columns`)
  const twice = named.find((column, at) => named.indexOf(column) !== at)
  if (twice !== undefined) throw new UsageError(`${path} has the column ${twice} twice`)
  const unknown = unknownColumns(kind, named)
  if (unknown.length === 0) return columns
  const divided = columns.length === 1 && /[;\t]/.test(named[0] ?? '')
  throw new UsageError(
    divided
      ? `${path} is not divided by commas; save it as CSV with commas`
      : `${path} has columns that are no fields of ${kind.kind}: ${unknown.slice(0, 10).join(', ')}${unknown.length > 10 ? ` and ${unknown.length - 10} more` : ''}. Name them with --columns, or leave them out there with null; despatch schema ${kind.kind} --csv prints those of an example`,
  )
}

/** The entries of a JSON file: a list, or one object to a line. */
export function jsonSource({ path, kind, encoding }: Omit<Asked, 'names'>): Source {
  const entries = path.toLowerCase().endsWith('.jsonl') ? linesOf(path, encoding) : listOf(path, encoding)
  async function* rows(): AsyncGenerator<SourceRow> {
    let row = 0
    for await (const entry of entries) {
      row += 1
      if (isExportHead(entry)) continue
      demandFew(path, row)
      if (!isExported(entry)) yield { row, read: readEntry(kind, entry), marking: null, raw: { entry } }
      else {
        const { marking } = entry
        yield { row, read: readMarked(marking, readExported(kind, entry)), marking, raw: { entry } }
      }
    }
  }
  return { header: null, rows: rows() }
}

function readExported(kind: Kind, entry: { kind: Kind['kind']; data: unknown }): ReadRow {
  if (entry.kind === kind.kind) return readEntry(kindOf(entry.kind), entry.data)
  return { data: null, faults: [{ column: '', message: `is of the kind ${entry.kind}, not ${kind.kind}` }] }
}

async function* linesOf(path: string, encoding: Encoding): AsyncGenerator<unknown> {
  let rest = ''
  let n = 0
  for await (const piece of textOf(path, encoding)) {
    const lines = (rest + piece).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) yield* parsedLine(line)
    if (rest.length > LONGEST_ROW) throw new UsageError(`${path} has a line of more than a mebibyte`)
  }
  yield* parsedLine(rest)

  function* parsedLine(line: string): Generator<unknown> {
    n += 1
    if (line.trim() !== '') yield parsedJson(line, `${path}, line ${n},`)
  }
}

/** A list is read whole: more than that is for JSON lines. */
const LONGEST_LIST = 64 * 1024 * 1024

async function* listOf(path: string, encoding: Encoding): AsyncGenerator<unknown> {
  let text = ''
  for await (const piece of textOf(path, encoding)) {
    text += piece
    if (text.length > LONGEST_LIST)
      throw new UsageError(`${path} is larger than 64 MiB; make it JSON lines (.jsonl), one entry to a line`)
  }
  const parsed = parsedJson(text, path)
  if (Array.isArray(parsed)) yield* parsed
  else yield parsed
}

function parsedJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(
      `${where} is not JSON${error instanceof SyntaxError ? placeOfFault(error.message) : ''}`,
    )
  }
}

function demandFew(path: string, row: number): void {
  if (row > MOST_ROWS + 2)
    throw new UsageError(
      `${path} has more than ${MOST_ROWS} rows; what stands before row ${row} was taken. Divide it`,
    )
}
