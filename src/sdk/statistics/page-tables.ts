import { type ComponentChild, el } from './element.ts'
import { monthInWords, monthName, periodInWords } from './months.ts'
import { counted } from './plot/frame.ts'
import { allRows, type StatisticsRow, type StatisticsTable, sum, totals } from './tables.ts'

/** Months side by side in one table, as far as A4 is wide. */
const MOST_MONTHS = 12

/** What each row comes to, measure by measure. */
export function totalsTable(table: StatisticsTable): ComponentChild {
  const several = table.measures.length > 1
  return dataTable(
    {
      caption: `${table.title}: all months`,
      names: table.headings,
      numbers: [...table.measures, ...(several ? ['together'] : [])],
    },
    allRows(table).map((row) => ({
      names: row.names,
      numbers: [...totals(row), ...(several ? [sum(totals(row))] : [])],
      isOthers: row === table.others,
    })),
  )
}

/** The one measure of a table by month: a table for each twelve months, the last with the sum of all. */
export function monthTables(table: StatisticsTable, months: readonly string[]): ComponentChild[] {
  const blocks = Array.from({ length: Math.ceil(months.length / MOST_MONTHS) }, (_, n) => n * MOST_MONTHS)
  return blocks.map((first) => {
    const some = months.slice(first, first + MOST_MONTHS)
    const isSummed = months.length > 1 && first + MOST_MONTHS >= months.length
    const numbersOf = ({ counts }: StatisticsRow): number[] => {
      const shown = (counts[0] ?? []).slice(first, first + MOST_MONTHS)
      return [...shown, ...(isSummed ? [sum(counts[0] ?? [])] : [])]
    }
    return dataTable(
      {
        caption: `${table.title}: ${periodInWords(some)}`,
        // In one column, so that a year of months has room beside it.
        names: [table.headings.join(', ')],
        numbers: [...some.map(monthName), ...(isSummed ? ['sum'] : [])],
      },
      allRows(table).map((row) => ({
        names: [row.label.join(' ')],
        numbers: numbersOf(row),
        isOthers: row === table.others,
      })),
    )
  })
}

/** A row for each month, and one for all. */
export function byMonthTable(
  caption: string,
  measures: readonly string[],
  months: readonly string[],
  counts: readonly (readonly number[])[],
): ComponentChild {
  const rows = months.map((month, at) => ({
    names: [monthInWords(month)],
    numbers: counts.map((one) => one[at] ?? 0),
  }))
  const all = { names: ['all months'], numbers: counts.map(sum) }
  return dataTable(
    { caption, names: ['month'], numbers: measures, isNumbered: false },
    months.length > 1 ? [...rows, all] : rows,
  )
}

type Row = { names: readonly string[]; numbers: readonly number[]; isOthers?: boolean }

function dataTable(
  of: { caption: string; names: readonly string[]; numbers: readonly string[]; isNumbered?: boolean },
  rows: readonly Row[],
): ComponentChild {
  const { caption, names, numbers, isNumbered = true } = of
  const head = [
    ...(isNumbered ? [el('th', { scope: 'col' }, 'No.')] : []),
    ...names.map((name) => el('th', { scope: 'col', class: 'name' }, name)),
    ...numbers.map((name) => el('th', { scope: 'col' }, name)),
  ]
  const body = rows.map(({ names, numbers, isOthers = false }, at) =>
    el(
      'tr',
      isOthers ? { class: 'others' } : {},
      ...(isNumbered ? [el('td', {}, isOthers ? '' : String(at + 1))] : []),
      ...names.map((name, n) =>
        el(n === 0 ? 'th' : 'td', { class: 'name', ...(n === 0 ? { scope: 'row' } : {}) }, name),
      ),
      ...numbers.map((number) => el('td', {}, counted(number))),
    ),
  )
  return el(
    'div',
    // Where it is wider than a screen, it is scrolled by keyboard as well.
    { class: 'scroll', tabindex: 0 },
    el(
      'table',
      {},
      el('caption', {}, caption),
      el('thead', {}, el('tr', {}, ...head)),
      el('tbody', {}, ...body),
    ),
  )
}
