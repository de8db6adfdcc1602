import { X509Certificate } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { POLICE_INTELLIGENCE, SEFTON_YOT } from '../../src/demo/partnership/mailboxes.ts'
import type { PartnerRoute } from '../../src/domain/wire/partners.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { createWorld, type World } from '../faults/world.ts'
import { named, prepared, until } from './sending.ts'

const POLICE = 'merseyside.pnn.police.test'
const SEFTON = 'sefton.gcsx.gov.test'

let world: World
let caseWorker: Session
let coordinator: Session
beforeAll(async () => {
  world = await createWorld()
  await world.start()
  caseWorker = await world.session('asb.caseworker')
  coordinator = await world.session('co-ordinator')
})
afterAll(() => world?.end())

const partner = async (domain = POLICE): Promise<PartnerRoute | undefined> =>
  (await coordinator.client.partners()).find((one) => one.domain === domain)
const sendTo = async (mailbox: string) =>
  (await send({ session: caseWorker, prepared: await prepared(caseWorker, { to: [mailbox] }) })).referral
const stateOf = async (referral: string) => (await caseWorker.client.referral(referral)).deliveries[0]?.state
const changes = async () =>
  (await world.asSuperuser("select record from log_staged where type = 'route' order by id")).map(
    ({ record }) => JSON.parse(String(record)),
  )

/** Another way on the same server: what is pinned is what it shows. */
const wayOf = async (domain: string) => {
  const [row] = await world.asSuperuser(
    'select relay_host, relay_port, tls_certificate from network where domain = $1 and valid @> current_date',
    [domain],
  )
  return {
    by: 'host' as const,
    host: String(row?.relay_host),
    port: Number(row?.relay_port),
    tlsCertificate: String(row?.tls_certificate),
    tlsAuthority: null,
  }
}

describe('the co-ordinator sees how mail to the partners leaves', () => {
  it('every partner that is reached by mail, with where its mail goes and what it is known by', async () => {
    const rows = await coordinator.client.partners()
    expect(rows.map(({ domain }) => domain)).toEqual(['liverpoolpct.nhs.test', POLICE, SEFTON])
    expect(await partner()).toMatchObject({
      agency: expect.stringContaining('Police'),
      by: 'host',
      knownBy: 'certificate',
      paused: null,
      queue: { mails: 0, oldest: null },
      deferrals: 0,
      mailboxes: [{ address: POLICE_INTELLIGENCE }],
    })
  })

  it('what was taken last and how, and when certificates end', async () => {
    const referral = await sendTo(POLICE_INTELLIGENCE)
    await until('it had left', async () => (await stateOf(referral)) !== 'accepted' || undefined)
    const seen = await partner()
    const { tlsCertificate } = await wayOf(POLICE)
    const end = new X509Certificate(tlsCertificate).validToDate.toISOString()
    expect(seen).toMatchObject({
      last: { code: 250, fault: null },
      tls: { cipher: expect.stringMatching(/^TLSv1\.[23]/), until: end },
      certificateUntil: end,
      lastSuccess: expect.any(String),
    })
  })

  it('and so may a liaison officer and an auditor; a case worker may not', async () => {
    for (const login of ['auditor', 'council.liaison'])
      expect(await (await world.session(login)).client.partners()).toHaveLength(3)
    await expect(caseWorker.client.partners()).rejects.toMatchObject({ type: named('not-yours') })
  })
})

