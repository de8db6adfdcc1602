import { spawnSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AsbIncidentJourney, playAsbIncident } from '../../src/demo/journeys/asb-incident.ts'
import { firstAndLast } from '../../src/demo/journeys/shown-text.ts'
import { type ToldStep, teller } from '../../src/demo/journeys/telling.ts'
import { openWorld } from '../../src/demo/journeys/world.ts'
import { type RunningService, startService } from './service.ts'

const POLICE = 'intelligence@merseyside.pnn.police.test'
const YOT = 'yot@liverpool.gcsx.gov.test'

let service: RunningService
let journey: AsbIncidentJourney
const told: ToldStep[] = []

beforeAll(async () => {
  service = await startService()
  journey = await playAsbIncident(
    openWorld(service),
    teller('1', (step) => told.push(step)),
  )
}, 120_000)
afterAll(async () => {
  await service?.stop()
})

const deliveryTo = (mailbox: string) => {
  const delivery = journey.view.deliveries.find((candidate) => candidate.mailbox === mailbox)
  if (!delivery) throw new Error(`no delivery to ${mailbox}`)
  return delivery
}

/** The file in which the police's own server keeps the mail, as it came. */
const policeMail = async (): Promise<string> => {
  const folder = join(service.dataDir, 'demo/partners/merseyside.pnn.police.test/mail')
  const mails = (await readdir(folder)).filter((name) => name.endsWith('.eml'))
  for (const name of mails) {
    const path = join(folder, name)
    if ((await readFile(path)).includes(journey.messageId)) return path
  }
  throw new Error('the police have no such mail')
}

describe('journey 1: an ASB incident is told to the police and to the Liverpool YOT', () => {
  it('is told step by step, each step with its evidence', () => {
    expect(told.length).toBeGreaterThanOrEqual(8)
    for (const { says, evidence } of told) expect(evidence.length, says).toBeGreaterThan(0)
  })

  it('is marked RESTRICTED and declares informer, suspected perpetrators and witness', () => {
    const { manifest } = journey.atYot
    expect(manifest.kind).toBe('asb-incident')
    expect(manifest.marking).toEqual({ scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] })
    expect(manifest.dataClass).toBe('sensitive-personal')
    expect(manifest.categories).toEqual(
      expect.arrayContaining(['informer', 'suspected-perpetrator', 'witness']),
    )
    expect(manifest.to).toEqual([POLICE, YOT])
  })

  it('stands in the log before it leaves', () => {
    const index = (type: string) => journey.entries.find((entry) => entry.type === type)?.index
    expect(index('accepted')).toBe(journey.proof.index)
    expect(index('relayed')).toBeGreaterThan(journey.proof.index)
  })

  it('is relayed over TLS, with the SMTP reply kept as authenticated evidence', () => {
    const police = deliveryTo(POLICE)
    expect(police.attempts).toEqual([
      expect.objectContaining({
        n: 1,
        host: '127.0.0.13',
        code: 250,
        tls: expect.stringMatching(/^TLSv1\.[23]/),
      }),
    ])
    expect(police.evidence).toContainEqual(
      expect.objectContaining({ kind: 'smtp-reply', strength: 'authenticated' }),
    )
  })

  it('is delivered at the police, by their DSN, and opened, by an MDN: both from their own network', () => {
    const police = deliveryTo(POLICE)
    expect(police.state).toBe('delivered')
    const strength = 'authenticated'
    expect(police.evidence).toContainEqual(expect.objectContaining({ kind: 'dsn', strength }))
    expect(police.evidence).toContainEqual(
      expect.objectContaining({ kind: 'mdn', strength, says: 'displayed' }),
    )
    expect(police.answer).toBe('opened')
  })

  it('is opened at the police by gpg alone, which finds the signature good and the marking first and last', async () => {
    const home = join(service.dataDir, 'demo/partners/merseyside.pnn.police.test/gnupg')
    const args = ['--homedir', home, '--batch', '--decrypt', await policeMail()]
    const { status, stdout, stderr } = spawnSync('gpg', args, { encoding: 'utf8' })
    expect(status, stderr).toBe(0)
    expect(stderr).toMatch(/Good signature from ".*<asb\.team@liverpool\.gcsx\.gov\.test>"/)
    const text = stdout
      .slice(stdout.indexOf('Content-Type: text/plain'))
      .split(/\r?\n\r?\n/)
      .slice(1)
      .join('\n\n')
    expect(text.trimStart()).toMatch(/^RESTRICTED\r?\n/)
    expect(text.slice(0, text.search(/\r?\n--/)).trimEnd()).toMatch(/\nRESTRICTED$/)
    expect(stdout).toContain('Testina Example')
  })

  it('shows the police the true subject and the attachment, which nobody on the way could see', async () => {
    expect(journey.atPolice.subject).toMatch(/^RESTRICTED.*ASB-/)
    expect(journey.atPolice.attachments).toContain('incident diary.txt')
    const raw = await readFile(await policeMail(), 'utf8')
    expect(raw).toMatch(/^Subject: \[\.\.\.\]\r$/m)
    for (const hidden of ['Testina', 'Placeholder', 'diary', journey.sent.reference])
      expect(raw).not.toContain(hidden)
  })

  it('is opened at the YOT, as declared and marked first and last', () => {
    expect(journey.atYot.outcome).toBe('opened')
    expect(journey.atYot.faults).toEqual([])
    expect(firstAndLast(journey.atYot.text)).toEqual(['RESTRICTED', 'RESTRICTED'])
    expect(journey.atYot.text).toContain('Testina Example')
    expect(deliveryTo(YOT)).toMatchObject({ state: 'delivered', answer: 'opened' })
  })

  it('brings the sender signed receipts, collected before opened, whose digests are those of what was sent', () => {
    expect(journey.receipts.map(({ mailbox, event, problem }) => ({ mailbox, event, problem }))).toEqual([
      { mailbox: YOT, event: 'collected', problem: null },
      { mailbox: YOT, event: 'opened', problem: null },
    ])
  })

  it('left no word of it in the database', async () => {
    const { db } = service.database
    for (const table of ['referral', 'log_staged', 'evidence', 'attempt', 'receipt', 'delivery'] as const) {
      const text = JSON.stringify(await db.selectFrom(table).selectAll().execute(), (_, value) =>
        typeof value === 'bigint' ? String(value) : value,
      )
      expect(text, table).not.toMatch(/Testina|Placeholder|Nowhere Lane/)
    }
  })
})
