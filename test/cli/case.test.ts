import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { seal } from '../../src/crypto/seal.ts'
import { addNote } from '../../src/domain/cases/change.ts'
import { linkTo } from '../../src/domain/cases/links.ts'
import { addDays, dayOf } from '../../src/domain/day.ts'
import { MOST_CASES } from '../../src/domain/wire/cases.ts'
import { changeCase, newItemId, writtenBy } from '../../src/sdk/cases/notes.ts'
import { findCase, openCases } from '../../src/sdk/cases/read-cases.ts'
import { rotateKeys } from '../../src/sdk/keys/members.ts'
import type { Session } from '../../src/sdk/session.ts'
import { named, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine } from './run.ts'

const ASB = 'asb.team@liverpool.gcsx.gov.test'
const YOT = 'yot@liverpool.gcsx.gov.test'
const BASES = 'cda-1998-s115,dpa-1998-sch2-5,dpa-1998-sch3-7'
const UNASKED = ['--consent', 'not-sought', '--consent-why', 'prejudice']
const ASKED_BY = addDays(dayOf(new Date()), 60)
const DUE = ['--respond-by', ASKED_BY, '--destroy-after', addDays(ASKED_BY, 60)]
const NUMBER = 'ASB/2010/117'
const PAT = {
  name: 'Placeholder Pat',
  aliases: ['Patch'],
  dateOfBirth: '1994-04-01',
  address: '1 Made-Up Court, Testville',
  contact: '0000 000000',
}
const REQUEST = {
  purpose: 'Early intervention before any order is sought.',
  questions: ['Are you already working with this person?'],
  whyNeeded: 'Not to duplicate what you do.',
  whatWeWillSendBack: 'The outcome of the panel.',
}

let service: TestService
let worker: Machine
let colleague: Machine
let officer: Machine
let folder: string

beforeAll(async () => {
  service = await startTestService()
  folder = await newFolder()
  const env = { DESPATCH_PASSPHRASE_FILE: join(service.config.dataDir, 'demo', 'passphrase') }
  const signedIn = async (login: string) => {
    const machine = await newMachine({ env })
    const key = join(service.config.dataDir, 'demo', 'people', `${login}.asc`)
    expect((await machine.despatch('login', service.origin, '--as', login, '--key', key)).code).toBe(0)
    return machine
  }
  worker = await signedIn('asb.caseworker')
  colleague = await signedIn('asb.caseworker2')
  officer = await signedIn('yot.officer')
  for (const kind of ['asb-incident', 'reply'])
    await writeFile(file(`${kind}.json`), (await worker.despatch('schema', kind, '--example')).out)
  await writeFile(file('pat.json'), JSON.stringify(PAT))
  await writeFile(file('request.json'), JSON.stringify(REQUEST))
}, 120_000)
afterAll(async () => {
  await service?.stop()
})

const file = (name: string) => join(folder, name)
const referenceIn = (text: string): string =>
  /[A-Z]{3}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]/.exec(text)?.[0] ?? ''
const idIn = (text: string): string => /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0] ?? ''
/** Does it, and has nothing to complain of. @returns what was printed */
async function done(machine: Machine, ...args: string[]): Promise<string> {
  const { code, out, err } = await machine.despatch(...args)
  expect([args.slice(0, 3), code, err]).toEqual([args.slice(0, 3), 0, ''])
  return out
}
const arrived = (machine: Machine, reference: string): Promise<void> =>
  vi.waitFor(async () => expect((await machine.despatch('inbox')).out).toContain(reference), {
    timeout: 30_000,
    interval: 50,
  })
const send = (kind: string, data: string, ...more: string[]) =>
  done(
    ...([worker, 'send', '--from', ASB, '--to', YOT, '--kind', kind, '--data', file(data)] as const),
    ...['--basis', BASES, ...UNASKED, ...more],
  )

