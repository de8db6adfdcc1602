import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { isNode, parseTypeScript, walk } from './syntax.ts'

/** Which room may import which: docs/architecture.md. Every room may import itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  log: [],
  crypto: ['domain'],
  mail: ['domain'],
  'mail/gateway': ['mail', 'domain'],
  store: ['domain'],
  services: ['store', 'domain', 'crypto', 'log', 'mail'],
  api: ['services', 'domain'],
  workers: ['services', 'mail/gateway', 'domain'],
  sdk: ['domain', 'crypto', 'log', 'mail'],
  cli: ['sdk', 'domain'],
  web: ['sdk', 'domain'],
  // Types and reading of the settings; kept apart from main so that demo may know them without a cycle.
  config: ['store'],
  demo: ['*'],
  main: ['*'],
}

/** Rooms whose files run in Node and in browsers alike. */
const ANYWHERE = new Set(['domain', 'crypto', 'log', 'mail', 'sdk'])
const NODE_GLOBALS = new Set([
  'Buffer',
  'process',
  'global',
  'require',
  '__dirname',
  '__filename',
  'setImmediate',
])

/** The room of a file, from its path under `src/`; null for a file that stands in none. */
function roomOf(path: string): string | null {
  if (path === 'main.ts') return 'main'
  if (path === 'config.ts' || path.startsWith('config/')) return 'config'
  if (path.startsWith('mail/gateway/')) return 'mail/gateway'
  const [folder = '', inside] = path.split('/')
  return inside !== undefined && folder in MAY_IMPORT ? folder : null
}

/** What a file imports, exports from, imports lazily or takes a type from. `null`: not a plain string. */
function importsOf(path: string, source: string): (string | null)[] {
  const found: (string | null)[] = []
  for (const { node } of walk(parseTypeScript(source, path.endsWith('.tsx') ? 'tsx' : 'ts'))) {
    const named = [
      'ImportDeclaration',
      'ExportNamedDeclaration',
      'ExportAllDeclaration',
      'ImportExpression',
      'TSImportType',
    ]
    if (!named.includes(node.type) || !isNode(node.source)) continue
    found.push(typeof node.source.value === 'string' ? node.source.value : null)
  }
  return found
}

/**
 * Everything in which the files break the table, in words.
 * @param files source text by path under `src/`
 */
export function violations(files: ReadonlyMap<string, string>): string[] {
  const problems: string[] = []
  const edges = new Map<string, Map<string, string>>()
  for (const [path, source] of files) {
    const room = roomOf(path)
    if (room === null) {
      problems.push(`${path} stands in no room`)
      continue
    }
    for (const specifier of importsOf(path, source)) {
      if (specifier === null) {
        problems.push(`${path} imports what only running it would tell`)
      } else if (specifier.startsWith('.')) {
        const target = posix.join(posix.dirname(path), specifier)
        const targetRoom = roomOf(target)
        if (targetRoom === room) continue
        if (targetRoom === null) problems.push(`${path} imports ${specifier}, which stands in no room`)
        else {
          const reached = edges.get(room) ?? new Map<string, string>()
          edges.set(room, reached.set(targetRoom, path))
          const allowed = MAY_IMPORT[room] ?? []
          if (!allowed.includes('*') && !allowed.includes(targetRoom))
            problems.push(`${path}: ${room} may not import ${targetRoom} (${target})`)
        }
      } else if (ANYWHERE.has(room) && isNodeModule(specifier)) {
        problems.push(`${path}: ${room} runs anywhere, and ${specifier} is Node's`)
      }
    }
    if (ANYWHERE.has(room)) {
      for (const name of nodeGlobalsIn(source))
        problems.push(`${path}: ${room} runs anywhere, and ${name} is Node's`)
    }
  }
  return [...problems, ...cycles(edges)]
}

function isNodeModule(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier)
}

function nodeGlobalsIn(source: string): Set<string> {
  const found = new Set<string>()
  for (const { node, holder, field } of walk(parseTypeScript(source))) {
    if (node.type !== 'Identifier' || typeof node.name !== 'string' || !NODE_GLOBALS.has(node.name)) continue
    // `referral.process` and `{ process: 1 }` are names of fields.
    const isField =
      (field === 'property' || field === 'key') && holder?.computed === false && !holder.shorthand
    if (!isField) found.add(node.name)
  }
  return found
}

/** Rooms that reach themselves through others. */
function cycles(edges: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] {
  const found: string[] = []
  const finished = new Set<string>()
  const visit = (room: string, way: string[]): void => {
    if (way.includes(room)) {
      const circle = [...way.slice(way.indexOf(room)), room]
      const files = circle.slice(1).map((to, at) => edges.get(circle[at] ?? '')?.get(to))
      found.push(`the rooms ${circle.join(' → ')} import each other (${files.join(', ')})`)
      return
    }
    if (finished.has(room)) return
    for (const next of edges.get(room)?.keys() ?? []) visit(next, [...way, room])
    finished.add(room)
  }
  for (const room of edges.keys()) visit(room, [])
  return found
}
