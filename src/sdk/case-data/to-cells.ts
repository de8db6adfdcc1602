import { guarded } from './cells.ts'

/** A column's name and what stands in it. */
export type Cell = [column: string, cell: string]

/** How a list and an object say that they are there and hold nothing. */
export const EMPTY_LIST = '[]'
export const EMPTY_OBJECT = '{}'

/**
 * The data of a referral as cells, named by where they stand: `incident.from.date`, and in lists from one on, `witnesses.1.name`.
 * What is not there has no cell.
 */
export function cellsOf(data: unknown): Cell[] {
  const cells: Cell[] = []
  walk(data, '', cells)
  return cells
}

function walk(value: unknown, column: string, cells: Cell[]): void {
  const below = (name: string | number) => (column === '' ? String(name) : `${column}.${name}`)
  if (Array.isArray(value)) {
    if (value.length === 0) cells.push([column, EMPTY_LIST])
    for (const [at, entry] of value.entries()) walk(entry, below(at + 1), cells)
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
    if (entries.length === 0 && column !== '') cells.push([column, EMPTY_OBJECT])
    for (const [name, entry] of entries) walk(entry, below(name), cells)
  } else if (typeof value === 'string') cells.push([column, guarded(value)])
  else if (typeof value === 'number' || typeof value === 'boolean') cells.push([column, String(value)])
}

/** The columns of several rows, each once: names in the order in which they were first met, the entries of lists by their number. */
export function columnsOf(rows: readonly (readonly Cell[])[]): string[] {
  const met = new Map<string, number>()
  const columns = new Set<string>()
  for (const [column] of rows.flat()) {
    if (columns.has(column)) continue
    columns.add(column)
    const names = column.split('.')
    for (const at of names.keys()) {
      const start = names.slice(0, at + 1).join('.')
      if (!met.has(start)) met.set(start, met.size)
    }
  }
  const keys = new Map([...columns].map((column) => [column, keyOf(column, met)]))
  return [...columns].sort((a, b) => inOrder(keys.get(a) ?? [], keys.get(b) ?? []))
}

/** What a column is sorted by: of each of its names the number, or else when it was first met. */
function keyOf(column: string, met: ReadonlyMap<string, number>): number[] {
  const names = column.split('.')
  return names.map((name, at) =>
    isPlace(name) ? Number(name) : (met.get(names.slice(0, at + 1).join('.')) ?? 0),
  )
}

function inOrder(one: readonly number[], other: readonly number[]): number {
  for (const [at, left] of one.entries()) {
    const right = other[at]
    if (right === undefined) return 1
    if (left !== right) return left - right
  }
  return one.length - other.length
}

/** Whether a name is the place of an entry in a list. */
export const isPlace = (name: string): boolean => /^[1-9][0-9]{0,3}$/.test(name)