describe('a case of a team', () => {
  let id: string
  let other: string
  let asked: string

  it('is begun, and has somebody keyed into it once', async () => {
    id = idIn(await done(worker, 'case', 'new', '--title', 'Secretive Title', '--number', NUMBER))
    await done(
      worker,
      'case',
      'person',
      'add',
      NUMBER,
      '--data',
      file('pat.json'),
      '--role',
      'suspected-perpetrator',
    )
    await done(
      worker,
      'case',
      'action',
      'add',
      NUMBER,
      'Ask who leads',
      '--owner',
      'asb.caseworker2',
      '--due',
      '2010-03-12',
    )
    await done(colleague, 'case', 'note', id.slice(-8), 'Hush: seen at the shops.')
    const people = await done(colleague, 'case', 'person', 'list', NUMBER)
    expect(people).toContain('1  Placeholder Pat  (suspected-perpetrator)')
    expect(await done(colleague, 'case')).toMatch(
      /ASB\/2010\/117 {2}Secretive Title\n.*0 exchanges, 1 person, 1 open action, 1 OVERDUE, 0 links/,
    )
  })

  it('fills a form with them, and no more of them than is asked for (B5)', async () => {
    const { document } = await worker.json(
      'case',
      'form',
      NUMBER,
      '--kind',
      'information-request',
      '--person',
      '1',
    )
    const { contact: _kept, ...who } = PAT
    expect(document).toMatchObject({
      data: { subjects: [{ ...who, roles: ['suspected-perpetrator'] }] },
      placed: [{ number: 1, place: 'subjects' }],
    })
    expect(JSON.stringify(document)).not.toContain(PAT.contact)
    const printed = await worker.despatch(
      'case',
      'form',
      NUMBER,
      '--kind',
      'information-request',
      '--person',
      '1',
    )
    expect(printed.err).toContain('/purpose is missing')
    const out = file('begun.json')
    await worker.despatch(
      'case',
      'form',
      NUMBER,
      '--kind',
      'asb-incident',
      '--person',
      '1:witnesses',
      '--out',
      out,
    )
    expect(
      await worker.despatch('case', 'form', NUMBER, '--kind', 'asb-incident', '--person', '1', '--out', out),
    ).toMatchObject({
      code: 2,
    })
  })

  it('sends about them, and has what was sent and the answer in the order of time (Q8)', async () => {
    const sent = await send('information-request', 'request.json', '--case', NUMBER, '--person', '1', ...DUE)
    expect(sent).toContain(`It is in the case ${NUMBER}.`)
    asked = referenceIn(sent)
    await arrived(officer, asked)
    expect(await done(officer, 'open', asked)).toContain('Placeholder Pat')
    const answer = referenceIn(
      await done(officer, 'reply', asked, '--data', file('reply.json'), '--basis', BASES, ...UNASKED),
    )
    await arrived(worker, answer)
    await done(worker, 'case', 'action', 'done', NUMBER, '1', '--why', 'they lead')

    const shown = (await done(worker, 'case', 'show', NUMBER)).replaceAll(/\n {4}/g, ' ')
    const inOrder = [
      /case begun +\[team\]/,
      /person 1: Placeholder Pat +\[team\]/,
      /action 1 for asb\.caseworker2, due 2010-03-12: Ask who leads +\[team\]/,
      /asb\.caseworker2: Hush: seen at the shops\. +\[team\]/,
      new RegExp(`${asked} {2}${ASB}: information-request, RESTRICTED, to ${YOT}.* +\\[signed\\]`),
      new RegExp(`${asked} {2}${YOT}: opened +\\[signed\\]`),
      new RegExp(`${answer} {2}${YOT}: reply, RESTRICTED, to ${ASB}.* +\\[signed\\]`),
      /action 1 done: they lead +\[team\]/,
    ].map((line) => shown.search(line))
    expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b))
    expect(inOrder).not.toContain(-1)
    expect(await done(worker, 'case', 'action', 'list')).toBe('There are no such actions.')
  })

  it('takes people out of a referral, and an exchange that was begun without it', async () => {
    const incident = referenceIn(await send('asb-incident', 'asb-incident.json'))
    await done(worker, 'case', 'add-thread', NUMBER, incident)
    await arrived(officer, incident)
    const before = await worker.json('case', 'person', 'list', NUMBER)
    await done(worker, 'case', 'person', 'add', NUMBER, '--referral', incident)
    const again = await done(worker, 'case', 'person', 'add', NUMBER, '--referral', incident)
    const { document } = await worker.json('case', 'person', 'list', NUMBER)
    const [few, all] = [before.document, document] as { people: { roles: string[] }[] }[]
    expect(all?.people.length).toBeGreaterThan(few?.people.length ?? 99)
    expect(new Set(all?.people.flatMap(({ roles }) => roles))).toContain('informer')
    expect(again).toMatch(/^In the case already: \d+$/)
    expect((await done(worker, 'case', 'show', NUMBER)).includes(incident)).toBe(true)
  })

  it('is found by another name of somebody in it, which is said to be a guess, and linked (Q11, Q12)', async () => {
    other = idIn(await done(worker, 'case', 'new', '--title', 'Another street'))
    await writeFile(file('patch.json'), JSON.stringify({ name: 'PATCH' }))
    const added = await worker.despatch('case', 'person', 'add', other, '--data', file('patch.json'))
    expect(added).toMatchObject({ code: 0, out: 'Person 1: PATCH' })
    expect(added.err.replaceAll(/\s+/g, ' ')).toContain(
      `Person 1 may be in the case ${NUMBER} (Secretive Title) as well. That is a guess`,
    )
    await done(worker, 'case', 'link', other, NUMBER, '--why', 'same-person')
    expect(await done(worker, 'case', 'person', 'find', other, '--person', '1')).toContain('No other case')
    for (const [one, two] of [
      [NUMBER, other],
      [other, NUMBER],
    ] as const)
      expect(await done(colleague, 'case', 'show', one)).toContain(`${two}  `)
    const linked = await done(worker, 'case', 'show', other, '--linked')
    expect(linked).toContain(`[${id.slice(-6)}] ${asked}`)
    await done(worker, 'case', 'unlink', NUMBER, other)
    expect(await done(worker, 'case', 'show', other)).not.toContain('Linked cases')
  })

  it('loses nothing when colleagues write at once', async () => {
    const write = (machine: Machine, who: string) =>
      Promise.all([1, 2, 3].map((n) => done(machine, 'case', 'note', other, `${who} ${n}`)))
    await Promise.all([write(worker, 'one'), write(colleague, 'two')])
    const shown = await done(worker, 'case', 'show', other)
    for (const text of ['one 1', 'one 2', 'one 3', 'two 1', 'two 2', 'two 3']) expect(shown).toContain(text)
  })

  it('is closed, and listed when closed ones are asked for', async () => {
    await done(worker, 'case', 'close', other)
    expect(await done(worker, 'case')).not.toContain(other)
    expect(await done(worker, 'case', 'list', '--status', 'closed')).toContain(other)
  })

  it('is nothing that anybody else finds, of the same agency or not', async () => {
    const stranger = await officer.despatch('case', 'show', id)
    expect(stranger).toMatchObject({ code: 1, out: '' })
    expect(stranger.err).toContain(`Your mailboxes have no case ${id}.`)
    const wrong = await officer.despatch(
      ...[
        'send',
        '--from',
        YOT,
        '--to',
        ASB,
        '--kind',
        'information-request',
        '--data',
        file('request.json'),
      ],
      ...['--basis', BASES, ...UNASKED, ...DUE, '--case', id],
    )
    expect(wrong).toMatchObject({ code: 1, out: '' })
    expect(wrong.err).toContain(`Your mailboxes have no case ${id}.`)
  })
})

