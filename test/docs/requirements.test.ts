import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { citedIn, faultsOf, IDS, type Project, placesOf, rowsOf, titlesOf } from './requirements-list.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Every folder and file below a folder of the project; folders end with a slash. */
async function below(folder: string): Promise<string[]> {
  const found = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true })
  return found.map((entry) => {
    const path = join(entry.parentPath, entry.name).slice(join(ROOT, folder).length + 1)
    return entry.isDirectory() ? `${path}/` : path
  })
}

const read = (path: string) => readFile(join(ROOT, path), 'utf8')

/** The titles of each test that the list names, where there is such a test. */
async function titlesIn(list: string): Promise<Map<string, ReadonlySet<string>>> {
  const paths = new Set(rowsOf(list).flatMap(({ where }) => placesOf(where).map(({ path }) => path)))
  const tests = (await below('test')).filter((path) => path.endsWith('.test.ts') && paths.has(path))
  return new Map(
    await Promise.all(tests.map(async (path) => [path, titlesOf(await read(`test/${path}`))] as const)),
  )
}

const sources = await below('src')
const cited = sources
  .filter((path) => path.endsWith('.ts'))
  .map(async (path) => citedIn(await read(`src/${path}`)).map((id) => [id, `src/${path}`] as const))
const list = await read('docs/requirements.md')
const project: Project = {
  list,
  sources: new Set(sources),
  tests: await titlesIn(list),
  cited: new Map((await Promise.all(cited)).flat()),
}

describe('the list of requirements', () => {
  it('has every requirement once, each met where it says and shown by the test that it names, or said to be missing', () => {
    expect(faultsOf(project)).toEqual([])
  })

  it('is compared with what the code cites, in its rules, its legal bases and its choices', () => {
    expect([...project.cited.keys()]).toEqual(expect.arrayContaining(['A9', 'D3', 'F14', 'L10', 'M6', 'P2']))
  })

  const requirements = join(process.env.DESPATCH_SHARED ?? join(ROOT, '../shared'), 'domain/requirements.md')
  it('has the ids that the sources were read by, in their order', async (context) => {
    if (!existsSync(requirements))
      return context.skip(
        `the reading of the sources is not at ${requirements}; DESPATCH_SHARED names another place`,
      )
    const ids = (await readFile(requirements, 'utf8')).split('\n').flatMap((line) => {
      const [, id = '', step] = /^\| (?:([A-Z]{1,2}\d{1,2})|(\d)) ?(?: [A-Z][a-z][^|]*)?\|/.exec(line) ?? []
      return step === undefined ? (id === '' ? [] : [id]) : [`Step ${step}`]
    })
    expect(new Set(ids)).toEqual(new Set(IDS))
    expect(rowsOf(project.list).map(({ id }) => id)).toEqual(ids)
  })
})

