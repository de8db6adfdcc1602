import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const MAIN = join(import.meta.dirname, '../../src/main.ts')

let folder: string
let script: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'despatch-completion-'))
  // The command as it is when it is installed: by its name, and run by this very Node.
  await symlink(MAIN, join(folder, 'despatch'))
  await symlink(process.execPath, join(folder, 'node'))
  script = join(folder, 'despatch.bash')
  await writeFile(script, execFileSync(process.execPath, [MAIN, 'completion', 'bash']))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What a bash that has read the script offers for a line whose last word is being typed. */
function offered(...words: string[]): string[] {
  const line = words.join(' ')
  const { stdout, status } = spawnSync(
    'bash',
    [
      '--norc',
      '-c',
      `source /usr/share/bash-completion/bash_completion
       source ${script}
       COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
       COMP_CWORD=${words.length - 1}; COMP_LINE='${line}'; COMP_POINT=${line.length}
       function=$(complete -p despatch | sed -E 's/.*-F ([^ ]+).*/\\1/')
       $function despatch '${words.at(-1)}' '${words.at(-2)}'
       printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
    { encoding: 'utf8', env: { ...process.env, PATH: `${folder}:${process.env.PATH}` } },
  )
  expect(status).toBe(0)
  return stdout
    .split('\n')
    .map((word) => word.trim().split(/\s/, 1)[0] ?? '')
    .filter((word) => word !== '')
}

it('completes commands in a real bash', () => {
  expect(offered('despatch', 'dis')).toContain('disclosures')
  expect(offered('despatch', 'log', 'rec')).toContain('reconcile')
})

it('completes options, and the choices of an option', () => {
  expect(offered('despatch', 'disclosures', '--st')).toContain('--state')
  expect(offered('despatch', 'disclosures', '--state', 'unans')).toContain('unanswered')
})
