import { isNode, parseTypeScript, type SyntaxNode, walk } from '../setup/syntax.ts'

/** Reads the list of requirements, docs/requirements.md, and says what is wrong with it. */

/** How many requirements the sources have by each letter. */
const NUMBERS = {
  F: 21,
  B: 8,
  U: 15,
  M: 15,
  A: 11,
  I: 11,
  P: 5,
  L: 16,
  D: 8,
  BP: 12,
  DS: 17,
  MD: 5,
  PR: 5,
  BA: 1,
  'Step ': 6,
  T: 13,
  V: 7,
  H: 8,
  G: 10,
  AN: 10,
  Q: 13,
}

/** Every id, such as `F1`; the six steps of sharing, which the sources number alone, are `Step 1` to `Step 6`. */
export const IDS: readonly string[] = Object.entries(NUMBERS).flatMap(([letter, last]) =>
  Array.from({ length: last }, (_, at) => `${letter}${at + 1}`),
)

const STATES = ['met', 'in part', 'planned', 'out']
/** What brings what is missing; the head of the list says what each is. */
const WORK =
  /^(?:the decision|kinds|answers|cases|partnership|retention|originator control|FOI|statistics|meetings|datasets|products|web client): \S/
const NOTHING = '—'

export type Row = { id: string; asks: string; state: string; where: string; missing: string }

/** The list's own text, and what it speaks of: the paths below `src/`, the titles of each test that it names by its path below `test/`. */
export type Project = {
  list: string
  sources: ReadonlySet<string>
  tests: ReadonlyMap<string, ReadonlySet<string>>
  /** the ids that the code cites, each with a file that does */
  cited: ReadonlyMap<string, string>
}

/** The rows of the list: those whose first cell is an id or looks like one. */
export function rowsOf(list: string): Row[] {
  return list.split('\n').flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim())
    if (cells.length !== 7) return []
    const [, id = '', asks = '', state = '', where = '', missing = ''] = cells
    return /^(?:[A-Z]{1,2}|Step )\d+$/.test(id) ? [{ id, asks, state, where, missing }] : []
  })
}

/** The counts by state that the head of the list gives. */
function countsOf(list: string): Map<string, number> {
  const lines = list.matchAll(/^\| (met|in part|planned|out) \|[^|]*\| (\d+) \|$/gm)
  return new Map([...lines].map(([, state = '', rows]) => [state, Number(rows)]))
}

/** Everything that is wrong with the list, a sentence each. */
export function faultsOf(project: Project): string[] {
  const rows = rowsOf(project.list)
  const counts = countsOf(project.list)
  const numberOf = (id: string) => rows.filter((row) => row.id === id).length
  const stateOf = (id: string) => rows.find((row) => row.id === id)?.state
  return [
    ...IDS.filter((id) => numberOf(id) === 0).map((id) => `${id} is missing`),
    ...IDS.filter((id) => numberOf(id) > 1).map((id) => `${id} stands there twice`),
    ...rows.filter(({ id }) => !IDS.includes(id)).map(({ id }) => `${id} is no requirement`),
    ...rows.flatMap((row) => rowFaults(row, project).map((fault) => `${row.id} ${fault}`)),
    ...STATES.filter((state) => counts.get(state) !== rows.filter((row) => row.state === state).length).map(
      (state) => `the number of rows that are ${state} is another`,
    ),
    ...[...project.cited]
      .filter(([id]) => !['met', 'in part'].includes(stateOf(id) ?? ''))
      .map(([id, path]) => `${path} cites ${id}, which is ${stateOf(id) ?? 'not in the list'}`),
  ]
}

function rowFaults({ asks, state, where, missing }: Row, { sources, tests }: Project): string[] {
  const faults: string[] = []
  if (!asks.endsWith('.')) faults.push('does not say what it asks in a sentence')
  if (!STATES.includes(state)) return [...faults, `is ${state || 'in no state'}`]
  const shown = state === 'met' || state === 'in part'
  if (!shown && where !== NOTHING) faults.push(`is ${state}, and says where it is met`)
  if (state === 'met' && missing !== NOTHING) faults.push('is met, and says what is missing')
  if (state === 'out' && !missing.endsWith('.')) faults.push('does not say why it is out')
  if (state === 'planned' && !WORK.test(missing)) faults.push('does not say what will bring it')
  if (state === 'in part' && !missing.split('; ').every((one) => WORK.test(one) || one.startsWith('out: ')))
    faults.push('does not say what will bring the rest')
  return shown ? [...faults, ...placeFaults(where, sources, tests)] : faults
}

/** Places are paths in backquotes; one of a test is followed by a title in quotation marks. */
export function placesOf(where: string): { path: string; title: string | undefined }[] {
  return [...where.matchAll(/`([^`]+)`(?: "([^"]+)")?/g)].map(([, path = '', title]) => ({ path, title }))
}

function placeFaults(where: string, sources: Project['sources'], tests: Project['tests']): string[] {
  const places = placesOf(where)
  const isTest = ({ path }: { path: string }) => path.endsWith('.test.ts')
  const faults: string[] = []
  if (places.every(isTest)) faults.push('names no source file')
  if (!places.some(isTest)) faults.push('names no test')
  for (const place of places) {
    const { path, title } = place
    if (!isTest(place)) {
      if (!sources.has(path)) faults.push(`names src/${path}, which does not exist`)
      continue
    }
    const titles = tests.get(path)
    if (titles === undefined) faults.push(`names test/${path}, which does not exist`)
    else if (title === undefined) faults.push(`names no title in test/${path}`)
    else if (!titles.has(title)) faults.push(`names "${title}", which does not stand in test/${path}`)
  }
  return faults
}

/** The titles of a test file: of tests and of groups, and the words of the rows of its tables. */
export function titlesOf(text: string): ReadonlySet<string> {
  const titles = new Set<string>()
  for (const { node, holder } of walk(parseTypeScript(text))) {
    // An array that a field holds is what a test is about, and no row of a table.
    const found =
      node.type === 'CallExpression' && isTestCall(node)
        ? listOf(node.arguments).slice(0, 1)
        : node.type === 'ArrayExpression' && holder?.type !== 'Property'
          ? listOf(node.elements)
          : []
    for (const one of found) if (typeof one.value === 'string') titles.add(one.value)
  }
  return titles
}

function listOf(value: unknown): SyntaxNode[] {
  return Array.isArray(value) ? value.filter(isNode) : []
}

/** Whether what is called is `it`, `test` or `describe`, with whatever follows, such as `it.each([…])`. */
function isTestCall({ callee }: SyntaxNode): boolean {
  let called: unknown = callee
  while (isNode(called) && called.type !== 'Identifier') called = called.callee ?? called.object
  return isNode(called) && ['it', 'test', 'describe'].includes(String(called.name))
}

/** The requirements that a source file cites as such: its texts that are an id and nothing else. */
export function citedIn(source: string): string[] {
  if (!/'[A-Z]{1,2}\d{1,2}'/.test(source)) return []
  const letters = new Set(IDS.map((id) => id.replace(/\d+$/, '')))
  return [...walk(parseTypeScript(source))].flatMap(({ node }) =>
    node.type === 'Literal' &&
    typeof node.value === 'string' &&
    letters.has(/^([A-Z]{1,2})\d{1,2}$/.exec(node.value)?.[1] ?? '')
      ? [node.value]
      : [],
  )
}