describe('a list of requirements that is not right', () => {
  const MET = '| A7 | It asks this. | met | `domain/x.ts` (there); `domain/x.test.ts` "is shown" | — |'
  const PART =
    '| F3 | It asks this. | in part | `domain/`; `domain/x.test.ts` "is shown" | kinds: one; cases: more |'
  const PLANNED = '| F12 | It asks this. | planned | — | kinds: one |'
  const OUT = '| T8 | It asks this. | out | — | It asks nothing of a program. |'
  const rows = [MET, PART, PLANNED, OUT]
  const others = IDS.filter((id) => !rows.some((row) => row.startsWith(`| ${id} |`))).map((id) =>
    OUT.replace('T8', id),
  )
  const counts = ['met | - | 1', 'in part | - | 1', 'planned | - | 1', `out | - | ${others.length + 1}`]
  const right: Project = {
    list: [...counts.map((count) => `| ${count} |`), ...rows, ...others].join('\n'),
    sources: new Set(['domain/', 'domain/x.ts']),
    tests: new Map([['domain/x.test.ts', new Set(['is shown'])]]),
    cited: new Map([['A7', 'src/domain/x.ts']]),
  }
  const instead = (row: string, from: string, to: string) => ({
    list: right.list.replace(row, row.replace(from, to)),
  })
  const citing = (id: string) => ({ cited: new Map([[id, 'src/domain/x.ts']]) })

  it('would be right without that', () => {
    expect(faultsOf(right)).toEqual([])
  })

  it.each<[what: string, change: Partial<Project>, ...faults: string[]]>([
    [
      'lacks one',
      instead(MET, MET, ''),
      'A7 is missing',
      'the number of rows that are met is another',
      'src/domain/x.ts cites A7, which is not in the list',
    ],
    [
      'has one twice',
      instead(OUT, OUT, `${OUT}\n${OUT}`),
      'T8 stands there twice',
      'the number of rows that are out is another',
    ],
    ['has one that there is not', instead(OUT, 'T8', 'T14'), 'T8 is missing', 'T14 is no requirement'],
    [
      'has one that asks nothing',
      instead(OUT, 'It asks this.', ''),
      'T8 does not say what it asks in a sentence',
    ],
    [
      'has one in no state',
      instead(OUT, '| out', '| done'),
      'T8 is done',
      'the number of rows that are out is another',
    ],
    ['counts wrongly', instead('| met | - | 1 |', '1', '2'), 'the number of rows that are met is another'],
    [
      'names a source that is gone',
      instead(MET, 'x.ts', 'gone.ts'),
      'A7 names src/domain/gone.ts, which does not exist',
    ],
    [
      'names a test that is gone',
      instead(MET, 'x.test', 'gone.test'),
      'A7 names test/domain/gone.test.ts, which does not exist',
    ],
    [
      'names a title that does not stand there',
      instead(MET, 'is shown', 'was shown'),
      'A7 names "was shown", which does not stand in test/domain/x.test.ts',
    ],
    ['names no title', instead(MET, ' "is shown"', ''), 'A7 names no title in test/domain/x.test.ts'],
    ['names no test', instead(PART, '; `domain/x.test.ts` "is shown"', ''), 'F3 names no test'],
    ['names no source', instead(PART, '`domain/`; ', ''), 'F3 names no source file'],
    [
      'says of what is met what is missing',
      instead(MET, '| — |', '| kinds: one |'),
      'A7 is met, and says what is missing',
    ],
    [
      'says where something is met that is planned',
      instead(PLANNED, '—', '`domain/x.ts`'),
      'F12 is planned, and says where it is met',
    ],
    [
      'plans without a work that brings it',
      instead(PLANNED, 'kinds:', 'some day:'),
      'F12 does not say what will bring it',
    ],
    [
      'leaves open what is missing',
      instead(PART, 'cases:', 'and'),
      'F3 does not say what will bring the rest',
    ],
    [
      'leaves out without a reason',
      instead(OUT, 'It asks nothing of a program.', '—'),
      'T8 does not say why it is out',
    ],
    ['plans what the code cites', citing('F12'), 'src/domain/x.ts cites F12, which is planned'],
    ['leaves out what the code cites', citing('T8'), 'src/domain/x.ts cites T8, which is out'],
    [
      'does not know what the code cites',
      citing('F99'),
      'src/domain/x.ts cites F99, which is not in the list',
    ],
  ])('%s, and it is said', (_what, change, ...faults) => {
    expect(faultsOf({ ...right, ...change })).toEqual(faults)
  })
})

describe('the titles of a test file', () => {
  it('are those of tests and groups, and the words of the rows of tables, but nothing else that stands there', () => {
    const test = `
      const LINES = [['is a row', { to: ['is a field'] }]]
      describe('is a group', () => {
        it.each(['is a word'])('is each %s', (word) => {
          expect(word, 'is said').toBe('is a value')
        })
        test('is a test', () => call('is an argument'))
      })`
    expect([...titlesOf(test)].sort()).toEqual([
      'is a group',
      'is a row',
      'is a test',
      'is a word',
      'is each %s',
    ])
  })
})

describe('what the code cites', () => {
  it('is each text that is an id, whatever holds it, and no other', () => {
    const source = `const A = { rule: 'A9', rules: ['L1', 'F14'] }; supporting('L10', 'C1', 'S4 A7'); // 'Q1'`
    expect(citedIn(source)).toEqual(['A9', 'L1', 'F14', 'L10'])
  })
})
