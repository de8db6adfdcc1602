import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCurrent, stateOf } from '../../src/cli/state.ts'
import { mailboxes } from '../../src/demo/partnership/mailboxes.ts'
import { people } from '../../src/demo/partnership/people.ts'
import { playDemo } from '../../src/demo/play.ts'
import { kinds } from '../../src/domain/kinds.ts'
import { type Running, runDespatch } from '../main/running.ts'
import { wordsIn } from '../services/planted-words.ts'
import type { TestDatabase } from '../setup/database.ts'
import { createPartnership } from '../setup/partnership.ts'
import { freePort } from '../setup/ports.ts'

/** A rejection that nobody handled, at a signal; its message and all that it carries are about somebody. */
const CRASH = `process.on('SIGUSR2', () => {
  void Promise.reject(Object.assign(new TypeError('Testina of Nowhere Lane'), { code: 'Dummy Witness', detail: 'Testina' }))
})`

let database: TestDatabase
let folder: string
let service: Running
let origin: string
let steps: { step: number; says: string; evidence: unknown[] }[]
/** Everything that the service's process wrote to its log, to the end. */
let logged: string[]

beforeAll(async () => {
  const made = await createPartnership('dn-')
  database = made.database
  folder = await mkdtemp(join(tmpdir(), 'dnh-'))
  const planted = join(folder, 'planted.mjs')
  await writeFile(planted, CRASH)
  const [port, smtpPort] = await Promise.all([freePort('127.0.0.1'), freePort('127.0.0.1')])
  service = runDespatch(['serve', '--demo'], {
    DATA_DIR: made.dataDir,
    DATABASE_URL: database.runtimeUrl,
    DATABASE_SEQUENCER_URL: database.sequencerUrl,
    PORT: String(port),
    SMTP_PORT: String(smtpPort),
    LOG_LEVEL: 'trace',
    NODE_OPTIONS: `--import ${planted}`,
  })
  origin = await service.ready
  const lines: string[] = []
  await playDemo({
    config: { dataDir: made.dataDir },
    out: (line) => lines.push(line),
    env: { DESPATCH_HOME: folder },
    json: true,
  })
  steps = lines.map((line) => JSON.parse(line))
  await fetch(`${origin}/Testina/Nowhere%20Lane?name=Dummy%20Witness`)
  service.child.kill('SIGUSR2')
  const { exitCode, err } = await service.ended
  expect(exitCode).toBe(70)
  logged = err.trimEnd().split('\n')
  await rm(made.dataDir, { recursive: true, force: true })
}, 240_000)
afterAll(async () => {
  service?.child.kill('SIGKILL')
  await database?.drop()
  await rm(folder, { recursive: true, force: true })
})

/** Every text of some length in the examples that the journeys send: names, addresses, what happened to whom. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.length > 5 && /[A-Z0-9]/.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

const WORDS = [
  ...new Set([
    ...kinds.flatMap(({ example }) => textsOf(example)),
    ...people.flatMap(({ login, title }) => [login, title]),
    ...mailboxes.flatMap(({ address, name }) => [address.slice(0, address.indexOf('@') + 1), name]),
    ...['Testina', 'Placeholder', 'Dummy', 'Specimen', 'Imaginary Street', 'Made-Up Court', 'Nowhere Lane'],
    ...[
      'incident diary',
      'order.pdf',
      'map.pdf',
      '.eml',
      '.pdf',
      'Subject',
      'RESTRICTED',
      'Anti-social behaviour order',
    ],
  ]),
]

describe('promise 7: in the log of a whole demonstration, at its most talkative', () => {
  it('all four journeys are played, and leave the command line signed in as the auditor', async () => {
    const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1)
    expect(steps.map(({ step }) => step)).toEqual([9, 14, 8, 10].flatMap(upTo))
    for (const { says, evidence } of steps) expect(evidence, says).not.toEqual([])
    expect(await readCurrent(stateOf({ DESPATCH_HOME: folder }))).toEqual({ origin, login: 'auditor' })
  })

  it('stands nobody’s name, address, number, subject or file, whoever they are', () => {
    expect(logged.length).toBeGreaterThan(150)
    expect(WORDS.length).toBeGreaterThan(80)
    expect(wordsIn(Buffer.from(logged.join('\n')), WORDS)).toEqual([])
  })

  it('stands no address of a machine but the service’s own, where it says that it listens', () => {
    const listening = logged.filter((line) => /"msg":"Server listening at /.test(line))
    expect(listening).toHaveLength(1)
    const others = logged.filter((line) => !listening.includes(line))
    expect(others.filter((line) => /\b\d{1,3}(?:\.\d{1,3}){3}\b|::1|https?:\/\//.test(line))).toEqual([])
  })

  it.each(['as it is', 'as base64', 'as hexadecimal', 'percent-encoded'])(
    'a name that is planted in one line is found %s',
    (form) => {
      const name = 'Testina of Nowhere Lane'
      const text =
        {
          'as base64': Buffer.from(name).toString('base64'),
          'as hexadecimal': Buffer.from(name).toString('hex'),
          'percent-encoded': encodeURIComponent(name),
        }[form] ?? name
      const planted = [...logged, JSON.stringify({ level: 30, msg: text })].join('\n')
      expect(wordsIn(Buffer.from(planted), WORDS)).toEqual(
        expect.arrayContaining(['Testina', 'Nowhere Lane']),
      )
    },
  )

  it('every line is JSON, each of a request with its id, each of a fault with where it was', () => {
    const lines = logged.map((line) => JSON.parse(line))
    const answered = lines.filter(({ msg }) => msg === 'answered')
    expect(answered.length).toBeGreaterThan(100)
    for (const { reqId } of answered) expect(reqId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(lines.filter(({ level }) => level >= 50)).toEqual([
      expect.objectContaining({
        level: 60,
        msg: 'a rejection that nobody handled; the process ends',
        fault: 'TypeError',
        at: expect.arrayContaining([expect.stringContaining('planted.mjs')]),
      }),
    ])
  })
})