describe('the service', () => {
  let member: Session
  let stranger: Session
  const notes = async (text: Uint8Array, mailbox = ASB) => {
    const [current] = await member.client.certificates({ mailbox })
    return seal({
      entity: text,
      recipients: [await readCertificate(current?.armored ?? '')],
      now: new Date(),
    })
  }
  beforeAll(async () => {
    member = await service.session('asb.caseworker')
    stranger = await service.session('yot.officer')
  })

  it('answers whoever is no member as if there were no such case', async () => {
    const id = v7()
    await member.client.keepCase(id, { mailbox: ASB, version: 0 }, await notes(new Uint8Array([1])))
    const listing = await service.session('court.listing')
    for (const session of [stranger, listing]) {
      const [theirs, unknown] = await Promise.all(
        [id, v7()].map(async (which) => {
          const { type, status, detail } = await refusal(session.client.case(which))
          const content = await refusal(session.client.caseContent(which))
          return { type, status, detail, content: [content.type, content.detail] }
        }),
      )
      expect(theirs).toEqual(unknown)
      expect(theirs?.type).toBe(named('not-found'))
      expect((await session.client.cases({})).cases.map((one) => one.id)).not.toContain(id)
    }
    const own = { mailbox: YOT, version: 1 }
    expect(
      (await refusal(stranger.client.keepCase(id, own, await notes(new Uint8Array([1]), YOT)))).type,
    ).toBe(named('not-found'))
    const foreign = { mailbox: ASB, version: 1 }
    expect(
      (await refusal(stranger.client.keepCase(id, foreign, await notes(new Uint8Array([1]))))).type,
    ).toBe(named('not-yours'))
  })

  it('takes notes of the version that was seen alone, sealed to the mailbox alone, and of bounded size', async () => {
    const id = v7()
    const kept = await member.client.keepCase(
      id,
      { mailbox: ASB, version: 0 },
      await notes(new Uint8Array([1])),
    )
    expect(kept).toMatchObject({ version: 1, createdBy: 'asb.caseworker' })
    for (const version of [0, 2])
      expect(
        (
          await refusal(
            member.client.keepCase(id, { mailbox: ASB, version }, await notes(new Uint8Array([1]))),
          )
        ).type,
      ).toBe(named('conflict'))
    const toOthers = await notes(new Uint8Array([1]), YOT)
    expect((await refusal(member.client.keepCase(id, { mailbox: ASB, version: 1 }, toOthers))).type).toBe(
      named('sealed-object-refused'),
    )
    const large = await notes(new Uint8Array(randomBytes(1024 * 1024)))
    expect((await refusal(member.client.keepCase(id, { mailbox: ASB, version: 1 }, large))).type).toBe(
      named('content-too-large'),
    )
  })

  it('keeps no more cases of a mailbox than it may, and gives a hundred of them at a time', async () => {
    const { owner } = service.database
    await sql`insert into case_file
      select ('0198f3a2-7c4e-7b1d-9a55-' || lpad(n::text, 12, '0'))::uuid, m.id, '\\x01', repeat('0', 64), 1, p.id, now(), p.id, now()
        from generate_series(1, ${MOST_CASES}) n, mailbox m, person p
        where m.address = ${YOT} and p.login = 'yot.officer'`.execute(owner)
    const first = await stranger.client.cases({ mailbox: YOT })
    const second = await stranger.client.cases({ mailbox: YOT, before: first.next ?? '' })
    expect(new Set([...first.cases, ...second.cases].map(({ id }) => id)).size).toBe(200)
    expect((await stranger.client.cases({ mailbox: ASB })).cases).toEqual([])
    const one = refusal(
      stranger.client.keepCase(v7(), { mailbox: YOT, version: 0 }, await notes(new Uint8Array([1]), YOT)),
    )
    expect((await one).type).toBe(named('too-many-requests'))
    await sql`delete from case_file where sha256 = repeat('0', 64)`.execute(owner)
  })

  it('holds no title, number, name or note of a case in clear, nor which exchanges are in it, and logs none', async () => {
    const { owner } = service.database
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(
      owner,
    )
    const opened = await findCase(member, NUMBER, new Date())
    const words = ['Secretive Title', NUMBER, 'Hush: seen', 'Ask who leads', 'Patch']
    const found: string[] = []
    for (const { name } of tables)
      for (const word of words) {
        const pattern = `%${word}%`
        const octets = `%${Buffer.from(word).toString('hex')}%`
        const { rows } =
          await sql`select 1 from ${sql.table(name)} t where t::text like ${pattern} or t::text like ${octets} limit 1`.execute(
            owner,
          )
        if (rows.length > 0) found.push(`${name}: ${word}`)
      }
    expect(tables.length).toBeGreaterThan(40)
    expect(found).toEqual([])
    const [thread] = opened.notes.threads
    const { rows } = await sql<{
      text: string
    }>`select string_agg(t::text, ' ') as text from case_file t`.execute(owner)
    expect(rows[0]?.text).not.toContain(thread?.thread)
    for (const word of words) expect(service.logged.join('\n')).not.toContain(word)
  })

  it('makes no entry of the log of what a team writes and reads for itself', async () => {
    const { owner } = service.database
    const count = async () =>
      (await sql<{ n: number }>`select count(*)::integer as n from log_staged`.execute(owner)).rows[0]?.n
    const before = await count()
    const opened = await findCase(member, NUMBER, new Date())
    await changeCase(
      member,
      opened,
      addNote(newItemId(new Date()), 'again', writtenBy(member, new Date())),
      new Date(),
    )
    expect(await count()).toBe(before)
  })
})

