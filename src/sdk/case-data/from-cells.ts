import type { TSchema } from 'typebox'
import { unguarded } from './cells.ts'
import { type Cell, EMPTY_LIST, EMPTY_OBJECT, isPlace } from './to-cells.ts'

/** The keywords of JSON Schema that the forms of the kinds use. */
export type FormSchema = TSchema & {
  type?: string
  properties?: Record<string, FormSchema>
  required?: readonly string[]
  items?: FormSchema
  minItems?: number
  enum?: readonly unknown[]
  const?: unknown
  anyOf?: readonly FormSchema[]
}

/** Data that were put together from cells, right or wrong. */
export type FromCells = {
  data: unknown
  /** the column of a place in the data, by JSON Pointer */
  columnOf: (pointer: string) => string
}

/** The cells of a row by where they stand. */
type Node = { text?: string; below: Map<string, Node> }

/**
 * Puts data together from the cells of a row. An empty cell is no cell; gaps in a list are closed, and a list that has to be there and
 * may be empty is there. What is not as the schema has it is put where it stands, for the check of the form to speak of it.
 */
export function dataFrom(schema: FormSchema, cells: readonly Cell[]): FromCells {
  const root: Node = { below: new Map() }
  for (const [column, cell] of cells) {
    if (cell === '') continue
    let node = root
    for (const name of column.split('.')) {
      const next = node.below.get(name) ?? { below: new Map() }
      node.below.set(name, next)
      node = next
    }
    node.text = cell
  }
  const places = new Map<string, string[]>()
  const data = read(schema, root, '', places)
  return { data, columnOf: (pointer) => columnOf(pointer, places) }
}

function read(
  schema: FormSchema | undefined,
  node: Node,
  pointer: string,
  places: Map<string, string[]>,
): unknown {
  if (schema === undefined) return unknownHere(node)
  if (schema.type === 'object') return readObject(schema, node, pointer, places)
  if (schema.type === 'array') return readList(schema, node, pointer, places)
  return node.text === undefined ? unknownHere(node) : leaf(schema, node.text)
}

function readObject(
  { properties = {}, required = [] }: FormSchema,
  { text, below }: Node,
  pointer: string,
  places: Map<string, string[]>,
): unknown {
  if (text !== undefined && text !== EMPTY_OBJECT) return unguarded(text)
  const found: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(properties)) {
    const node = below.get(name)
    if (node) found[name] = read(schema, node, `${pointer}/${name}`, places)
    else if (schema.type === 'array' && required.includes(name) && !schema.minItems) found[name] = []
  }
  for (const [name, node] of below) if (!Object.hasOwn(properties, name)) found[name] = unknownHere(node)
  return found
}

function readList(
  { items }: FormSchema,
  { text, below }: Node,
  pointer: string,
  places: Map<string, string[]>,
): unknown {
  if (text !== undefined) return text === EMPTY_LIST ? [] : unguarded(text)
  const names = [...below.keys()].filter(isPlace).sort((a, b) => Number(a) - Number(b))
  places.set(pointer, names)
  return names.map((name, at) =>
    read(items, below.get(name) ?? { below: new Map() }, `${pointer}/${at}`, places),
  )
}

/** What the form does not have here, as it stands: the check of the form says so. */
function unknownHere({ text, below }: Node): unknown {
  if (text !== undefined) return unguarded(text)
  return Object.fromEntries([...below].map(([name, node]) => [name, unknownHere(node)]))
}

/** Spreadsheets write TRUE and FALSE, and people yes and no. */
const TRUE = /^(?:true|yes)$/i
const FALSE = /^(?:false|no)$/i
const NUMBER = /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?$/

function leaf(schema: FormSchema, cell: string): unknown {
  const text = unguarded(cell)
  switch (schema.type) {
    case 'boolean':
      return TRUE.test(text) ? true : FALSE.test(text) ? false : text
    case 'integer':
    case 'number':
      return NUMBER.test(text) ? Number(text) : text
    default:
      return text
  }
}

function columnOf(pointer: string, places: ReadonlyMap<string, string[]>): string {
  let above = ''
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => {
      const numbers = places.get(above)
      above = `${above}/${name}`
      if (numbers !== undefined) return numbers[Number(name)] ?? String(Number(name) + 1)
      return name.replaceAll('~1', '/').replaceAll('~0', '~')
    })
  return names.join('.')
}
