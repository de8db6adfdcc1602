import { execFileSync } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seal } from '../../../src/crypto/seal.ts'
import { signStatement } from '../../../src/crypto/statement.ts'
import { problemType } from '../../../src/domain/problems.ts'
import { openReview } from '../../../src/sdk/audit/papers.ts'
import { beginSample, drawSampleOf, keepFindings } from '../../../src/sdk/audit/review.ts'
import { signReview } from '../../../src/sdk/audit/sign.ts'
import { openSignedCheckpoint } from '../../../src/sdk/checkpoint.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { prepared, refusal, until } from '../../services/sending.ts'
import { startTestService, type TestService } from '../../setup/service.ts'
import { newFolder } from '../folder.ts'
import { type Machine, newMachine } from '../run.ts'
import { appointSecondAuditor } from './second-auditor.ts'

const SENT = 6
const MONTH = new Date().toISOString().slice(0, 7)

let service: TestService
let auditor: Machine
let second: Machine
let folder: string
let session: Session

beforeAll(async () => {
  service = await startTestService()
  folder = await newFolder()
  await appointSecondAuditor(service)
  const sender = await service.session('asb.caseworker')
  for (let n = 0; n < SENT; n += 1) await sender.client.submit(await prepared(sender))
  const env = { DESPATCH_PASSPHRASE_FILE: join(service.config.dataDir, 'demo', 'passphrase') }
  const machine = async (login: string): Promise<Machine> => {
    const made = await newMachine({ env })
    const key = join(service.config.dataDir, 'demo', 'people', `${login}.asc`)
    const { code, err } = await made.despatch('login', service.origin, '--as', login, '--key', key)
    expect([code, err]).toEqual([0, ''])
    return made
  }
  auditor = await machine('auditor')
  second = await machine('co-ordinator')
  session = await service.session('auditor')
  await until('everything was published', async () => {
    const pending = await service.database.db.selectFrom('log_pending').select('staged_id').execute()
    return pending.length === 0
  })
}, 120_000)
afterAll(async () => {
  await service?.stop()
  await rm(folder, { recursive: true, force: true })
})

type Shown = {
  review: string
  state: string
  items: { leaf: string; outcome: string | null; note: string; facts: { reference: string } | null }[]
  draw: { population: number; overlapping: number }
}

const sampled = async (machine: Machine, ...more: string[]): Promise<Shown> => {
  const { code, document, err } = await machine.json('audit', 'sample', '--month', MONTH, ...more)
  expect([code, err]).toEqual([0, ''])
  return document as Shown
}

/** Verifies a report as somebody would who has nothing but the folder. */
const verified = async (dir: string) => {
  const { code, document } = await (await newMachine()).json('audit', 'verify', dir)
  return { code, ...(document as { verified: boolean; problems: string[] }) }
}

