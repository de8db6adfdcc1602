import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Io } from '../../src/main/io.ts'
import { runProgram } from '../../src/main/program.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { freePort } from '../setup/ports.ts'

let home: string
let external: Record<string, string>
let database: TestDatabase
let ports: Record<string, string>

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'despatch-refused-'))
  database = await createTestDatabase()
  external = {
    DATABASE_URL: database.runtimeUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_SEQUENCER_URL: database.sequencerUrl,
    DATA_DIR: join(home, 'external'),
  }
  const [port, smtpPort] = await Promise.all([freePort('127.0.0.1'), freePort('127.0.0.1')])
  ports = { PORT: String(port), SMTP_PORT: String(smtpPort) }
})
afterAll(async () => {
  await database?.drop()
  await rm(home, { recursive: true, force: true })
})

/** `despatch serve` in this process, with these settings alone: it ends by itself. */
async function serve(settings: Record<string, string>, ...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const io: Io = {
    env: { DATA_DIR: join(home, 'data'), LOG_LEVEL: 'warn', ...ports, ...settings },
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
  }
  const exitCode = await runProgram(['serve', ...args], io)
  return { exitCode, out: out.join('\n'), err: err.join('\n') }
}

/** What it says when it refuses to start, which is all that it says. */
async function refusalOf(settings: Record<string, string>): Promise<string> {
  const { exitCode, out, err } = await serve(settings)
  expect({ exitCode, out }, err).toEqual({ exitCode: 1, out: '' })
  expect(err).not.toMatch(/^\s+at /m)
  return err
}

describe('a start is refused in one sentence', () => {
  it.each(['PORT', 'SMTP_PORT'])('for a taken %s', async (setting) => {
    const squatter = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => squatter.once('listening', resolve))
    const address = squatter.address()
    const taken = typeof address === 'object' && address ? String(address.port) : ''
    expect(await refusalOf({ [setting]: taken })).toBe(
      `Port ${taken} on 127.0.0.1 is taken: stop what listens there, or set ${setting} to another port.`,
    )
    squatter.close()
  })

  it('for a data directory that cannot be written', async () => {
    // A file in the way stops root too.
    const file = join(home, 'file')
    await writeFile(file, '')
    for (const path of [file, join(file, 'below')]) {
      expect(await refusalOf({ DATA_DIR: path })).toMatch(
        /^The data directory .* cannot be used \(.*a file\): set DATA_DIR to one that can\.$/,
      )
    }
  })

  it.each(['keys', 'postgres'])(
    'for a file where the folder %s of the data directory belongs',
    async (name) => {
      const path = join(await mkdtemp(join(home, 'in-the-way-')), name)
      await writeFile(path, '')
      expect(await refusalOf({ DATA_DIR: join(path, '..') })).toBe(
        `${path} cannot be used (it is a file): put it right, or set DATA_DIR to another folder.`,
      )
    },
  )

  it('for a HOST that is no address of this machine', async () => {
    // RFC 5737: addresses for documents, which no machine has.
    expect(await refusalOf({ HOST: '192.0.2.1' })).toMatch(
      /^HOST is 192\.0\.2\.1, which is not an address of this machine: .*\.$/,
    )
  })

  it('for each wrong setting; wrong usage ends with 2', async () => {
    expect(await refusalOf({ PORT: 'eighty', LOG_LEVEL: 'loud' })).toMatch(
      /^PORT must be .*\.\nLOG_LEVEL must be .*\.$/,
    )
    expect(await serve({}, '--role', 'king')).toMatchObject({ exitCode: 2 })
  })

  // The log is safe from the service only while the service may not write it.
  it.each<[string, (urls: Record<string, string>) => Record<string, string | undefined>, RegExp]>([
    [
      'the owner’s in the place of the runtime login',
      (urls) => ({ DATABASE_URL: urls.DATABASE_OWNER_URL }),
      /^The login of DATABASE_URL (?:owns the tables|may write the log).*\.$/,
    ],
    [
      'the sequencer’s in the place of the runtime login',
      (urls) => ({ DATABASE_URL: urls.DATABASE_SEQUENCER_URL, DATABASE_OWNER_URL: '' }),
      /DATABASE_URL|may not do its part/,
    ],
    [
      'the runtime login in the place of the sequencer’s',
      (urls) => ({ DATABASE_SEQUENCER_URL: urls.DATABASE_URL }),
      /^The login of DATABASE_SEQUENCER_URL has not the rights/,
    ],
  ])('for a login in another’s place: %s', async (_what, misplace, sentence) => {
    expect(await refusalOf({ ...external, ...misplace(external) } as Record<string, string>)).toMatch(
      sentence,
    )
  })

  it('for an owner’s login that may not migrate', async () => {
    const empty = await createTestDatabase({ migrated: false })
    const settings = { ...external, DATABASE_URL: empty.runtimeUrl, DATABASE_OWNER_URL: empty.runtimeUrl }
    expect(await refusalOf(settings)).toMatch(/^A login may not do its part \(.*DATABASE_OWNER_URL.*\.$/)
    await empty.drop()
  })

  it('for a database that does not answer', async () => {
    const nowhere = 'postgres://nobody@127.0.0.1:1/none'
    const settings = { DATABASE_URL: nowhere, DATABASE_OWNER_URL: nowhere, DATABASE_SEQUENCER_URL: nowhere }
    expect(await refusalOf({ ...external, ...settings })).toMatch(
      /^The database of DATABASE_URL does not answer \(ECONNREFUSED\): .*\.$/,
    )
  })

  it('for a file of names and passwords that says something else, without repeating any of it', async () => {
    const path = join(home, 'credentials.json')
    await writeFile(path, '{"partner.example": {"user": "despatch", "pass": "s3cret"}}')
    const said = await refusalOf({ ...external, RELAY_CREDENTIALS_FILE: path })
    expect(said).toMatch(
      /^The file of RELAY_CREDENTIALS_FILE is not as it must be: the entry of partner\.example/,
    )
    expect(said).not.toMatch(/s3cret|"despatch"/)
  })

  it('for a sequencer without its login', async () => {
    expect(await refusalOf({ ...external, DATABASE_SEQUENCER_URL: '' })).toMatch(
      /^The sequencer needs DATABASE_SEQUENCER_URL.*\.$/,
    )
  })
})
