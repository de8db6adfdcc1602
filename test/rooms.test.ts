import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { violations } from './setup/rooms.ts'

const SRC = join(import.meta.dirname, '../src')

test('every room imports only the rooms that the table allows it', async () => {
  const files = new Map<string, string>()
  for await (const path of glob('**/*.{ts,tsx}', { cwd: SRC }))
    files.set(path, await readFile(join(SRC, path), 'utf8'))
  expect(files.size).toBeGreaterThan(20)
  expect(violations(files)).toEqual([])
})

test.each([
  ['domain/a.ts', `import { db } from '../store/connect.ts'`, 'domain may not import store'],
  ['domain/a.ts', `import type { Database } from '../store/tables.ts'`, 'domain may not import store'],
  ['log/a.ts', `export * from '../domain/day.ts'`, 'log may not import domain'],
  ['mail/a.ts', `const relay = () => import('./gateway/relay.ts')`, 'mail may not import mail/gateway'],
  ['api/routes/a.ts', `type Row = import('../../store/tables.ts').Database`, 'api may not import store'],
  ['services/a.ts', `import config from '../config.ts'`, 'services may not import config'],
  ['cli/a.ts', `export { seal } from '../crypto/seal.ts'`, 'cli may not import crypto'],
  ['crypto/a.ts', `import { createHash } from 'node:crypto'`, `runs anywhere, and node:crypto is Node's`],
  ['crypto/a.ts', `import fs from 'fs'`, `runs anywhere, and fs is Node's`],
  ['sdk/a.ts', `const home = process.env.HOME`, `runs anywhere, and process is Node's`],
  [
    'mail/a.ts',
    `export const bytes = (text: string) => Buffer.from(text)`,
    `runs anywhere, and Buffer is Node's`,
  ],
  [
    'web/a.tsx',
    `import { seal } from '../crypto/seal.ts'\nexport const a = <p>{seal}</p>`,
    'web may not import crypto',
  ],
  ['main/a.ts', 'const load = (name: string) => import(name)', 'imports what only running it would tell'],
  ['tools/a.ts', '', 'stands in no room'],
])('a violation planted in %s is found: %s', (path, source, problem) => {
  expect(violations(new Map([[path, source]]))).toEqual([expect.stringContaining(problem)])
})

test('rooms that import each other are found, over any number of rooms and through lazy imports', () => {
  const files = new Map([
    ['main/a.ts', `import '../demo/b.ts'`],
    ['demo/b.ts', `import '../api/c.ts'; void import('../main/a.ts')`],
  ])
  expect(violations(files)).toEqual([expect.stringContaining('main → demo → main')])
})

test('what only looks like a violation is none', () => {
  const files = new Map([
    [
      'domain/a.ts',
      `// import '../store/connect.ts'\nexport const a = { process: 1 }, b = a.process, c = "import '../api/x.ts'"`,
    ],
    ['mail/gateway/a.ts', `import { connect } from 'node:net'\nimport { b } from '../b.ts'`],
    ['main.ts', `import './config.ts'; import './cli/commands.ts'`],
  ])
  expect(violations(files)).toEqual([])
})
