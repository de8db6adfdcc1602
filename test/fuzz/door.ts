import { generateKeyPairSync } from 'node:crypto'
import { sql } from 'kysely'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { pino } from 'pino'
import { vi } from 'vitest'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { sha256Hex } from '../../src/crypto/digest.ts'
import { seal } from '../../src/crypto/seal.ts'
import {
  ASB_TEAM,
  COURT_LISTING,
  LIVERPOOL_YOT,
  POLICE_INTELLIGENCE,
} from '../../src/demo/partnership/mailboxes.ts'
import { readOuterHeaders } from '../../src/mail/gateway/outer-headers.ts'
import { messageIdOf } from '../../src/mail/message-id.ts'
import { send } from '../../src/sdk/send.ts'
import { bytes } from '../crypto/people.ts'
import { POLICE_RELAY, STRANGER } from '../faults/partner-mail.ts'
import { createWorld, type World } from '../faults/world.ts'
import { createMutator, seeded } from '../mail/foreign/mutate.ts'
import { COURT_RELAY, setPolicy } from '../services/arrivals/court-mail.ts'
import { prepared } from '../services/sending.ts'
import { type Fed, measured, nothingFed } from './measured.ts'
import { type RawClient, rawClient, type Said } from './raw-smtp.ts'
import { NUMBER, startingMails } from './starting-mails.ts'

const POLICE = 'merseyside.pnn.police.test'
const PLENTY = { points: 1_000_000_000, windowSeconds: 3600 }
/** After so many mails a client hangs up and comes anew: who is refused too often is sent away. */
const MAILS_A_CONNECTION = 20

/** A running service with all that mail can come to, and changed mails that are brought to its gateway one by one. */
export type Door = {
  feed(seeds: { first: number; times: number }): Promise<Fed & { answers: Record<string, number> }>
  end(): Promise<void>
}

export async function openDoor(): Promise<Door> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  async function resolver(name: string, type: string): Promise<string[][]> {
    const records: Record<string, string> = {
      [`TXT ${POLICE}`]: 'v=spf1 ip4:127.0.0.77 -all',
      [`TXT _dmarc.${POLICE}`]: 'v=DMARC1; p=none',
      [`TXT s1._domainkey.${POLICE}`]: `v=DKIM1; k=rsa; p=${published}`,
    }
    const text = records[`${type} ${name}`]
    if (text === undefined) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
    return [[text]]
  }
  const errors: string[] = []
  const logger = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) })
  const world = await createWorld()
  world.behaviour.reports = false
  /** What the gateway gave to be kept, as it came. */
  let given: { sha256: string; messageId: string | null } | null = null
  await world.start({
    logger,
    seams: {
      resolver,
      rates: {
        'gateway.perAddress': PLENTY,
        'gateway.bytesPerAddress': PLENTY,
        'gateway.perPartner': PLENTY,
      },
      keep: (keep) => async (envelope, raw) => {
        const { messageId } = readOuterHeaders(raw)
        given = { sha256: await sha256Hex(raw), messageId }
        return keep(envelope, raw)
      },
    },
  })
  await setPolicy(world.database, 'seal-on-arrival')
  const { returnPath, about } = await relayed(world)
  const to = (await mailboxCertificate(world)).address
  const starting = await startingMails({
    from: POLICE_INTELLIGENCE,
    to,
    about,
    seal: async (entity) =>
      seal({
        entity: bytes(entity),
        recipients: [(await mailboxCertificate(world)).certificate],
        now: new Date(),
      }),
  })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const signature = { signingDomain: POLICE, selector: 's1', privateKey: pem }
  for (const message of starting.slice(0, 3)) {
    const { signatures } = await dkimSign(Buffer.from(message), { ...signature, signatureData: [signature] })
    starting.push(Buffer.concat([Buffer.from(signatures), message]))
  }
  const court = await startingMails({ from: COURT_LISTING, to, about, seal: async () => bytes('none') }).then(
    (all) => all.slice(-5),
  )

  const clients = new Map<string, { client: RawClient; mails: number }>()
  const clientFrom = async (localAddress: string): Promise<RawClient> => {
    const known = clients.get(localAddress)
    if (known?.client.isOpen() && known.mails < MAILS_A_CONNECTION) {
      known.mails += 1
      return known.client
    }
    known?.client.close()
    const client = await rawClient({ host: world.config.host, port: world.config.smtpPort, localAddress })
    clients.set(localAddress, { client, mails: 1 })
    return client
  }
  const recipients = [
    [ASB_TEAM],
    [ASB_TEAM],
    [LIVERPOOL_YOT, ASB_TEAM],
    [returnPath],
    [returnPath],
    [ASB_TEAM, returnPath],
    [`nobody@${world.config.serviceDomain}`],
    ['nobody@liverpool.gcsx.gov.test', ASB_TEAM],
  ]
  const kept = new Set<string>()

  async function bring(seed: number, answers: Record<string, number>): Promise<void> {
    const random = seeded(seed ^ 0x5bd1e995)
    const one = <T>(list: readonly T[], otherwise: T): T =>
      list[Math.floor(random() * list.length)] ?? otherwise
    const localAddress = one([POLICE_RELAY, POLICE_RELAY, COURT_RELAY, STRANGER], STRANGER)
    const ofCourt = localAddress === COURT_RELAY
    const from = one(
      [
        '',
        ofCourt ? COURT_LISTING : POLICE_INTELLIGENCE,
        ofCourt ? COURT_LISTING : POLICE_INTELLIGENCE,
        'x@elsewhere.test',
      ],
      '',
    )
    const changed = createMutator(ofCourt && random() < 0.7 ? court : starting, seed)()
    const number = String(seed).padStart(NUMBER.length, '0')
    const mail = Buffer.from(Buffer.from(changed).toString('latin1').replaceAll(NUMBER, number), 'latin1')
    const before = await counted(world)
    given = null
    const client = await clientFrom(localAddress)
    const said = await transaction(client, { from, to: one(recipients, [ASB_TEAM]), mail })
    for (const { code, text } of said) {
      const enhanced = /^[245]\.\d{1,3}\.\d{1,3}(?= )/.exec(text)?.[0] ?? ''
      if (text !== 'Accepted' && code !== 354 && enhanced[0] !== String(code)[0])
        throw new Error(`an answer without its code: ${code} ${text}`)
      if (text.startsWith('4.3.0')) throw new Error(`a fault that nobody foresaw: ${code} ${text}`)
    }
    const last = said.at(-1)
    const answer = `${last?.code} ${last?.text.split(' ')[0]}`
    answers[answer] = (answers[answer] ?? 0) + 1
    if (client.unasked().length > 0)
      throw new Error(`more answers than questions: ${JSON.stringify(client.unasked())}`)
    const after = await counted(world)
    const more = after.mails - before.mails + after.reports - before.reports
    if (last?.code !== 250 || given === null) {
      if (more !== 0) throw new Error(`it was refused with ${answer}, and stored`)
      return
    }
    const { sha256, messageId }: NonNullable<typeof given> = given
    if (more === 0 && !kept.has(sha256) && !kept.has(messageId ?? ''))
      throw new Error(`it was taken, and is nowhere`)
    kept.add(sha256)
    if (messageId !== null) kept.add(messageId)
  }

  return {
    async feed({ first, times }) {
      const fed = nothingFed()
      const answers: Record<string, number> = {}
      for (let seed = first; seed < first + times; seed += 1) {
        if (seed % 20 === 0) await makeRoom(world)
        await measured(fed, seed, () => bring(seed, answers))
        for (const line of errors.splice(0)) fed.wrong.push(`${seed}: logged ${line}`)
      }
      return { ...fed, answers }
    },
    async end() {
      for (const { client } of clients.values()) client.close()
      await world.end()
    },
  }
}

