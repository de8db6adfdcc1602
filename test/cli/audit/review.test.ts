import { execFileSync } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/cli/account.ts'
import { writeReport } from '../../../src/cli/audit/folder.ts'
import { keepSignedSize } from '../../../src/cli/signed-sizes.ts'
import type { PrivateKey } from '../../../src/crypto/keys.ts'
import { seal } from '../../../src/crypto/seal.ts'
import { signStatement } from '../../../src/crypto/statement.ts'
import { problemType } from '../../../src/domain/problems.ts'
import { MOST_SIGNED_REVIEWS } from '../../../src/domain/wire/review.ts'
import type { SampleDefinition, SampleRemark } from '../../../src/domain/wire/review-statement.ts'
import { readSigner } from '../../../src/log/keys.ts'
import { signNote } from '../../../src/log/note.ts'
import { parseProof } from '../../../src/log/proof.ts'
import { nextCounter } from '../../../src/sdk/audit/next-counter.ts'
import { keepPapers, openReview } from '../../../src/sdk/audit/papers.ts'
import type { ReportFile } from '../../../src/sdk/audit/report/sums.ts'
import { beginSample, drawSampleOf, keepFindings } from '../../../src/sdk/audit/review.ts'
import type { SampleEvidence } from '../../../src/sdk/audit/sample-evidence.ts'
import { signReview } from '../../../src/sdk/audit/sign.ts'
import { verifySample } from '../../../src/sdk/audit/verify-sample.ts'
import { openSignedCheckpoint } from '../../../src/sdk/checkpoint.ts'
import { createClient, withToken } from '../../../src/sdk/client.ts'
import { decideDestruction } from '../../../src/sdk/decide-destruction.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { eraseRecords } from '../../../src/services/log/erase.ts'
import { stageOne } from '../../../src/services/log/stage.ts'
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
    expect(signed.out).toMatch(/as entry \d+, and the report the proof\.$/)
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
    const counts = { inOffice: true, logged: expect.stringMatching(/^\d+$/) }
    expect(shown.document).toMatchObject({
      verified: true,
      draw: { population: SENT, overlapping: 1, unread: 0 },
      keys: [
        { step: 'signed', post: expect.stringContaining('Auditor P-1001'), ...counts },
        { step: 'countersigned', post: expect.stringContaining('CSP Co-ordinator P-0001'), ...counts },
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
    const beyond = 'of which nothing was seen here; the report goes to'
    const unseen = await asked(stranger)
    expect(unseen.said.out.replaceAll('\n', ' ')).toContain(
      `It is a former key of the log of log.example.test, ${beyond}`,
    )
    expect(unseen.document).toMatchObject({ logKey, logKnown: null, keys: [{ inOffice: null }, {}] })
    await keepSignedSize(server, logKey, 3n)
    expect((await asked(stranger)).said.out.replaceAll('\n', ' ')).toContain(
      'known here to have signed 3 entries',
    )
    await keepSignedSize(server, logKey, 10_000n)
    const former = await asked(stranger)
    expect(former.document).toMatchObject({ logKnown: 'log.example.test' })
    expect(former.said.out).toContain('It is a former log key of log.example.test')
    expect(former.said.out).toContain('Nothing in the report could be held against')
    await pinned({ log: other })
    const refused = await asked(stranger)
    expect(refused.said).toMatchObject({
      code: 1,
      err: expect.stringContaining('The report’s log key is not the one pinned for log.example.test'),
    })
    expect(refused.said.out).not.toContain('Verified')
  })

  it('is held against every checkpoint that this machine has seen, in its entries too', async () => {
    const { checkpoint } = await evidenceIn(report())
    const machine = await newMachine()
    const server = join(machine.home, 'servers', 'log.example.test')
    await mkdir(join(server, 'checkpoints'), { recursive: true })
    await writeFile(join(server, 'pins.json'), JSON.stringify({ log: session.service.logKey }))
    const seen = join(server, 'checkpoints')
    for (const size of [checkpoint.size, checkpoint.size - 1n]) {
      await writeFile(join(seen, String(size)), await forkOf(report(), size))
      const { code, document } = await machine.json('audit', 'verify', report())
      expect([code, document]).toMatchObject([
        1,
        { problems: [expect.stringContaining(`another log of ${size} entries`)] },
      ])
      await rm(join(seen, String(size)))
    }
    await cp(join(report(), 'checkpoint'), join(seen, String(checkpoint.size)))
    expect(await machine.json('audit', 'verify', report())).toMatchObject({ code: 0 })
  })

  it('does not hold when anything in its folder is another', async () => {
    const copy = join(folder, 'changed')
    const changes: [string, (dir: string) => Promise<unknown>, RegExp][] = [
      [
        'a file changed',
        (dir) => writeFile(join(dir, 'report.csv'), 'nothing'),
        /report\.csv: it was changed/,
      ],
      [
        'a link for a file',
        async (dir) => {
          await rename(join(dir, 'nonce'), join(folder, 'nonce elsewhere'))
          await symlink(join(folder, 'nonce elsewhere'), join(dir, 'nonce'))
        },
        /nonce cannot be read: it is no regular file/,
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
      [
        'the proof of another signature',
        (dir) => cp(join(dir, 'countersigned-1.json.tlog-proof'), join(dir, 'review.json.tlog-proof')),
        /in the log: What is given as its record is not what was logged/,
      ],
      [
        'proof and record of another signature',
        async (dir) => {
          for (const ending of ['tlog-proof', 'logged'])
            await cp(join(dir, `review.json.${ending}`), join(dir, `countersigned-1.json.${ending}`))
        },
        /countersignature: The log has another signature there/,
      ],
      [
        'a record without its proof',
        (dir) => rm(join(dir, 'review.json.tlog-proof')),
        /^review\.json\.tlog-proof: it is missing\.$/,
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

describe('who signed a report', () => {
  const report = () => join(folder, 'report')
  /** The first report, signed by somebody else's key with a statement that says the same. */
  const signedBy = async (dir: string, key: PrivateKey, change = async () => {}) => {
    await cp(report(), dir, { recursive: true })
    await change()
    for (const name of await readdir(dir))
      if (/^countersigned|^review\.json\.(tlog|logged)/.test(name)) await rm(join(dir, name))
    await writeFile(join(dir, 'signer.asc'), key.toPublic().armor())
    const there = new Set(await readdir(dir, { recursive: true }))
    const names = (await readFile(join(dir, 'SHA256SUMS'), 'utf8')).matchAll(/ {2}(.+)$/gm)
    const options = { cwd: dir, encoding: 'utf8' } as const
    const sums = execFileSync(
      'sha256sum',
      [...names].map(([, name = '']) => name).filter((name) => there.has(name)),
      options,
    )
    await writeFile(join(dir, 'SHA256SUMS'), sums)
    const digest = execFileSync('sha256sum', ['SHA256SUMS'], options).slice(0, 64)
    const text = await readFile(join(dir, 'review.json'), 'utf8')
    const statement = text.replace(/"report":"[0-9a-f]{64}"/, `"report":"${digest}"`)
    await writeFile(join(dir, 'review.json'), statement)
    const { time } = JSON.parse(statement)
    await writeFile(join(dir, 'review.json.asc'), await signStatement(statement, key, new Date(time)))
  }

  it('has to have been an auditor then, for whoever has read the trust log: verifying and countersigning', async () => {
    const dir = join(folder, 'by a case worker')
    await signedBy(dir, (await service.session('asb.caseworker')).key)
    const { code, document } = await auditor.json('audit', 'verify', dir)
    expect([code, document]).toEqual([
      1,
      expect.objectContaining({
        verified: false,
        problems: [
          expect.stringMatching(/does not count: .* is of Example Council of Liverpool, and the review/),
        ],
        keys: [expect.objectContaining({ step: 'signed', inOffice: false })],
      }),
    ])
    // Who has read no trust log is told to make sure by another way.
    expect(await verified(dir)).toMatchObject({ code: 0 })
    expect(await second.despatch('audit', 'countersign', dir)).toMatchObject({
      code: 1,
      err: expect.stringContaining('signed by somebody who does not count'),
    })
  })

  /** Changes a JSON file of a report. */
  const edit = async (path: string, change: (document: object) => object) =>
    writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')))))

  it('remarks on just those disclosures that were drawn and not opened', async () => {
    const dir = join(folder, 'other remarks')
    await signedBy(dir, session.key, async () => {
      const { items } = JSON.parse(await readFile(join(dir, 'report.json'), 'utf8'))
      const [hidden, named] = items
      const remark = { where: 'drawn', why: 'withheld', count: 1, leaves: [named.leaf], by: [], more: false }
      const closed = items.map((item: object) => (item === hidden ? { ...item, facts: null } : item))
      await edit(join(dir, 'report.json'), (said) => ({ ...said, remarks: [remark], items: closed }))
      await edit(join(dir, 'review.json'), (said) => {
        const { sample } = 'of' in said ? (said.of as { sample: object }) : { sample: {} }
        return { ...said, of: { sample: { ...sample, remarks: [remark] } } }
      })
    })
    expect((await verified(dir)).problems).toEqual([
      'report.json: Its remarks name others than those that were drawn and not opened.',
    ])
  })

  it('countersigns nothing that is proved by another log than this machine sees, which is kept as evidence', async () => {
    const dir = join(folder, 'of a fork')
    await signedBy(dir, session.key, async () => {
      const { checkpoint } = await evidenceIn(dir)
      const fork = await forkOf(dir, checkpoint.size)
      const [, size, root] = fork.split('\n')
      await writeFile(join(dir, 'checkpoint'), fork)
      for (const name of ['proofs', 'nonce', 'entries.txt', 'announcements.json'])
        await rm(join(dir, name), { recursive: true })
      await edit(join(dir, 'report.json'), (said) => ({ ...said, remarks: [], items: [] }))
      const outcomes = { 'in-order': 0, question: 0, fault: 0 }
      const forked = { of: { register: {} }, checkpoint: { size, root }, outcomes }
      await edit(join(dir, 'review.json'), (said) => ({ ...said, ...forked }))
    })
    expect(await verified(dir)).toMatchObject({ code: 0 })
    const refused = await second.despatch('audit', 'countersign', dir)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('The log shows another past') })
    const [server = ''] = await readdir(join(second.home, 'servers'))
    await rm(join(second.home, 'servers', server, 'log-alarm.json'))
  })

  it('is counted on from the largest number where one of them is gone', async () => {
    const among = (...paths: string[]) => nextCounter({ paths: async () => paths })
    expect(await among('review.json')).toBe(1)
    expect(await among('countersigned-1.json', 'countersigned-7.json', 'countersigned-8.signer.asc')).toBe(9)
    await expect(among('countersigned-99.json')).rejects.toThrow('Nothing was signed')
  })

  it('is said to be the signer’s word where the report has no proof that the log has the signature', async () => {
    const late = join(folder, 'unproved')
    await signedBy(late, session.key)
    const { code, out } = await auditor.despatch('audit', 'verify', late)
    expect([code, out]).toEqual([0, expect.stringContaining('does not prove that the log has it')])
    expect(await auditor.json('audit', 'verify', late)).toMatchObject({
      document: { keys: [{ inOffice: true, logged: null }] },
    })
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
  const drawing = async (
    lie: (client: Session['client']) => Partial<Session['client']>,
    { count = 3 } = {},
  ) => {
    const now = new Date()
    const opened = await beginSample(session, { month: MONTH, count, title: 'Lied to', now })
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

  /** The disclosures of the register, by their leaves, the first before the others. */
  const disclosed = async () =>
    service.database.owner
      .selectFrom('disclosure')
      .innerJoin('log_entry', 'log_entry.staged_id', 'disclosure.staged_id')
      .innerJoin('log_staged', 'log_staged.id', 'disclosure.staged_id')
      .select([
        'disclosure.seq',
        'disclosure.at',
        'disclosure.staged_id',
        'log_entry.idx',
        'log_staged.record',
      ])
      .orderBy('log_entry.idx')
      .execute()
  type Row = Awaited<ReturnType<typeof disclosed>>[number]
  /** The register as it would be if that disclosure were of another month. */
  const without = async <T>({ seq, at }: Row, work: () => Promise<T>): Promise<T> => {
    const moved = (to: Date) =>
      service.database.owner.updateTable('disclosure').set({ at: to }).where('seq', '=', seq).execute()
    await moved(new Date('2001-01-01T00:00:00Z'))
    try {
      return await work()
    } finally {
      await moved(at)
    }
  }
  /** Draws, and some records are not given. */
  const withheld = (hidden: readonly bigint[], of: { count?: number } = {}) => {
    const lie = (client: Session['client']): Partial<Session['client']> => ({
      async logRecords(start, end) {
        const page = await client.logRecords(start, end)
        return { ...page, records: page.records.filter(({ index }) => !hidden.includes(BigInt(index))) }
      },
    })
    return drawing(lie, of)
  }

  it('is found out when it withholds the record of what it leaves out, or of what it lets the range end with', async () => {
    const rows = await disclosed()
    const [first, last] = [rows[0], rows.at(-1)]
    if (!first || !last) throw new Error('something was disclosed')
    const says = (idx: bigint, where: string) =>
      `The disclosure at entry ${idx}, ${where} the range that the service gave for ${MONTH}, is withheld`
    await expect(without(last, () => withheld([last.idx]))).rejects.toThrow(says(last.idx, 'next to'))
    await expect(without(first, () => withheld([first.idx]))).rejects.toThrow(says(first.idx, 'next to'))
    await expect(withheld([last.idx])).rejects.toThrow(says(last.idx, 'at an end of'))
  })

  it('is told in what is signed when it withholds what was drawn', async () => {
    const rows = await disclosed()
    const hidden = rows[Math.floor(rows.length / 2)]
    if (!hidden) throw new Error('something was disclosed')
    const { review, remarks } = await withheld([hidden.idx], { count: 500 })
    const remark = { why: 'withheld', count: 1, leaves: [String(hidden.idx)], by: [] }
    expect(remarks).toEqual([{ where: 'drawn', ...remark, more: false }])
    const shown = (await auditor.despatch('audit', 'show', review.id)).out.replaceAll('\n', ' ')
    expect(shown).toContain(`Drawn, and not opened: the disclosure at entry ${hidden.idx} is withheld`)
  })

  it('cannot let a destruction pass for nothing: what it names is remarked, signed, and proved by its entry', async () => {
    const last = (await disclosed()).at(-1)
    if (!last) throw new Error('something was disclosed')
    const { db } = service.database
    const officer = await service.session('court.liaison')
    const reason = 'court-order'
    const signed = await decideDestruction(officer, { entries: [last.idx], reason }, new Date())
    const said = { reason, decided: { by: 'person', ...signed } } as const
    const by = await eraseRecords({ db, clock: () => new Date() }, [last.staged_id], said)
    const entry = await until('the destruction is published', async () =>
      db.selectFrom('log_entry').select('idx').where('staged_id', '=', by).executeTakeFirst(),
    )
    const [leaf, destroyed] = [String(last.idx), String(entry.idx)]
    const remark = { why: 'destroyed', count: 1, leaves: [leaf], by: [destroyed] }
    const now = new Date()
    const all = await beginSample(session, { month: MONTH, count: 500, title: 'All', now })
    const whole = await drawSampleOf(session, all, { newest: newestOf(session), now })
    expect(whole.remarks).toEqual([
      { where: 'last', ...remark, more: false },
      { where: 'drawn', ...remark, more: false },
    ])
    // An auditor who says nothing of it has signed a report that does not hold.
    const items = (whole.papers.items ?? []).map((one) => ({ ...one, outcome: 'in-order' as const }))
    const { nonce } = 'sample' in whole.papers.of ? whole.papers.of.sample : { nonce: '' }
    const of = { sample: { month: MONTH, count: 500, nonce, remarks: [] } }
    const { version } = whole.papers
    const silent = await keepPapers(session, { ...whole.papers, items, of }, { version, now })
    const unsaid = join(folder, 'unsaid')
    const keep = async (files: ReportFile[]) => void (await writeReport(unsaid, files))
    await signReview(session, silent, { newest: newestOf(session), keep, now })
    expect((await verified(unsaid)).problems).toEqual([
      'report.json: It does not remark on each disclosure that was drawn and not opened.',
    ])

    const drawn = await without(last, () => sampled(second, '--count', '1'))
    await second.despatch('audit', 'mark', drawn.review, drawn.items[0]?.leaf ?? '', '--outcome', 'in-order')
    const dir = join(folder, 'remarked')
    expect(await second.despatch('audit', 'sign', drawn.review, '--dir', dir)).toMatchObject({ code: 0 })
    const remarks = [{ where: 'after', ...remark, more: true }]
    const statement = await readFile(join(dir, 'review.json'), 'utf8')
    expect(JSON.parse(statement).of.sample.remarks).toEqual(remarks)
    expect(JSON.parse(await readFile(join(dir, 'report.json'), 'utf8')).remarks).toEqual(remarks)
    const words = `Left out, just after the range: the disclosure at entry ${leaf} was destroyed, as entry ${destroyed} says`
    expect(await readFile(join(dir, 'report.html'), 'utf8')).toContain(words)
    for (const command of [
      ['verify', dir],
      ['show', drawn.review],
    ])
      expect((await second.despatch('audit', ...command)).out.replaceAll('\n', ' ')).toContain(words)
    expect(await verified(dir)).toMatchObject({ code: 0 })

    const sample: SampleDefinition = JSON.parse(statement).of.sample
    const evidence = await evidenceIn(dir)
    const checked = (change: Partial<SampleDefinition>) =>
      verifySample(sha256, evidence, { ...JSON.parse(statement), sample: { ...sample, ...change } })
    expect(() => checked({})).not.toThrow()
    const other = (change: Partial<SampleRemark>) =>
      checked({ remarks: sample.remarks.map((one) => ({ ...one, ...change })) })
    expect(() => other({ by: [leaf] })).toThrow(`entry ${leaf} was destroyed, and shows no entry`)
    expect(() => other({ where: 'first' })).toThrow('no disclosure there')
    expect(() => other({ why: 'destroyed-since' })).toThrow('after the sample was announced')
  })

  it('cannot end a month with one disclosure whose time it made up, nor stretch one to others', async () => {
    const { db } = service.database
    const [one] = await disclosed()
    const record = one?.record?.replace(/"created":"\d{4}/, '"created":"2001')
    if (!record) throw new Error('its record is there')
    const made = await stageOne(db, { type: 'accepted', record, referralId: null })
    await until('it was published', async () =>
      db.selectFrom('log_entry').select('idx').where('staged_id', '=', made).executeTakeFirst(),
    )
    const sender = await service.session('asb.caseworker')
    const { referral } = await sender.client.submit(await prepared(sender))
    const last = await until('what came after it is published', async () =>
      (await disclosed()).find(({ record }) => record?.includes(referral)),
    )
    // It stands between the range and what is left out.
    await expect(without(last, () => drawing(() => ({})))).rejects.toThrow(
      `the disclosure at entry ${last.idx} is of it, and left out`,
    )
    const now = new Date()
    const all = await beginSample(session, { month: MONTH, count: 500, title: 'All', now })
    await expect(drawSampleOf(session, all, { newest: newestOf(session), now })).rejects.toThrow(
      'which was drawn from it, is of another month',
    )
  })
})

describe('many reviews of an agency', () => {
  it('are listed without the texts that were signed, and so many lists at once', async () => {
    const { reviews } = await session.client.reviews()
    const [listed] = reviews.filter(({ signatures }) => signatures.length === 2)
    const review = await session.client.review(listed?.id ?? '')
    expect(listed).toEqual({
      ...review,
      announcement: { ...review.announcement, record: undefined },
      signatures: review.signatures.map((one) => ({ ...one, statement: undefined, signature: undefined })),
    })
    const announced = await service.database.owner.selectFrom('review_announcement').selectAll().execute()
    for (const { id, announcement } of reviews) {
      const own = announced.find(({ review_id }) => review_id === id)
      const same = announced.filter((one) => own && one.first < own.beyond && one.beyond > own.first)
      expect(announcement?.overlapping).toBe(own && same.length)
    }
    // While the table is locked each list stays under way: of three one is refused.
    const asked = createClient({ origin: service.origin, wait: async () => {} })
    const client = withToken(asked, session.client.token ?? '')
    const lists = await service.database.owner.transaction().execute(async (tx) => {
      await sql`lock table review in access exclusive mode`.execute(tx)
      const three = [1, 2, 3].map(() => client.reviews())
      await expect(Promise.race(three)).rejects.toMatchObject({ type: problemType('too-many-requests') })
      return [Promise.allSettled(three)]
    })
    const outcomes = (await Promise.all(lists)).flat().map(({ status }) => status)
    expect(outcomes.sort()).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  })

  it('are signed up to a bound within a year', async () => {
    const drawn = await auditor.json('audit', 'select', '--kind', 'asb-incident', '--title', 'One too many')
    const { review, items } = drawn.document as Shown
    await auditor.despatch('audit', 'mark', review, ...items.map(({ leaf }) => leaf), '--outcome', 'in-order')
    const signed = () => auditor.despatch('audit', 'sign', review, '--dir', join(folder, 'too many'))
    const at = new Date(Date.now() - 60_000)
    await sql`insert into review (id, agency_id, kind, items, done, sealed, sha256, version, created_by, created_at,
        changed_by, changed_at, signed_at)
      select overlay(${v7()} placing lpad(n::text, 12, '0') from 25)::uuid, agency_id, kind, 1, 1, '\\x00', sha256, 1,
          created_by, ${at}, changed_by, ${at}, ${at}
        from review, generate_series(1, ${MOST_SIGNED_REVIEWS}) n where review.id = ${review}`.execute(
      service.database.owner,
    )
    expect(await signed()).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /signed 1000 reviews within a year, the most that are kept. The next can be signed on \d{4}-/,
      ),
    })
    expect((await session.client.review(review)).state).toBe('open')
  })
})

/** A checkpoint of as many entries that the log's own key has signed, with another root. */
async function forkOf(dir: string, size: bigint): Promise<string> {
  const [name] = (await readFile(join(dir, 'checkpoint'), 'utf8')).split('\n')
  const secret = await readFile(join(service.config.dataDir, 'keys/sequencer/log.key'), 'utf8')
  const text = `${name}\n${size}\n${Buffer.alloc(32, 7).toString('base64')}\n`
  return signNote(text, await readSigner(secret.split('\n')[0] ?? ''))
}

/** What a report's folder has to show its sample by. */
async function evidenceIn(dir: string): Promise<SampleEvidence> {
  const text = (path: string) => readFile(join(dir, path), 'utf8')
  const { start, announcement, announcements, destructions } = JSON.parse(await text('announcements.json'))
  const proofOf = async (leaf: string) => parseProof(await text(`proofs/${leaf}.tlog-proof`))?.hashes ?? []
  type Opened = { index: string; salt: string; record: string }
  const opened = (entries: Opened[]) => entries.map((one) => ({ ...one, index: BigInt(one.index) }))
  return {
    checkpoint: await openSignedCheckpoint(await text('checkpoint'), session.service.logKey),
    start: BigInt(start),
    entries: [...(await text('entries.txt')).matchAll(/(?:.+\n){3}/g)].map(([entry]) =>
      new TextEncoder().encode(entry),
    ),
    proof: await proofOf(start),
    announcement: { index: BigInt(announcement), proof: await proofOf(announcement) },
    announcements: opened(announcements),
    destructions: opened(destructions),
    nonce: (await text('nonce')).trimEnd(),
  }
}