describe('a review of a sample', () => {
  let review: string
  let leaves: string[]
  const report = () => join(folder, 'report')

  it('is announced, drawn from every disclosure of the month, and sealed to the auditors', async () => {
    const drawn = await sampled(auditor, '--count', '4', '--title', 'Spring <b>review</b>')
    review = drawn.review
    leaves = drawn.items.map(({ leaf }) => leaf)
    expect(new Set(leaves).size).toBe(4)
    expect(drawn.draw).toMatchObject({ population: SENT, overlapping: 1 })
    expect(drawn.items.every(({ facts }) => facts?.reference.startsWith('ASB-'))).toBe(true)
    const row = await service.database.db.selectFrom('review').selectAll().executeTakeFirstOrThrow()
    expect(JSON.stringify({ ...row, sealed: Buffer.from(row.sealed).toString('latin1') })).not.toContain(
      'Spring',
    )
  })

  it('goes on with another auditor, whose change nobody overwrites', async () => {
    const [first = '', other = '', ...rest] = leaves
    const now = new Date()
    const stale = await openReview(session, review, now)
    expect(
      await second.despatch(
        'audit',
        'mark',
        review,
        first,
        '--outcome',
        'fault',
        '--note',
        '=no <i>basis</i>',
      ),
    ).toMatchObject({
      code: 0,
      out: 'Kept. 1 of 4 have an outcome.',
    })
    await expect(
      keepFindings(session, stale, new Map([[other, { outcome: 'in-order' as const }]]), now),
    ).rejects.toThrow('A colleague changed')
    expect(await auditor.despatch('audit', 'sign', review, '--dir', report())).toMatchObject({
      code: 1,
      err: expect.stringContaining(
        `3 of 4 leaves have no outcome yet, the first of them ${other}. Nothing was signed. Give it one with: despatch audit mark ${review} ${other}`,
      ),
    })
    await auditor.despatch('audit', 'mark', review, other, ...rest, '--outcome', 'in-order')
    const shown = await auditor.despatch('audit', 'show', review.slice(-8))
    expect(shown.out).toMatch(/^RESTRICTED\n[\s\S]*note: =no <i>basis<\/i>[\s\S]*\nRESTRICTED$/)
    expect(shown.out.replaceAll('\n', ' ')).toMatch(
      new RegExp(`A sample of 4 of the disclosures of ${MONTH}, announced by entry \\d+ of the log`),
    )
    expect(await auditor.despatch('audit', 'mark', review, '999999', '--outcome', 'fault')).toMatchObject({
      code: 1,
    })
  })

  it('has a draft that says it is one, and a signed report that gpg verifies by itself', async () => {
    const draft = join(folder, 'draft')
    await auditor.despatch('audit', 'report', review, '--dir', draft)
    expect(await readFile(join(draft, 'report.html'), 'utf8')).toContain('Nobody has signed this')
    const signed = await auditor.despatch('audit', 'sign', review, '--dir', report())
    expect([signed.code, signed.err]).toEqual([0, ''])
    expect(signed.out).toMatch(/as entry \d+\.$/)
    const home = await newFolder()
    const options = {
      cwd: report(),
      encoding: 'utf8',
      env: { PATH: process.env.PATH, GNUPGHOME: home },
    } as const
    execFileSync('gpg', ['--batch', '--quiet', '--import', 'signer.asc'], { ...options, stdio: 'pipe' })
    execFileSync('gpg', ['--batch', '--verify', 'review.json.asc', 'review.json'], {
      ...options,
      stdio: 'pipe',
    })
    execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { ...options, stdio: 'pipe' })
    const sums = execFileSync('sha256sum', ['SHA256SUMS'], options).slice(0, 64)
    const statement = JSON.parse(await readFile(join(report(), 'review.json'), 'utf8'))
    expect(statement).toMatchObject({ report: sums, outcomes: { 'in-order': 3, question: 0, fault: 1 } })
    await rm(home, { recursive: true, force: true })
  })

  it('is drawn again by a stranger with the commands of the guide', async () => {
    const guide = await readFile(join(import.meta.dirname, '../../../docs/auditing.md'), 'utf8')
    const script = /```bash\n([\s\S]*?)```/.exec(guide)?.[1] ?? ''
    const [digest = '', ...drawn] = execFileSync('bash', ['-euc', script], {
      cwd: report(),
      encoding: 'utf8',
    })
      .trim()
      .split('\n')
    expect(drawn).toEqual(leaves)
    const { announcements } = JSON.parse(await readFile(join(report(), 'announcements.json'), 'utf8'))
    expect(announcements[0].record).toContain(`"nonceSha256":"${digest.slice(0, 64)}"`)
  })

  it('is a page without script or anything from elsewhere, marked first and last, all text escaped', async () => {
    const page = await readFile(join(report(), 'report.html'), 'utf8')
    const text = page.replace(/<style>[\s\S]*?<\/style>/, '').replaceAll(/<[^>]*>/g, '\n')
    const words = text.split('\n').filter((line) => line.trim() !== '')
    expect([words[1], words.at(-1)]).toEqual(['RESTRICTED', 'RESTRICTED'])
    expect(page).toContain('Spring &lt;b>review&lt;/b>')
    expect(page).not.toMatch(/<script|<i>|<b>|https?:|url\(|src=|href=/i)
    const table = await readFile(join(report(), 'report.csv'), 'utf8')
    expect(table).toMatch(/^RESTRICTED\r\nleaf,type,/)
    expect(table).toContain(',accepted,in-order,')
    expect(table).toContain(",fault,'=no <i>basis</i>,opened,ASB-")
    expect(table).toMatch(/\r\nRESTRICTED\r\n$/)
  })

  it('is not changed after it is signed, by whomever', async () => {
    const [leaf = ''] = leaves
    expect(await auditor.despatch('audit', 'mark', review, leaf, '--outcome', 'question')).toMatchObject({
      code: 1,
    })
    const where = `Its report: despatch audit report ${review} --dir FOLDER`
    expect(await auditor.despatch('audit', 'discard', review)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`That review is signed, and stays. ${where}`),
    })
    expect(await auditor.despatch('audit', 'sign', review, '--dir', join(folder, 'again'))).toMatchObject({
      code: 1,
      err: expect.stringContaining(`That review is signed already. ${where}`),
    })
    const { owner } = service.database
    await expect(
      owner.updateTable('review').set({ done: 0 }).where('id', '=', review).execute(),
    ).rejects.toThrow('a signed review is not changed')
    await expect(owner.deleteFrom('review').where('id', '=', review).execute()).rejects.toThrow(
      'a signed review',
    )
  })

  it('is countersigned by a second auditor, and not by the first again', async () => {
    expect(await auditor.despatch('audit', 'countersign', report())).toMatchObject({ code: 1 })
    const done = await second.despatch('audit', 'countersign', report())
    expect([done.code, done.err]).toEqual([0, ''])
    const shown = await auditor.json('audit', 'verify', report())
    expect(shown.document).toMatchObject({
      verified: true,
      draw: { population: SENT, overlapping: 1, unread: 0 },
      keys: [
        { step: 'signed', post: expect.stringContaining('Auditor P-1001') },
        { step: 'countersigned', post: expect.stringContaining('CSP Co-ordinator P-0001') },
      ],
    })
    expect(await verified(report())).toEqual(
      expect.objectContaining({ code: 0, verified: true, problems: [] }),
    )
    expect((await auditor.despatch('audit')).out).toMatch(
      /countersigned by co-ordinator on .*: entry \d+ of the log/,
    )
    const again = join(folder, 'written again')
    expect((await second.despatch('audit', 'report', review, '--dir', again)).out).toContain(
      'the signed report',
    )
    expect(await verified(again)).toMatchObject({ code: 0 })
    const names = async (dir: string) => (await readdir(dir, { recursive: true })).sort()
    expect(await names(again)).toEqual(await names(report()))
  })

  it('says which log proves it: one that is pinned here, one that was, or one that anybody may have made up', async () => {
    const { logKey } = session.service
    const asked = async (machine: Machine) => ({
      said: await machine.despatch('audit', 'verify', report()),
      document: (await machine.json('audit', 'verify', report())).document,
    })
    const { host } = new URL(service.origin)
    const own = await asked(auditor)
    expect(own.said.out).toContain(
      `The log’s key: ${logKey}\nIt is the log key of ${host} that is pinned here.`,
    )
    expect(own.document).toMatchObject({ logKey, logKnown: host })

    const stranger = await newMachine()
    const unknown = await asked(stranger)
    expect(unknown.said).toMatchObject({
      code: 0,
      out: expect.stringContaining('is not known here: anybody'),
    })
    expect(unknown.document).toMatchObject({ logKey, logKnown: null })

    const server = join(stranger.home, 'servers', 'log.example.test')
    await mkdir(server, { recursive: true })
    const pinned = (pins: object) => writeFile(join(server, 'pins.json'), JSON.stringify(pins))
    const other = `${logKey.split('+')[0]}+00000000+AQ==`
    await pinned({ log: other, 'log:former': logKey })
    const former = await asked(stranger)
    expect(former.said.out).toContain('It is a former log key of log.example.test')
    await pinned({ log: other })
    const refused = await asked(stranger)
    expect(refused.said).toMatchObject({
      code: 1,
      err: expect.stringContaining('The report’s log key is not the one pinned for log.example.test'),
    })
    expect(refused.said.out).not.toContain('Verified')
  })

  it('does not hold when anything in its folder is another', async () => {
    const copy = join(folder, 'changed')
    const changes: [string, (dir: string) => Promise<unknown>, RegExp][] = [
      [
        'a file changed',
        (dir) => writeFile(join(dir, 'report.csv'), 'nothing'),
        /report\.csv: it was changed/,
      ],
      ['a file gone', (dir) => rm(join(dir, 'nonce')), /nonce: it is missing/],
      ['a signature gone', (dir) => rm(join(dir, 'review.json.asc')), /^review\.json\.asc: it is missing\.$/],
      [
        'a proof gone',
        (dir) => rm(join(dir, 'proofs', `${leaves[0]}.tlog-proof`)),
        /^proofs\/\d+\.tlog-proof: it is missing\.$/,
      ],
      ['a file added', (dir) => writeFile(join(dir, 'more.html'), ''), /more\.html: it does not belong/],
      [
        'a proof of another',
        async (dir) =>
          cp(join(dir, 'proofs', `${leaves[0]}.tlog-proof`), join(dir, 'proofs', `${leaves[1]}.tlog-proof`)),
        /not the proof of this leaf/,
      ],
      [
        'another nonce',
        (dir) => writeFile(join(dir, 'nonce'), `${Buffer.alloc(32).toString('base64')}\n`),
        /sample: The nonce is not the one/,
      ],
      [
        'an entry left out',
        async (dir) => {
          const entries = (await readFile(join(dir, 'entries.txt'), 'utf8')).split('\n')
          await writeFile(join(dir, 'entries.txt'), entries.toSpliced(3, 3).join('\n'))
        },
        /sample: The entries from \d+ on are not all/,
      ],
      [
        'a statement changed',
        async (dir) => {
          const text = await readFile(join(dir, 'review.json'), 'utf8')
          await writeFile(join(dir, 'review.json'), text.replace('"fault":1', '"fault":0'))
        },
        /review\.json: /,
      ],
      [
        'a countersignature of another',
        async (dir) => {
          const text = await readFile(join(dir, 'countersigned-1.json'), 'utf8')
          await writeFile(join(dir, 'countersigned-1.json'), text.replace(/"report":"../, '"report":"ff'))
        },
        /countersign/,
      ],
    ]
    for (const [what, change, problem] of changes) {
      await rm(copy, { recursive: true, force: true })
      await cp(report(), copy, { recursive: true })
      await change(copy)
      const { code, problems } = await verified(copy)
      expect({ what, code, problems: problems.join('\n') }).toEqual({
        what,
        code: 1,
        problems: expect.stringMatching(problem),
      })
    }
  })
})

