import { isNode, parseTypeScript, type SyntaxNode } from '../setup/syntax.ts'

/** Tables by name, and their columns by name. */
export type TableTypes = Record<string, Record<string, ColumnType>>

export interface ColumnType {
  /** What a select gives. */
  type: string
  nullable: boolean
  /** Whether the database fills it in when an insert does not. */
  filled: boolean
  /** The words it is limited to, sorted; null for any. */
  words: string[] | null
}

/** Reads the `Database` interface of tables.ts: the types are gone when a test runs, so the text is read. */
export function readTableTypes(source: string): TableTypes {
  const interfaces = new Map<string, Map<string, string>>()
  const aliases = new Map<string, string>()
  const body = parseTypeScript(source).body
  for (const statement of Array.isArray(body) ? body.filter(isNode) : []) {
    const declaration = isNode(statement.declaration) ? statement.declaration : statement
    const name = isNode(declaration.id) ? String(declaration.id.name) : ''
    if (declaration.type === 'TSInterfaceDeclaration') interfaces.set(name, membersOf(declaration, source))
    else if (declaration.type === 'TSTypeAliasDeclaration' && isNode(declaration.typeAnnotation))
      aliases.set(name, textOf(declaration.typeAnnotation, source))
  }
  const tables: TableTypes = {}
  for (const [table, type] of interfaces.get('Database') ?? []) {
    const columns = interfaces.get(type)
    if (!columns) throw new Error(`tables.ts has no interface ${type} for the table ${table}`)
    tables[table] = Object.fromEntries([...columns].map(([name, text]) => [name, columnType(text, aliases)]))
  }
  return tables
}

function membersOf(declaration: SyntaxNode, source: string): Map<string, string> {
  const members = new Map<string, string>()
  const body = isNode(declaration.body) && Array.isArray(declaration.body.body) ? declaration.body.body : []
  for (const member of body.filter(isNode)) {
    const annotation = isNode(member.typeAnnotation) ? member.typeAnnotation.typeAnnotation : null
    if (isNode(member.key) && isNode(annotation))
      members.set(String(member.key.name), textOf(annotation, source))
  }
  return members
}

function columnType(written: string, aliases: ReadonlyMap<string, string>): ColumnType {
  let text = aliases.get(written) ?? written
  let filled = false
  const generated = /^Generated<(.*)>$/s.exec(text)?.[1]
  if (generated) [text, filled] = [generated, true]
  const [selected, inserted] = /^ColumnType<(.*)>$/s.exec(text)?.[1]?.split(',') ?? []
  if (selected && inserted) {
    text = selected
    filled = inserted.includes('undefined') || inserted.trim() === 'never'
  }
  const members = text
    .split('|')
    .map((member) => member.trim())
    .filter(Boolean)
  const types = members.filter((member) => member !== 'null')
  const words = types.every((type) => /^'.*'$/.test(type))
    ? types.map((type) => type.slice(1, -1)).sort()
    : null
  return {
    type: words ? 'string' : types.join(' | '),
    nullable: members.includes('null'),
    filled,
    words,
  }
}

const textOf = (node: SyntaxNode, source: string) => source.slice(node.start, node.end)
