import { isNode, parseTypeScript, type SyntaxNode, walk } from '../setup/syntax.ts'
import { IDS } from './requirements-list.ts'

/** A named case of the decision: a test, or a row of a table of them, with the requirements that it cites. */
export type NamedCase = { title: string; cites: readonly string[] }

/**
 * The named cases of a test file. A case cites what its title says, or that of its table or of a group that it stands in, and the
 * rules that it expects, which are texts of their own.
 */
export function casesIn(source: string): NamedCase[] {
  const program = parseTypeScript(source)
  const tables = new Map<string, SyntaxNode>()
  for (const { node } of walk(program))
    if (node.type === 'VariableDeclarator' && isNode(node.id) && isNode(node.init))
      tables.set(String(node.id.name), node.init)
  return casesOf(program, [], tables)
}

/** @param tables what a table may be written as before it is used, by its name */
function casesOf(
  node: SyntaxNode,
  titles: readonly string[],
  tables: ReadonlyMap<string, SyntaxNode>,
): NamedCase[] {
  const called = node.type === 'CallExpression' ? calledIn(node, tables) : undefined
  if (called === undefined) return childrenOf(node).flatMap((child) => casesOf(child, titles, tables))
  const [first, ...rest] = listOf(node.arguments)
  const title = first === undefined ? '' : textOf(first)
  if (called.name === 'describe') return rest.flatMap((child) => casesOf(child, [...titles, title], tables))
  const rows = called.rows ?? [node]
  return rows.map((row) => {
    const says = row === node ? title : `${title}: ${headOf(row)}`
    const expected = textsIn(row).filter((text) => IDS.includes(text))
    return {
      title: [...titles, says].join(' > '),
      cites: [...new Set([...[...titles, says].flatMap(idsIn), ...expected])],
    }
  })
}

/** `describe` or `it`, where that is what is called, with the rows of its table if it has one. */
function calledIn(
  { callee }: SyntaxNode,
  tables: ReadonlyMap<string, SyntaxNode>,
): { name: string; rows?: SyntaxNode[] } | undefined {
  let called: unknown = callee
  let rows: SyntaxNode[] | undefined
  while (isNode(called) && called.type !== 'Identifier') {
    const [given] = listOf(called.arguments)
    const table = given?.type === 'Identifier' ? tables.get(String(given.name)) : given
    if (table?.type === 'ArrayExpression') rows = listOf(table.elements)
    called = called.callee ?? called.object
  }
  const name = isNode(called) ? String(called.name) : ''
  if (name !== 'describe' && name !== 'it') return undefined
  return rows === undefined || name === 'describe' ? { name } : { name, rows }
}

/** What a row begins with: its rule and what it says, or what it says alone. */
function headOf(row: SyntaxNode): string {
  const cells = listOf(row.elements)
  if (cells.length === 0) return textOf(row)
  const others = cells.findIndex((cell) => textOf(cell) === '')
  return cells
    .slice(0, others < 0 ? cells.length : others)
    .map(textOf)
    .join(', ')
}

function idsIn(text: string): string[] {
  return (text.match(/\b[A-Z]{1,2}\d{1,2}\b/g) ?? []).filter((id) => IDS.includes(id))
}

const listOf = (value: unknown): SyntaxNode[] => (Array.isArray(value) ? value.filter(isNode) : [])

const childrenOf = (node: SyntaxNode): SyntaxNode[] =>
  Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode))

/** A text as it is written; of one with something put in, its parts. */
function textOf(node: SyntaxNode): string {
  if (typeof node.value === 'string') return node.value
  return listOf(node.quasis)
    .map(({ value }) =>
      typeof value === 'object' && value !== null && 'raw' in value ? String(value.raw) : '',
    )
    .join('…')
}

const textsIn = (node: SyntaxNode): string[] => [
  ...(node.type === 'Literal' && typeof node.value === 'string' ? [node.value] : []),
  ...childrenOf(node).flatMap(textsIn),
]
