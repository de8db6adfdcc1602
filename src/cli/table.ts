import { columnsOf, cut, safeLine, wrapped } from './terminal-text.ts'

/** A column: its heading, and whether it may be cut short to fit (an address may, a reference may not). */
export type Column = { heading: string; cut?: boolean }

const GAP = 2
const NARROWEST = 6

/**
 * Rows as a table that fits the terminal: the columns that may be cut give way, the widest first. Cells are made safe
 * to print.
 *
 * @param width columns of the terminal
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const cells = [columns.map(({ heading }) => heading), ...rows.map((row) => row.map(safeLine))]
  const widths = fitted(
    columns,
    columns.map((_, at) => Math.max(...cells.map((row) => columnsOf(row[at] ?? '')))),
    width,
  )
  return cells.map((row) =>
    columns
      .map((_, at) => padded(cut(row[at] ?? '', widths[at] ?? 0), widths[at] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd(),
  )
}

function fitted(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const widths = [...natural]
  const room = width - GAP * (columns.length - 1)
  const total = () => widths.reduce((sum, one) => sum + one, 0)
  while (total() > room) {
    const giving = columns
      .map((column, at) => ({ at, width: column.cut ? (widths[at] ?? 0) : 0 }))
      .filter((one) => one.width > NARROWEST)
      .sort((a, b) => b.width - a.width)[0]
    if (!giving) break
    widths[giving.at] = giving.width - 1
  }
  return widths
}

const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - columnsOf(text)))

/** A longer term has a line of its own, and what it means the next. */
const LONGEST_TERM = 26

/** Terms and what each means, side by side and indented, in at most so many columns. */
export function termLines(
  terms: readonly (readonly [term: string, meaning: string])[],
  width: number,
): string[] {
  const widths = terms.map(([term]) => columnsOf(safeLine(term)))
  const column = Math.max(0, ...widths.filter((one) => one <= LONGEST_TERM))
  return terms.flatMap(([term, meaning]) => {
    const [left, right] = [safeLine(term), safeLine(meaning)]
    if (columnsOf(left) <= column) {
      return wrapped(`  ${padded(left, column)}  ${right}`, width, ' '.repeat(column + 4))
    }
    return [...wrapped(`  ${left}`, width, '  '), ...wrapped(`      ${right}`, width, '      ')]
  })
}

/** A row, and lines of its own beneath it. */
export type RecordRow = { cells: readonly string[]; beneath: readonly string[] }

/**
 * A table whose rows have lines beneath them, indented: for what is too long for a column, such as addresses. Where the
 * columns do not fit either, the last ones go beneath with their headings.
 */
export function recordTable(
  headings: readonly string[],
  rows: readonly RecordRow[],
  width: number,
): string[] {
  const last = headings.length - 1
  const widest = headings.map((text, at) =>
    Math.max(...[text, ...rows.map(({ cells }) => safeLine(cells[at] ?? ''))].map(columnsOf)),
  )
  if (last > 0 && widest.reduce((sum, one) => sum + one, GAP * last) > width) {
    const moved = rows.map(({ cells, beneath }) => ({
      cells: cells.slice(0, last),
      beneath: [`${(headings[last] ?? '').toLowerCase()} ${cells[last] ?? ''}`, ...beneath],
    }))
    return recordTable(headings.slice(0, last), moved, width)
  }
  const [heading = '', ...lines] = table(
    headings.map((text) => ({ heading: text })),
    rows.map(({ cells }) => cells),
    width,
  )
  return [
    cut(heading, width),
    ...rows.flatMap(({ beneath }, at) => [
      cut(lines[at] ?? '', width),
      ...beneath
        .flatMap((line) => wrapped(safeLine(`  ${line}`), width, '    '))
        .map((line) => cut(line, width)),
    ]),
  ]
}