describe('the co-ordinator runs the ways', () => {
  it('pauses one, and nothing leaves until it is resumed; the others go on', async () => {
    expect(await coordinator.client.pausePartner(POLICE)).toMatchObject({ paused: expect.any(String) })
    const [held, free] = [await sendTo(POLICE_INTELLIGENCE), await sendTo(SEFTON_YOT)]
    await until('the other had left', async () => (await stateOf(free)) !== 'accepted' || undefined)
    expect(await stateOf(held)).toBe('accepted')
    expect(await partner()).toMatchObject({ queue: { mails: 1, oldest: expect.any(String) } })
    expect(await coordinator.client.retryPartner(POLICE)).toMatchObject({ paused: true })
    expect(await stateOf(held)).toBe('accepted')
    expect(await coordinator.client.resumePartner(POLICE)).toMatchObject({ paused: null })
    await until('it had left', async () => (await stateOf(held)) !== 'accepted' || undefined)
    expect((await changes()).slice(-2)).toMatchObject([
      { despatch: 'route/1', domain: POLICE, to: 'paused', by: coordinator.person.id },
      { domain: POLICE, to: 'resumed' },
    ])
  })

  it('says that a partner is not reminded, and that it is again, and the log has both', async () => {
    expect(await coordinator.client.setPartnerReminders(SEFTON, false)).toMatchObject({ reminders: false })
    expect([await partner(SEFTON), await partner(POLICE)]).toMatchObject([
      { reminders: false },
      { reminders: true },
    ])
    expect(await coordinator.client.setPartnerReminders(SEFTON, true)).toMatchObject({ reminders: true })
    expect((await changes()).slice(-2)).toMatchObject([
      { domain: SEFTON, to: 'not-reminded', by: coordinator.person.id },
      { domain: SEFTON, to: 'reminded' },
    ])
  })

  it('lays down another way, which is tried at once when they say so', async () => {
    const before = await wayOf(SEFTON)
    const nowhere = { ...before, port: 1 }
    expect(await coordinator.client.reroutePartner(SEFTON, nowhere)).toMatchObject({ port: 1 })
    const referral = await sendTo(SEFTON_YOT)
    await until('it was put off', async () => ((await partner(SEFTON))?.deferrals ?? 0) > 0 || undefined)
    expect(await partner(SEFTON)).toMatchObject({ last: { code: null, fault: 'connection' } })
    await coordinator.client.reroutePartner(SEFTON, before)
    expect(await coordinator.client.retryPartner(SEFTON)).toMatchObject({ paused: false })
    await until('it had left', async () => (await stateOf(referral)) !== 'accepted' || undefined)
    expect(await partner(SEFTON)).toMatchObject({ deferrals: 0, port: before.port })
    expect((await changes()).at(-1)).toMatchObject({
      to: 'rerouted',
      way: 'host',
      port: before.port,
      tlsCertificate: new X509Certificate(before.tlsCertificate).fingerprint256
        .replaceAll(':', '')
        .toLowerCase(),
    })
  })

  it('keeps what was laid down before today as it was', async () => {
    await world.asSuperuser(
      `update network set valid = daterange(current_date - 30, null) where domain = $1 and valid @> current_date`,
      [SEFTON],
    )
    const before = await wayOf(SEFTON)
    await world.asSuperuser(
      "update route_state set size_limit = 5000, size_seen_at = now(), tls = 'TLSv1.3', deferrals = 4 where domain = $1",
      [SEFTON],
    )
    expect(await coordinator.client.reroutePartner(SEFTON, { by: 'mx', tlsAuthority: null })).toMatchObject({
      serverLimit: null,
      tls: null,
      deferrals: 0,
    })
    const rows = await world.asSuperuser(
      `select relay_by, relay_port, lower(valid) = current_date as today, upper(valid) = current_date as until_today
         from network where domain = $1 order by lower(valid)`,
      [SEFTON],
    )
    expect(rows).toMatchObject([
      { relay_by: 'host', relay_port: before.port, until_today: true },
      { relay_by: 'mx', relay_port: null, today: true },
    ])
    await coordinator.client.reroutePartner(SEFTON, before)
    expect(await wayOf(SEFTON)).toEqual(before)
  })

  it.each([
    ['a certificate that is none', { tlsCertificate: 'my certificate' }],
    ['a certificate and an authority at once', {}],
  ])('cannot lay down %s', async (_what, change) => {
    const before = await wayOf(POLICE)
    const request = { ...before, tlsAuthority: before.tlsCertificate, ...change }
    await expect(coordinator.client.reroutePartner(POLICE, request)).rejects.toMatchObject({
      type: named('invalid-request'),
    })
  })

  it('nor more than one certificate, or a private key with it: what is shown is all that is trusted', async () => {
    const before = await wayOf(POLICE)
    const { tlsCertificate: pem } = before
    const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'
    for (const bad of [`${pem}\n${pem}`, `${pem}\n${key}`, `${key}${pem}`])
      for (const pins of [
        { tlsCertificate: bad, tlsAuthority: null },
        { tlsCertificate: null, tlsAuthority: bad },
      ])
        await expect(coordinator.client.reroutePartner(POLICE, { ...before, ...pins })).rejects.toMatchObject(
          { type: named('invalid-request') },
        )
    expect(await wayOf(POLICE)).toEqual(before)
  })

  it('and nobody else does, nor to a domain that is no partner’s', async () => {
    const auditor = await world.session('auditor')
    await expect(auditor.client.pausePartner(POLICE)).rejects.toMatchObject({ type: named('not-yours') })
    await expect(coordinator.client.pausePartner('elsewhere.test')).rejects.toMatchObject({
      type: named('not-found'),
    })
  })
})