describe('a second draw of the same month', () => {
  it('is told in the report, and what was deleted counts', async () => {
    const drawn = await sampled(auditor, '--count', '500')
    expect(drawn.items).toHaveLength(SENT)
    expect((await auditor.despatch('audit', 'show', drawn.review)).out.replaceAll('\n', ' ')).toContain(
      `A sample of ${SENT} (500 were asked for) of the disclosures of ${MONTH}`,
    )
    expect(drawn.draw.overlapping).toBe(2)
    await auditor.despatch('audit', 'discard', drawn.review)
    expect((await sampled(second, '--count', '1')).draw.overlapping).toBe(3)
  })

  it('is not there for a month without a disclosure', async () => {
    const reviews = async () => (await auditor.json('audit')).document
    const before = await reviews()
    const { code, err } = await auditor.despatch('audit', 'sample', '--month', '1999-12')
    expect([code, err]).toEqual([1, expect.stringContaining('no disclosure of that month')])
    const next = await auditor.despatch('audit', 'sample', '--month', '2999-12')
    expect([next.code, next.err]).toEqual([2, expect.stringContaining('2999-12 has not begun')])
    expect(await reviews()).toEqual(before)
  })
})

describe('a review of a selection of the register', () => {
  it('has each leaf that the register lists, once, and is signed like any other', async () => {
    const { document } = await auditor.json(
      'audit',
      'select',
      '--kind',
      'asb-incident',
      '--title',
      'All of them',
    )
    const { review, items } = document as Shown
    expect(items).toHaveLength(SENT)
    await auditor.despatch('audit', 'mark', review, ...items.map(({ leaf }) => leaf), '--outcome', 'in-order')
    const dir = join(folder, 'selection')
    expect(await auditor.despatch('audit', 'sign', review, '--dir', dir)).toMatchObject({ code: 0, err: '' })
    expect(await verified(dir)).toMatchObject({ code: 0 })
  })
})

