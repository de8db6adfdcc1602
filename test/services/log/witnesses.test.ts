import { once } from 'node:events'
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { makeWitnessKey } from '../../../src/cli/witness/folder.ts'
import { type RunningWitness, startWitness } from '../../../src/cli/witness/run.ts'
import { LIVERPOOL_YOT } from '../../../src/demo/partnership/mailboxes.ts'
import { generateLogKey, readSigner, readVerifier } from '../../../src/log/keys.ts'
import { openNote } from '../../../src/log/note.ts'
import { openTrustCheckpoint } from '../../../src/log/trust-log.ts'
import { sightings } from '../../../src/log/witnessed.ts'
import { witnessesKnowNext } from '../../../src/main/doctor/next-key.ts'
import { witnessesFollow } from '../../../src/main/doctor/witnesses.ts'
import { postWithin } from '../../../src/main/roles/witnesses.ts'
import type { Db } from '../../../src/services/db.ts'
import { readLogState } from '../../../src/services/indicators/log.ts'
import { readWitnesses } from '../../../src/services/indicators/witnesses.ts'
import { type Collecting, createCollecting } from '../../../src/services/log/collect.ts'
import { type Fault, type Quorum, settleWitnesses } from '../../../src/services/log/keep-cosignatures.ts'
import { demandNotAhead } from '../../../src/services/log/not-ahead.ts'
import { readProofs } from '../../../src/services/log/read-proof.ts'
import { readShownCheckpoint, sizeOf } from '../../../src/services/log/read-tiles.ts'
import { SEQUENCER_LOCK } from '../../../src/services/log/sequencer-lock.ts'
import { readWitnessList, type Witness } from '../../../src/services/log/witness-list.ts'
import { logCheck } from '../../../src/services/readiness/log.ts'
import { newFolder } from '../../cli/folder.ts'
import { freePort } from '../../setup/ports.ts'
import { startTestService } from '../../setup/service.ts'
import { prepared } from '../sending.ts'
import { createTestLog, publishAll, type TestLog } from './log-database.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** The key and the place of a witness, which is started and stopped as the test likes. */
async function newWitness(name: string) {
  const folder = join(await newFolder(), 'witness')
  const { vkey } = await makeWitnessKey(folder, `${name}.example.test/witness`)
  const port = await freePort('127.0.0.1')
  const witness: Witness = { key: vkey, name, url: `http://127.0.0.1:${port}` }
  let running: RunningWitness | undefined
  const stop = async () => {
    running?.stop()
    await running?.ended
    running = undefined
  }
  ends.push(stop)
  return {
    ...witness,
    stop,
    async start(...logs: string[]) {
      running = await startWitness({
        folder,
        listenOn: { host: '127.0.0.1', port },
        logs,
        clock: () => new Date(),
        tell: () => undefined,
      })
    },
  }
}

async function newLog(): Promise<TestLog> {
  const log = await createTestLog()
  ends.push(log.end)
  return log
}

function collectingOf(
  log: TestLog,
  witnesses: readonly Witness[],
  quorum: Quorum = null,
): Collecting & { faults: Fault[] } {
  const faults: Fault[] = []
  let time = 0
  const collecting = createCollecting({
    db: log.sequencer,
    log: 'log',
    witnesses,
    quorum,
    post: postWithin(5_000, new AbortController().signal),
    // Each question comes when whoever failed is asked again.
    elapsed: () => (time += 100_000),
    told: (_witness, fault) => void faults.push(fault),
  })
  return { ...collecting, faults }
}

const seenBy = async (db: Db, witnesses: readonly Witness[]) => {
  const note = (await readShownCheckpoint(db)) ?? ''
  const seen = await sightings(
    note,
    witnesses.map(({ key }) => key),
  )
  return { note, by: seen.map(({ key }) => witnesses.find((one) => one.key === key)?.name) }
}

