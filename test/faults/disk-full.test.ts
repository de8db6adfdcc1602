import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cp, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../../src/sdk/session.ts'
import { verifyServer } from '../../src/sdk/verify-log.ts'
import { delivered, named, prepared, refusal } from '../services/sending.ts'
import { hurried } from './hurried.ts'
import { createWorld, type World } from './world.ts'

let world: World
let caseWorker: Session
let yot: Session

beforeAll(async () => {
  world = await createWorld()
  await world.start()
  caseWorker = hurried(await world.session('asb.caseworker'))
  yot = await world.session('yot.officer')
})
afterAll(() => world?.end())

const readyz = () => fetch(`${world.config.publicUrl}/readyz`)

/** A disk of one MiB can be made by root alone, where mounting is allowed. */
const smallDisk = (folder: string): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('when the disk of the log is full', () => {
  it('things wait, visibly, and go on by themselves when there is room', async ({ skip }) => {
    // Both logs have begun before there is no room.
    await prepared(caseWorker)
    const log = join(world.config.dataDir, 'log')
    const kept = join(world.config.dataDir, 'log-kept')
    await cp(log, kept, { recursive: true })
    if (!smallDisk(log)) return skip('nobody but root may mount a small disk')
    try {
      await cp(kept, log, { recursive: true })
      await expect(writeFile(join(log, 'other'), randomBytes(1024 * 1024))).rejects.toThrow('ENOSPC')
      // The journal's last block has room for some more lines.
      let answer = await caseWorker.client.submit(await prepared(caseWorker))
      for (let more = 0; answer.proof !== null && more < 20; more += 1)
        answer = await caseWorker.client.submit(await prepared(caseWorker))
      const { referral, proof } = answer
      expect(proof).toBeNull()
      // As they will be in a quarter of a minute.
      await world.asSuperuser("update log_staged set staged_at = staged_at - interval '15 seconds'")
      const late = await readyz()
      expect(late.status).toBe(503)
      expect(await late.text()).toMatch(/Nothing leaves/)
      expect((await yot.client.inbox({})).rows.map((row) => row.referral)).not.toContain(referral)

      execFileSync('mount', ['-o', 'remount,size=256m', log])
      await delivered(yot, referral)
      await expect.poll(async () => (await readyz()).status).toBe(200)
      expect((await readdir(log)).sort()).toEqual(['journal', 'other', 'trust'])
    } finally {
      await rm(kept, { recursive: true })
      for (const name of ['journal', 'trust'])
        await cp(join(log, name), join(kept, name), { recursive: true })
      // Lazily: a writer may have its folder open at this moment.
      execFileSync('umount', ['-l', log])
      await cp(kept, log, { recursive: true })
      await rm(kept, { recursive: true })
    }
    const verdict = await verifyServer(await world.session('auditor'), { kept: null, signedIn: true })
    expect(verdict.problems).toEqual([])
  })
})

describe('when the disk is full on which content waits while it comes in', () => {
  it('says so, keeps nothing of it, and takes the very same when there is room', async ({ skip }) => {
    const spool = join(world.config.dataDir, 'spool')
    if (!smallDisk(spool)) return skip('nobody but root may mount a small disk')
    try {
      const attachments = [
        {
          name: 'camera.bin',
          type: 'application/octet-stream',
          bytes: new Uint8Array(randomBytes(1024 * 1024)),
        },
      ]
      const large = await prepared(caseWorker, { attachments })
      await writeFile(join(spool, 'other'), randomBytes(512 * 1024))
      const refused = await refusal(caseWorker.client.submit(large))
      expect(refused).toMatchObject({ type: named('unavailable'), status: 503 })
      expect(await readdir(spool)).toEqual(['other'])
      // What is small does not wait on the disk.
      await delivered(yot, (await caseWorker.client.submit(await prepared(caseWorker))).referral)

      execFileSync('mount', ['-o', 'remount,size=8m', spool])
      await delivered(yot, (await caseWorker.client.submit(large)).referral)
      expect(await readdir(spool)).toEqual(['other'])
    } finally {
      execFileSync('umount', [spool])
    }
  })
})
