import { generateKeyPairSync } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { pino } from 'pino'
import { vi } from 'vitest'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { sha256Hex } from '../../src/crypto/digest.ts'
import { seal } from '../../src/crypto/seal.ts'
import { ASB_TEAM, COURT_LISTING, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { readOuterHeaders } from '../../src/mail/gateway/outer-headers.ts'
import { messageIdOf } from '../../src/mail/message-id.ts'
import { send } from '../../src/sdk/send.ts'
import { bytes } from '../crypto/people.ts'
import { createWorld, type World } from '../faults/world.ts'
import { setPolicy } from '../services/arrivals/court-mail.ts'
import { prepared } from '../services/sending.ts'
import { startingMails } from './starting-mails.ts'

const POLICE = 'merseyside.pnn.police.test'
const PLENTY = { points: 1_000_000_000, windowSeconds: 3600 }

/** What the gateway gave to be kept, as it came. */
export type Given = { sha256: string; messageId: string | null }

/** A running service that asks DNS, takes the court's mail in clear, and has sent a message that can be reported on. */
export type DoorWorld = {
  world: World
  returnPath: string
  /** mails as the police send them, some signed by DKIM, and as the court does */
  police: Uint8Array[]
  court: Uint8Array[]
  /** what was last given to be kept, once */
  given(): Given | null
  /** what was logged as an error since this was last asked */
  errors(): string[]
}

export async function openDoorWorld(): Promise<DoorWorld> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const records: Readonly<Record<string, string>> = {
    [`TXT ${POLICE}`]: 'v=spf1 ip4:127.0.0.77 -all',
    [`TXT _dmarc.${POLICE}`]: 'v=DMARC1; p=none',
    [`TXT s1._domainkey.${POLICE}`]: `v=DKIM1; k=rsa; p=${published}`,
  }
  const errors: string[] = []
  let given: Given | null = null
  const world = await createWorld()
  world.behaviour.reports = false
  await world.start({
    logger: pino({ level: 'error' }, { write: (line: string) => void errors.push(line) }),
    seams: {
      async resolver(name, type) {
        const text = records[`${type} ${name}`]
        if (text === undefined) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
        return [[text]]
      },
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
  const certificate = await certificateOf(world, ASB_TEAM)
  const correspondence = {
    to: ASB_TEAM,
    about,
    seal: (entity: string) => seal({ entity: bytes(entity), recipients: [certificate], now: new Date() }),
  }
  const police = await startingMails({ ...correspondence, from: POLICE_INTELLIGENCE })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const signature = { signingDomain: POLICE, selector: 's1', privateKey: pem }
  for (const message of police.slice(0, 3)) {
    const { signatures } = await dkimSign(Buffer.from(message), { ...signature, signatureData: [signature] })
    police.push(Buffer.concat([Buffer.from(signatures), message]))
  }
  const court = await startingMails({ ...correspondence, from: COURT_LISTING })
  return {
    world,
    returnPath,
    police,
    court,
    given() {
      const last = given
      given = null
      return last
    },
    errors: () => errors.splice(0),
  }
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
    { timeout: 30_000 },
  )
  return { returnPath: mail.envelope.from, about: messageIdOf(referral, world.config.serviceDomain) }
}

async function certificateOf({ database: { db } }: World, address: string) {
  const { armored } = await db
    .selectFrom('certificate')
    .innerJoin('mailbox', 'mailbox.id', 'certificate.mailbox_id')
    .select('certificate.armored')
    .where('mailbox.address', '=', address)
    .where('certificate.state', '=', 'current')
    .executeTakeFirstOrThrow()
  return readCertificate(armored)
}
