import { parseAst } from 'vitest/node'

/** A node of the syntax tree (ESTree with TypeScript), as far as the tests look into it. */
export interface SyntaxNode {
  type: string
  start: number
  end: number
  [field: string]: unknown
}

/** @param lang `tsx` for what has elements of pages in it */
export function parseTypeScript(source: string, lang: 'ts' | 'tsx' = 'ts'): SyntaxNode {
  const program: unknown = parseAst(source, { lang })
  if (!isNode(program)) throw new Error('the parser gave no program')
  return program
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** Every node under `node` with the node that holds it and the field it stands in, itself first. */
export function* walk(
  node: SyntaxNode,
  holder: SyntaxNode | null = null,
  field = '',
): Generator<{ node: SyntaxNode; holder: SyntaxNode | null; field: string }> {
  yield { node, holder, field }
  for (const [name, value] of Object.entries(node))
    for (const child of Array.isArray(value) ? value : [value])
      if (isNode(child)) yield* walk(child, node, name)
}