describe('the service', () => {
  it('keeps no papers that somebody else could open, or the one who keeps them could not', async () => {
    const liaison = await service.session('council.liaison')
    const about = { kind: 'selection', items: 0, done: 0, version: 0 } as const
    for (const recipients of [[session.key.toPublic(), liaison.key.toPublic()], [liaison.key.toPublic()]]) {
      const content = await seal({ entity: new Uint8Array([1]), recipients, now: new Date() })
      const refused = await refusal(session.client.keepReview(v7(), about, content))
      expect(refused.type).toBe(problemType('sealed-object-refused'))
    }
  })

  it('takes no signature for a sample that is not the announced one', async () => {
    const drawn = await sampled(auditor, '--count', '1')
    const [item] = drawn.items
    await auditor.despatch('audit', 'mark', drawn.review, item?.leaf ?? '', '--outcome', 'in-order')
    const opened = await openReview(session, drawn.review, new Date())
    const lying: Session = {
      ...session,
      client: {
        ...session.client,
        signReview: async (id, body) => {
          const statement = body.statement.replace(/"count":1/, '"count":2')
          return session.client.signReview(id, {
            ...{ version: body.version, statement },
            signature: await signStatement(statement, session.key, new Date()),
          })
        },
      },
    }
    await expect(
      signReview(lying, opened, { newest: newestOf(session), keep: async () => {}, now: new Date() }),
    ).rejects.toThrow('not the sample that was announced')
  })
})

