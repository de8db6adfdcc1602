import { execFile, spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROLES } from '../../src/domain/roles.ts'
import { OPERATIONS } from '../../src/domain/wire/operations.ts'
import { prepared } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

const run = promisify(execFile)
/** The commands of docs/api.md, in their order; what is only shown stands in blocks of no language. */
const guide = await readFile(join(import.meta.dirname, '../../docs/api.md'), 'utf8')
const commands = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block ?? '')

let service: TestService
let folder: string
let printed: string

beforeAll(async () => {
  service = await startTestService()
  const sender = await service.session('asb.caseworker')
  for (let n = 0; n < 21; n++) await sender.client.submit(await prepared(sender))
  folder = await mkdtemp(join(tmpdir(), 'dh-'))
  await chmod(folder, 0o700)
  const demo = join(service.config.dataDir, 'demo')
  // In place of the person who is asked for the passphrase.
  const settings = ['batch', 'pinentry-mode loopback', `passphrase-file ${join(demo, 'passphrase')}`]
  await writeFile(join(folder, 'gpg.conf'), `${settings.join('\n')}\n`)
  const { stdout } = await run('sh', ['-euc', commands.join('\n')], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      GNUPGHOME: folder,
      ORIGIN: service.origin,
      LOGIN: 'council.liaison',
      KEY_FILE: join(demo, 'people', 'council.liaison.asc'),
    },
  })
  printed = stdout
})
afterAll(async () => {
  if (folder) {
    spawnSync('gpgconf', ['--homedir', folder, '--kill', 'gpg-agent'], { stdio: 'ignore' })
    await rm(folder, { recursive: true, force: true })
  }
  await service?.stop()
})

describe('the guide to the API', () => {
  it('lists the operations from the document', () => {
    expect(commands.length).toBeGreaterThan(5)
    for (const { id, summary } of OPERATIONS) expect(printed).toContain(`${id}: ${summary}\n`)
    expect(printed).toContain('"$ORIGIN/api/v1/inbox"')
  })

  it('signs in with gpg, and reads a list to its end', async () => {
    const lines = printed.split('\n').filter((line) => / to yot@liverpool\.gcsx\.gov\.test$/.test(line))
    expect(lines).toHaveLength(21)
    expect(new Set(lines).size).toBe(21)
  })

  it('shows a problem, and what to do about each', () => {
    expect(printed).toContain('urn:despatch:problem:not-signed-in\nSign in first')
    expect(printed).toContain('409 urn:despatch:problem:collect-first: Post a signed')
  })

  it('leaves the register as files', async () => {
    const csv = await readFile(join(folder, 'disclosures.csv'), 'utf8')
    expect(csv.trim().split('\r\n')).toHaveLength(22)
    const { rows } = JSON.parse(await readFile(join(folder, 'disclosures.json'), 'utf8'))
    expect(rows).toHaveLength(21)
    expect(printed.trimEnd().endsWith('\n21')).toBe(true)
  })

  it('names no role, route or file that there is not', async () => {
    expect(ROLES).toContain('liaison-officer')
    for (const [, path = ''] of guide.matchAll(/`(src\/[a-z/.-]+\.ts)`/g)) {
      await expect(readFile(join(import.meta.dirname, '../..', path))).resolves.toBeDefined()
    }
    const routes = OPERATIONS.map(({ path }) => path)
    for (const [, path = ''] of guide.matchAll(/\$ORIGIN(\/[a-z0-9/.-]+)/g)) expect(routes).toContain(path)
  })
})