describe('a case is read on', () => {
  it('after the mailbox was given new keys, and is sealed to those from then on', async () => {
    const [member, liaison] = await Promise.all([
      service.session('asb.caseworker'),
      service.session('council.liaison'),
    ])
    const before = await findCase(member, NUMBER, new Date())
    await rotateKeys(liaison, { mailbox: ASB, now: new Date() })
    // This machine has read the trust log, and knows nothing of the new keys yet.
    const changed = await changeCase(
      member,
      before,
      addNote(newItemId(new Date()), 'sealed anew', writtenBy(member, new Date())),
      new Date(),
    )
    expect(changed.file.version).toBe(before.file.version + 1)
    const anew = await service.session('asb.caseworker2')
    const read = await findCase(anew, NUMBER, new Date())
    expect(read.notes.notes.at(-1)?.text).toBe('sealed anew')
    expect((await openCases(anew, new Date())).cases.length).toBeGreaterThan(1)
  })

  it('by nobody where it is not as a member made it: other notes, an earlier version, another case’s', async () => {
    const member = await service.session('asb.caseworker')
    const { owner } = service.database
    const { file } = await findCase(member, NUMBER, new Date())
    const row = await owner
      .selectFrom('case_file')
      .selectAll()
      .where('id', '=', file.id)
      .executeTakeFirstOrThrow()
    const [current] = await member.client.certificates({ mailbox: ASB })
    const recipients = [await readCertificate(current?.armored ?? '')]
    const unsigned = await seal({ entity: new TextEncoder().encode('{}'), recipients, now: new Date() })
    const others = await owner
      .selectFrom('case_file')
      .select('sealed')
      .where('id', '<>', file.id)
      .where('version', '>', 1)
      .executeTakeFirstOrThrow()
    for (const planted of [{ sealed: unsigned }, { sealed: others.sealed }, { version: row.version + 1 }]) {
      await owner.updateTable('case_file').set(planted).where('id', '=', file.id).execute()
      await expect(findCase(member, file.id, new Date())).rejects.toThrow('not as a member of')
      await owner
        .updateTable('case_file')
        .set({ sealed: row.sealed, version: row.version })
        .where('id', '=', file.id)
        .execute()
    }
    expect((await findCase(member, file.id, new Date())).file.version).toBe(row.version)
  })

  it('with a link in both, where this machine stopped after it had written it into one', async () => {
    const member = await service.session('asb.caseworker')
    const now = new Date()
    const { cases } = await openCases(member, now, ASB)
    const [one, two] = cases.filter(({ notes }) => notes.links.length > 0)
    if (!one || !two) throw new Error('there are two cases that were linked')
    await changeCase(member, one, linkTo(two.file.id, 'escalation', writtenBy(member, now)), now)
    // Those that the tests above planted are no cases that anybody can open: they are named, and the others listed.
    expect((await worker.despatch('case', 'list')).err).toContain('could not be opened, and is left out')
    const mended = await findCase(member, two.file.id, now)
    expect(mended.notes.links).toMatchObject([
      { case: one.file.id, why: expect.arrayContaining(['escalation']), ended: false },
    ])
  })
})
