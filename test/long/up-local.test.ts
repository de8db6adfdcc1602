import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const ROOT = join(import.meta.dirname, '../..')

/** Which PostgreSQL this system has. */
const versions = existsSync('/usr/lib/postgresql/15/bin/postgres') ? ['15', '18'] : ['18']

describe.each(versions)('npm run up:local on PostgreSQL %s', (version) => {
  it('starts every service of docker-compose.yml, plays journey 1 through them, and stops them', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['scripts/up-local.ts', '--once', '--postgres', version],
      { cwd: ROOT },
    )
    const { services } = parse(await readFile(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true })
    for (const name of Object.keys(services)) {
      const once = ['migrate', 'keys'].includes(name)
      expect(stdout).toMatch(once ? `${name} has done its work` : `${name} is up`)
      if (!once) expect(stdout).toContain(`${name} has stopped`)
    }
    expect(stdout).toContain('Journey 1 went through.')
  })
})