describe('the signatures of witnesses', () => {
  it('are collected for the newest checkpoint, and served as further lines of it', async () => {
    const log = await newLog()
    const [police, court] = [await newWitness('police'), await newWitness('court')]
    // The key is being exchanged, and one witness was not told of the next one yet.
    const next = await generateLogKey('despatch.example.test/log')
    log.keys.signers.push(await readSigner(next.signer))
    await police.start(log.keys.vkey, next.vkey)
    await court.start(log.keys.vkey)
    await settleWitnesses(log.sequencer, [police.key, court.key], null)
    const sequencer = await log.start()
    const collecting = collectingOf(log, [police, court])
    for (const count of [0, 1, 300, 5]) {
      await log.stage(count)
      await publishAll(sequencer)
      await collecting.round(5_000)
      const { note, by } = await seenBy(log.db, [police, court])
      expect(by).toEqual(['police', 'court'])
      // Whoever knows the log's key alone reads it as ever.
      const opened = await openNote(note, [await readVerifier(log.keys.vkey)])
      expect(opened.signedBy).toHaveLength(1)
    }
    expect(await readWitnesses(log.db)).toMatchObject([
      { behind: { log: 0 }, faults: [] },
      { behind: { log: 0 }, faults: [] },
    ])
    expect(await witnessesFollow({ db: log.db })).toMatch(
      /^\w+\.example\.test\/witness\+\w+ has seen all of both logs, \w+\.\S+ has seen all of both logs\.$/,
    )
    const known = (...witnesses: Witness[]) =>
      witnessesKnowNext(log, { witnesses, next: [{ log: 'log', vkey: next.vkey }], post: postWithin(5_000) })
    expect(await known(police)).toBe('every witness knows it')
    await expect(known(police, court)).rejects.toThrow(
      `court does not know the next key of the log: give it ${next.vkey}. Do not say`,
    )
    await expect(known(await newWitness('away'))).rejects.toThrow('away has not said whether')
    // Another process, which remembers nothing, goes on; so does one that believes a wrong size.
    await log.asSuperuser('update witness set size = 3')
    await log.stage(1)
    await publishAll(sequencer)
    await collectingOf(log, [police, court]).round(5_000)
    expect((await seenBy(log.db, [police, court])).by).toEqual(['police', 'court'])
  })

  it('do not depend on those who are away, or answer rubbish', async () => {
    const log = await newLog()
    const [police, away] = [await newWitness('police'), await newWitness('away')]
    await police.start(log.keys.vkey)
    const answers = ['OK\n', '— police.example.test/witness AAAAAAAAAAAAAAAAAAAAAA==\n', 'x'.repeat(100_000)]
    let answered = 0
    const server = createServer((_request, response) => {
      answered += 1
      response.statusCode = answered % 5 === 4 ? 409 : answered % 5 === 0 ? 500 : 200
      response.end(answers[answered % 3])
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    ends.push(async () => void server.close())
    const { port } = server.address() as AddressInfo
    const rubbish: Witness = { ...(await newWitness('rubbish')), url: `http://127.0.0.1:${port}` }
    const all = [police, away, rubbish]
    await settleWitnesses(
      log.sequencer,
      all.map(({ key }) => key),
      null,
    )
    const sequencer = await log.start()
    const collecting = collectingOf(log, all)
    for (let round = 0; round < 6; round += 1) {
      await log.stage(1)
      await publishAll(sequencer)
      await collecting.round(5_000)
      expect((await seenBy(log.db, all)).by).toEqual(['police'])
    }
    expect(collecting.faults).toContain('unreachable')
    expect(collecting.faults).toContain('rubbish')
    await expect(witnessesFollow({ db: log.db })).rejects.toThrow(
      /away\.example\.test\/witness\+\w+ does not answer; it is 6 entries of the log/,
    )
    // It comes back, and is asked from where it stands.
    await away.start(log.keys.vkey)
    await collecting.round(5_000)
    expect((await seenBy(log.db, all)).by).toEqual(['police', 'away'])
  })

  it('are refused to a log that was set back to an older database', async () => {
    const log = await newLog()
    const police = await newWitness('police')
    await police.start(log.keys.vkey)
    await settleWitnesses(log.sequencer, [police.key], null)
    const sequencer = await log.start()
    await log.stage(3)
    await publishAll(sequencer)
    await collectingOf(log, [police]).round(5_000)
    const [journal, backup] = [join(log.directory, 'journal'), join(log.directory, 'backup')]
    await cp(journal, backup, { recursive: true })
    await log.stage(2)
    await publishAll(sequencer)
    await collectingOf(log, [police]).round(5_000)
    expect((await seenBy(log.db, [police])).by).toEqual(['police'])

    // The database and what is kept beside it are both put back to the third entry: the log itself sees nothing amiss.
    await log.asSuperuser(
      `delete from log_entry where idx >= 3; delete from checkpoint where size > 3; delete from cosignature where size > 3;
       update witness set size = 3`,
    )
    await rm(journal, { recursive: true })
    await rename(backup, journal)
    // Had anything not fitted together, nothing would be signed: the witness is asked then, and one that is away is
    // waited for where releasing waits for it.
    const asking = (witnesses: readonly Witness[], quorum: Quorum) =>
      demandNotAhead(log.sequencer, {
        log: 'log',
        witnesses,
        quorum,
        post: postWithin(5_000),
        unheard: (silent) => unheard.push(...silent),
      })
    const unheard: Witness[] = []
    await expect(asking([police], null)).rejects.toThrow(
      /police has seen 5 entries of the log, and here.+are 3/,
    )
    const away = await newWitness('away')
    await asking([away], null)
    expect(unheard).toEqual([away])
    await expect(asking([away], { keys: [away.key], needed: 1 })).rejects.toThrow('did not answer')
    // Nor has one that refuses said what it has seen: it knows no such log, or a proxy answers in its place.
    const court = await newWitness('court')
    await court.start(log.trust.vkey)
    await settleWitnesses(log.sequencer, [police.key, court.key], null)
    await asking([court], null)
    expect(unheard).toEqual([away, court])
    await expect(asking([court], { keys: [court.key], needed: 1 })).rejects.toThrow('court did not answer')
    await expect(witnessesFollow({ db: log.db })).rejects.toThrow(
      /court.example.test\/witness\+\w+ refuses the checkpoint: it does not know the log/,
    )
    await settleWitnesses(log.sequencer, [police.key], null)
    const restored = await log.start()
    const expected: Fault[] = ['ahead', 'contradicts', 'contradicts']
    for (const fault of expected) {
      await log.stage(1)
      await publishAll(restored)
      const collecting = collectingOf(log, [police])
      await collecting.round(5_000)
      expect(collecting.faults).toEqual([fault])
      expect((await seenBy(log.db, [police])).by).toEqual([])
    }
    await expect(witnessesFollow({ db: log.db })).rejects.toThrow('has seen another log')
    // It is longer now than what was seen, and no continuation of it: nothing is waited for, and all the same it is no silence.
    await expect(asking([police], null)).rejects.toThrow(
      /police has seen 5 entries of another log than this, which does not continue them/,
    )
  })

  it('release what is entered, where it is waited for them, and nothing before', async () => {
    const log = await newLog()
    const [police, court, away] = [
      await newWitness('police'),
      await newWitness('court'),
      await newWitness('away'),
    ]
    await police.start(log.keys.vkey)
    const keys = [police.key, court.key, away.key]
    const quorum = { keys, needed: 2 }
    await settleWitnesses(log.sequencer, keys, quorum)
    const sequencer = await log.start()
    await log.stage(4)
    await publishAll(sequencer)
    const collecting = collectingOf(log, [police, court, away], quorum)
    const released = () => log.db.selectFrom('released_entry').select('idx').execute()
    const ids = (await log.db.selectFrom('log_staged').select('id').execute()).map(({ id }) => id)
    await collecting.round(5_000)
    expect(await released()).toHaveLength(0)
    expect((await readProofs(log.db, ids)).size).toBe(0)
    expect(sizeOf((await readShownCheckpoint(log.db)) ?? '')).toBe(0n)
    await log.asSuperuser(`update checkpoint set at = at - interval '1 minute'`)
    expect((await readLogState(log.db)).unreleased).toBe(4)
    const held = await log.db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(${SEQUENCER_LOCK})`.execute(tx)
      return logCheck(log.db, { sequencing: true }).look()
    })
    expect(held).toMatchObject({
      state: 'degraded',
      says: expect.stringMatching(/^4 entries wait for witnesses/),
    })
    await court.start(log.keys.vkey)
    await collecting.round(5_000)
    expect(await released()).toHaveLength(4)
    // The proofs carry what releases.
    const proofs = await readProofs(log.db, ids)
    expect(proofs.size).toBe(4)
    const [proof] = proofs.values()
    const note = proof?.proof.slice(proof.proof.indexOf('\n\n') + 2) ?? ''
    expect(await sightings(note, keys)).toHaveLength(2)
    // What has come since waits, and what was shown stays so; one who has left alone is not asked any more.
    await log.stage(2)
    await publishAll(sequencer)
    expect(await released()).toHaveLength(4)
    expect((await seenBy(log.db, [police, court])).by).toEqual(['police', 'court'])
    await settleWitnesses(log.sequencer, [police.key], null)
    expect(await released()).toHaveLength(6)
    // And back again: what has left is not called back.
    await settleWitnesses(log.sequencer, keys, quorum)
    expect(await released()).toHaveLength(6)
  })
})

describe('a list of witnesses', () => {
  it('is a verifier key and an address on each line', async () => {
    const police = await newWitness('police')
    const list = await readWitnessList(`# ours\n\n${police.key}   https://police.example.test/w/\n`)
    expect(list).toEqual({
      witnesses: [
        { key: police.key, name: 'police.example.test/witness', url: 'https://police.example.test/w' },
      ],
      wrong: [],
    })
    const wrong = [
      police.key,
      `${police.key} ftp://x.test`,
      `${police.key} https://a:b@x.test`,
      `${(await newLog()).keys.vkey} https://x.test`,
      `${police.key} https://x.test\n${police.key} https://y.test`,
    ]
    for (const text of wrong) expect((await readWitnessList(text)).wrong, text).toHaveLength(1)
  })
})

describe('a service whose log is closed until two witnesses have seen it', () => {
  it('delivers nothing before, and everything after, and shows both logs with their signatures', async () => {
    const [police, court] = [await newWitness('police'), await newWitness('court')]
    const list = join(await newFolder(), 'witnesses')
    await writeFile(list, `${police.key} ${police.url}\n${court.key} ${court.url}\n`)
    const service = await startTestService({}, { WITNESSES: list, WITNESS_POLICY: 'closed' })
    ends.push(service.stop)
    const keysOf = (name: string) => readFile(join(service.config.dataDir, 'keys/public', name), 'utf8')
    const [logKey, trustKey] = (await Promise.all([keysOf('log.vkey'), keysOf('trust.vkey')])).map((key) =>
      key.trim(),
    )
    const logs = [logKey ?? '', trustKey ?? '']
    await police.start(...logs)

    const sender = await service.session('asb.caseworker')
    const reader = await service.session('yot.officer')
    const referral = await prepared(sender, { to: [LIVERPOOL_YOT] })
    const answer = await sender.client.submit(referral)
    expect(answer.proof).toBeNull()
    expect((await reader.client.inbox({})).rows).toEqual([])
    const behind = await sql<{ n: number }>`select count(*)::int as n from log_entry
      where idx >= (select size from log_release)`.execute(service.database.db)
    expect(behind.rows[0]?.n).toBeGreaterThan(0)

    await court.start(...logs)
    await expect.poll(async () => (await reader.client.inbox({})).rows.length).toBe(1)
    expect(await sender.client.proof(answer.referral)).not.toBeNull()
    const keys = [police.key, court.key]
    const note = async (path: string) => (await fetch(`${service.origin}${path}`)).text()
    expect(await sightings(await note('/log/checkpoint'), keys)).toHaveLength(2)
    await expect.poll(async () => (await sightings(await note('/trust/checkpoint'), keys)).length).toBe(2)
    await openTrustCheckpoint(await note('/trust/checkpoint'), trustKey ?? '')
  })
})