describe('a test message', () => {
  it('goes the way that referrals take, and its server’s answer is shown', async () => {
    const asked = await coordinator.client.testPartner(POLICE)
    expect(asked).toMatchObject({ domain: POLICE, mailbox: POLICE_INTELLIGENCE, answer: null })
    const test = await until('it was answered', async () => {
      const found = await coordinator.client.partnerTest(POLICE, asked.id)
      return found.answer === null ? undefined : found
    })
    expect(test.answer).toMatchObject({ outcome: 'relayed', code: 250, tls: expect.stringMatching(/^TLS/) })
  })

  it('says what is wrong with a way on which nothing leaves', async () => {
    const before = await wayOf(POLICE)
    await coordinator.client.reroutePartner(POLICE, { ...before, port: 1 })
    try {
      const { id } = await coordinator.client.testPartner(POLICE)
      const { answer } = await until('it was answered', async () => {
        const found = await coordinator.client.partnerTest(POLICE, id)
        return found.answer === null ? undefined : found
      })
      expect(answer).toMatchObject({ outcome: 'retry', code: null })
    } finally {
      await coordinator.client.reroutePartner(POLICE, before)
    }
  })

  it('is not sent again when its worker was lost with it, and not made without a certificate; it says so', async () => {
    const asked = async (change: string) => {
      const id = uuidv7()
      await world.asSuperuser(
        `insert into route_test (id, domain, mailbox_id, asked_by, lease_until)
           select $3, $1, m.id, (select id from person limit 1), ${change} from mailbox m where m.address = $2`,
        [POLICE, POLICE_INTELLIGENCE, id],
      )
      return until('it had ended', async () => {
        const { answer } = await coordinator.client.partnerTest(POLICE, id)
        return answer ?? undefined
      })
    }
    expect(await asked("now() - interval '1 second'")).toMatchObject({
      outcome: 'failed',
      reply: expect.stringContaining('not known whether it was sent'),
    })
    const certificates = (from: string, to: string) =>
      world.asSuperuser(
        `update certificate set state = '${to}' from mailbox m
           where m.id = mailbox_id and m.address = $1 and certificate.state = '${from}'`,
        [POLICE_INTELLIGENCE],
      )
    await certificates('current', 'superseded')
    try {
      expect(await asked('null')).toMatchObject({
        outcome: 'failed',
        reply: expect.stringContaining('no certificate any more'),
      })
    } finally {
      await certificates('superseded', 'current')
    }
  })

  it('is not sent more than ten times an hour', async () => {
    const asks = Array.from({ length: 10 }, () => coordinator.client.testPartner(SEFTON))
    await Promise.allSettled(asks)
    await expect(coordinator.client.testPartner(SEFTON)).rejects.toMatchObject({
      type: named('too-many-requests'),
    })
  })
})
