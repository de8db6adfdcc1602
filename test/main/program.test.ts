import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SETTINGS } from '../../src/config/settings.ts'
import { runProgram } from '../../src/main/program.ts'

async function run(...args: string[]) {
  const said = { out: '', err: '' }
  const exitCode = await runProgram(args, {
    env: {},
    out: (line) => {
      said.out += `${line}\n`
    },
    err: (line) => {
      said.err += `${line}\n`
    },
  })
  return { exitCode, ...said }
}

test('the version is that of the package', async () => {
  const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'))
  expect(await run('--version')).toEqual({ exitCode: 0, out: `${version}\n`, err: '' })
})

test('serve --help lists every setting', async () => {
  const { exitCode, out } = await run('serve', '--help')
  expect(exitCode).toBe(0)
  for (const [name] of SETTINGS) expect(out).toContain(`  ${name} `)
})

test('wrong usage ends with 2 and says what is wrong', async () => {
  expect(await run('serve', '--rôle')).toMatchObject({ exitCode: 2, err: expect.stringContaining('--rôle') })
})
