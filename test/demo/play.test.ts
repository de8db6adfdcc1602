import { hash } from 'node:crypto'
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoPaths } from '../../src/demo/files.ts'
import { giveKits } from '../../src/demo/kits.ts'
import { playDemo, welcome } from '../../src/demo/play.ts'
import { createClient } from '../../src/sdk/client.ts'
import { secretFrom } from '../../src/sdk/kit.ts'
import { signInByPassphrase } from '../../src/sdk/passphrase.ts'
import { type RunningService, startService } from '../journeys/service.ts'

let service: RunningService
let home: string

beforeAll(async () => {
  service = await startService()
  home = await mkdtemp(join(tmpdir(), 'dh-'))
})
afterAll(async () => {
  await service?.stop()
  await rm(home, { recursive: true, force: true })
})

/** All four journeys are played in test/promises/7-nobody-in-the-logs.test.ts, which also looks at what was logged. */
describe('the demonstration', () => {
  it('shows at the first start that the main job runs, then the accounts and what to try', async () => {
    const lines: string[] = []
    await welcome({ config: service, out: (line) => lines.push(line), first: true })
    const text = lines.join('\n')
    expect(text).toContain('  9. The case worker sees the signed receipts')
    for (const login of ['asb.caseworker', 'yot.officer', 'court.listing', 'auditor', 'co-ordinator']) {
      expect(text).toContain(`  ${login} `)
    }
    expect(text).toContain(`npx despatch login ${service.origin} --as asb.caseworker --key `)
  })

  it('leaves whoever sits before a screen a kit that signs them in in a browser, once', async () => {
    const { passphrase, kit, personKey } = demoPaths(service.dataDir)
    const printed = await readFile(kit('yot.officer'), 'utf8')
    const session = await signInByPassphrase({
      client: createClient({ origin: service.origin }),
      login: 'yot.officer',
      passphrase: (await readFile(passphrase, 'utf8')).trim(),
      secret: secretFrom(printed),
      hash: (data) => hash('sha256', data, 'buffer'),
    })
    expect(session.person.login).toBe('yot.officer')
    await expect(access(kit('court.system'))).rejects.toThrow('ENOENT')
    await access(personKey('court.system'))
    await giveKits(service)
    expect(await readFile(kit('yot.officer'), 'utf8')).toBe(printed)
  })

  it('does not play again at a later start', async () => {
    const lines: string[] = []
    await welcome({ config: service, out: (line) => lines.push(line), first: false })
    expect(lines.join('\n')).not.toContain('Journey 1')
  })

  it('says what to do where no service has run', async () => {
    await expect(playDemo({ config: { dataDir: home }, out: () => {} })).rejects.toThrow(
      'Start it first: npm start',
    )
  })

  it('says what to do where the service has no demonstration', async () => {
    const dataDir = join(home, 'external')
    await mkdir(dataDir)
    await writeFile(join(dataDir, 'run.json'), JSON.stringify({ origin: service.origin }))
    await expect(playDemo({ config: { dataDir }, out: () => {} })).rejects.toThrow('serve --demo')
  })
})
