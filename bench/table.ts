import type { Measured } from './row.ts'

/** The table as it stands in the README: Markdown that is aligned for a terminal too. */
export function table(rows: readonly Measured[]): string {
  const cells = [
    ['row', 'Despatch', 'peer', 'unit', 'ratio', 'the peer'],
    ...rows.map(({ name, value, peerValue, unit, ratio, peer }) => [
      name,
      figure(value),
      figure(peerValue),
      unit,
      figure(ratio),
      peer,
    ]),
  ]
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? []
  const line = (row: string[]) =>
    `| ${row.map((cell, at) => (RIGHT.has(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, at) => (RIGHT.has(at) ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`
  const [head = [], ...body] = cells
  return `${[line(head), rule, ...body.map(line)].join('\n')}\n`
}

/** The columns of figures. */
const RIGHT = new Set([1, 2, 4])

/** Three significant digits, and no more than that is known. */
function figure(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-GB')
  return value.toPrecision(3)
}