/** One transaction: every answer that there was, that to the mail last. */
async function transaction(
  client: RawClient,
  { from, to, mail }: { from: string; to: readonly string[]; mail: Uint8Array },
): Promise<Said[]> {
  const said = [await client.say(`MAIL FROM:<${from}>`)]
  for (const address of to) said.push(await client.say(`RCPT TO:<${address}>`))
  if (said.slice(1).some(({ code }) => code === 250)) {
    said.push(await client.say('DATA'))
    said.push(await client.data(mail))
  }
  const reset = await client.say('RSET')
  if (reset.code !== 250) throw new Error(`the next transaction could not begin: ${reset.code} ${reset.text}`)
  return said
}

/** A referral that the police's server has taken: what bounces are about. */
async function relayed(world: World): Promise<{ returnPath: string; about: string }> {
  const session = await world.session('asb.caseworker')
  const { referral } = await send({
    session,
    prepared: await prepared(session, { to: [POLICE_INTELLIGENCE] }),
  })
  const mail = await vi.waitUntil(
    async () => {
      const mails = await world.partners.officer(POLICE_INTELLIGENCE).inbox()
      return mails.find(({ messageId }) => messageId?.includes(referral))
    },
    { timeout: 20_000 },
  )
  return { returnPath: mail.envelope.from, about: messageIdOf(referral, world.config.serviceDomain) }
}

async function mailboxCertificate({ database: { db } }: World) {
  const { address, armored } = await db
    .selectFrom('certificate')
    .innerJoin('mailbox', 'mailbox.id', 'certificate.mailbox_id')
    .select(['mailbox.address', 'certificate.armored'])
    .where('mailbox.address', '=', ASB_TEAM)
    .where('certificate.state', '=', 'current')
    .executeTakeFirstOrThrow()
  return { address, certificate: await readCertificate(armored) }
}

async function counted({ database: { db } }: World): Promise<{ mails: number; reports: number }> {
  const { rows } = await sql<{ mails: number; reports: number }>`
    select (select count(*)::int from inbound_recipient) as mails,
      (select count(*)::int from evidence where kind <> 'smtp-reply') as reports`.execute(db)
  const [row] = rows
  if (!row) throw new Error('there is one row')
  return row
}

/** A delivery keeps fifty reports, and strangers may bring so many mails a day: that is tried elsewhere. */
async function makeRoom(world: World): Promise<void> {
  await world.asSuperuser("delete from evidence where kind <> 'smtp-reply'")
  await world.asSuperuser("update inbound set at = at - interval '2 days' where not authenticated")
}
