import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type MailPartner, partnerWith } from '../../src/demo/partner/partners.ts'
import { tlsPath } from '../../src/demo/partner/prepare.ts'
import { serverTls } from '../../src/demo/partner/tls.ts'
import {
  ASB_TEAM,
  DRUG_AND_ALCOHOL_TEAM,
  POLICE_INTELLIGENCE,
  SEFTON_YOT,
} from '../../src/demo/partnership/mailboxes.ts'
import type { DeliveryView } from '../../src/domain/wire/referral-response.ts'
import type { ReadyReferral } from '../../src/sdk/prepare.ts'
import { send } from '../../src/sdk/send.ts'
import type { Session } from '../../src/sdk/session.ts'
import { createWorld, type World } from '../faults/world.ts'
import { registerCertificate } from '../services/register-certificate.ts'
import { prepared, until } from '../services/sending.ts'
import { freePort } from '../setup/ports.ts'
import type { PartnerMta, StartMta } from './partner-mta.ts'

/** A service, and a real mail server where the police have theirs; it also answers for two domains more. */
export type Meeting = {
  world: World
  police: MailPartner
  mta: PartnerMta
  /** the service's person, of the anti-social behaviour team */
  caseWorker: Session
  /** that team's certificate */
  certificate: string
  /** where a server behind the partner's would listen; none does */
  onwardPort: number
  /** Sends a referral, and gives it as it was prepared. */
  send(to: string): Promise<ReadyReferral>
  /** The delivery of a referral, once it is as asked. */
  once(referral: ReadyReferral, asked: (delivery: DeliveryView) => boolean): Promise<DeliveryView>
  /** The mail of a referral, when the partner's server has put it into the mailbox. */
  keptMail(referral: ReadyReferral): Promise<Uint8Array>
  end(): Promise<void>
}

/** Whom the server takes mail for and has no mailbox of, and who is reached through it. */
export const NOBODY = SEFTON_YOT
export const BEYOND = DRUG_AND_ALCOHOL_TEAM

/**
 * Starts a service and the mail server, and tells the service of it.
 *
 * @param certificate that the partner's program made; without one the partner has none of its own
 */
export async function meet(start: StartMta, certificate: string | null): Promise<Meeting> {
  const police = partnerWith(POLICE_INTELLIGENCE)
  const world = await createWorld()
  let mta: PartnerMta | undefined
  const end = async () => {
    await mta?.stop()
    await world.end()
  }
  try {
    const { config, keys, database } = world
    const tls = await serverTls(tlsPath(config.dataDir, police.domain), police)
    const onwardPort = await freePort(police.host)
    mta = await start({
      partner: police,
      tls,
      gateway: { host: config.host, port: config.smtpPort, tlsCertificate: keys.tls.cert },
      emptyDomain: partnerWith(NOBODY).domain,
      onward: { domain: partnerWith(BEYOND).domain, port: onwardPort },
    })
    const route = { relay_host: police.host, relay_port: mta.port, tls_certificate: mta.certificate }
    await database.db
      .updateTable('network')
      .set({ ...route, relay_addresses: [police.host] })
      .where('domain', 'in', [police.domain, partnerWith(NOBODY).domain, partnerWith(BEYOND).domain])
      .execute()
    if (certificate !== null) await registerCertificate(world, police.address, certificate)
    await world.start()
    const caseWorker = await world.session('asb.caseworker')
    const [current] = await caseWorker.client.certificates({ mailbox: ASB_TEAM })
    return {
      world,
      police,
      mta,
      caseWorker,
      certificate: current?.armored ?? '',
      onwardPort,
      send: async (to) => {
        const referral = await prepared(caseWorker, { to: [to] })
        await send({ session: caseWorker, prepared: referral })
        return referral
      },
      once: (referral, asked) => deliveryOnce(caseWorker, referral, asked, mta),
      keptMail: (referral) => keptMail(mta, referral),
      end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** Fails with what the delivery is like instead, and what the server logged last. */
async function deliveryOnce(
  { client }: Session,
  { fields }: ReadyReferral,
  asked: (delivery: DeliveryView) => boolean,
  mta: PartnerMta | undefined,
): Promise<DeliveryView> {
  let last: DeliveryView | undefined
  try {
    return await until('the delivery was as asked', async () => {
      last = (await client.referral(fields.id)).deliveries[0]
      return last && asked(last) && last
    })
  } catch (error) {
    const log = (await mta?.log())?.split('\n').slice(-20).join('\n')
    throw new Error(`The delivery is ${JSON.stringify(last, null, 1)}\n${log}`, { cause: error })
  }
}

const keptMail = (mta: PartnerMta | undefined, { fields }: ReadyReferral): Promise<Uint8Array> =>
  until('the mail was in the mailbox', async () =>
    (await mta?.kept())?.find((mail) => Buffer.from(mail).includes(`<${fields.id}@`)),
  )

/** Hands a mail to a mail server as curl does. */
export async function handOver(
  { host, port }: { host: string; port: number },
  { from, to, message }: { from: string; to: string; message: Uint8Array },
): Promise<void> {
  const words = ['--silent', '--show-error', '--url', `smtp://${host}:${port}`, '--mail-from', from]
  const running = promisify(execFile)('curl', [...words, '--mail-rcpt', to, '--upload-file', '-'])
  running.child.stdin?.end(message)
  await running
}