const newestOf = (of: Session) => async () =>
  openSignedCheckpoint(
    new TextDecoder().decode(await of.client.logFile('checkpoint', 65_536)),
    of.service.logKey,
  )

describe('a service that lies to the auditor', () => {
  /** Draws with a client whose answers somebody has changed on the way. */
  const drawing = async (lie: (client: Session['client']) => Partial<Session['client']>) => {
    const now = new Date()
    const opened = await beginSample(session, { month: MONTH, count: 3, title: 'Lied to', now })
    const lying: Session = { ...session, client: { ...session.client, ...lie(session.client) } }
    return drawSampleOf(lying, opened, { newest: newestOf(session), now })
  }
  const asked = (change: (body: { month: string; count: number; nonceSha256: string }) => object) =>
    drawing((client) => ({
      announceReview: (id, body) => client.announceReview(id, { ...body, ...change(body) }),
    }))

  it('is found out when it announces another sample than it was asked for', async () => {
    await expect(asked(() => ({ count: 2 }))).rejects.toThrow('announced another sample')
    await expect(asked(() => ({ nonceSha256: 'ab'.repeat(32) }))).rejects.toThrow('nonce is not the one')
  })

  it('is found out when it shows an entry as another, or none', async () => {
    await expect(
      drawing((client) => ({
        async logFile(path, limit) {
          const bytes = await client.logFile(path, limit)
          if (!path.startsWith('tile/entries/')) return bytes
          return new TextEncoder().encode(new TextDecoder().decode(bytes).replace('accepted', 'receipts'))
        },
      })),
    ).rejects.toMatchObject({ name: 'LogInconsistentError' })
    await expect(
      drawing((client) => ({
        async logRecords(start, end) {
          const page = await client.logRecords(start, end)
          return {
            ...page,
            records: page.records.map((one) => ({
              ...one,
              record: one.record.replace('"count":3', '"count":4'),
            })),
          }
        },
      })),
    ).rejects.toMatchObject({ name: 'LogInconsistentError' })
  })

  it('is found out when the range that it gives leaves out a disclosure of the month', async () => {
    const { owner } = service.database
    const last = await owner
      .selectFrom('disclosure')
      .select(['seq', 'at'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    const moved = (at: Date) =>
      owner.updateTable('disclosure').set({ at }).where('seq', '=', last.seq).execute()
    await moved(new Date('2001-01-01T00:00:00Z'))
    try {
      await expect(drawing(() => ({}))).rejects.toThrow(
        /not that of \d{4}-\d\d: the disclosure at entry \d+ is of it, and left out/,
      )
    } finally {
      await moved(last.at)
    }
  })

  it('cannot put other papers in the place of those that were kept', async () => {
    const opened = await beginSample(session, { month: MONTH, count: 3, title: 'Mine', now: new Date() })
    const { id } = opened.review
    await service.database.owner.updateTable('review').set({ version: 2 }).where('id', '=', id).execute()
    await expect(openReview(session, opened.review.id, new Date())).rejects.toThrow(
      'put others in their place',
    )
  })
})
