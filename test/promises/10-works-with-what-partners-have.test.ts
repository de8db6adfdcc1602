import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dearmorMessage } from '../../src/crypto/armor.ts'
import { firstAndLast } from '../../src/demo/journeys/shown-text.ts'
import { readGateway } from '../../src/demo/partner/gateway.ts'
import { sendToGateway } from '../../src/demo/partner/outgoing.ts'
import { partnerWith } from '../../src/demo/partner/partners.ts'
import {
  ASB_TEAM,
  DRUG_AND_ALCOHOL_TEAM,
  LIVERPOOL_YOT,
  POLICE_INTELLIGENCE,
  SEFTON_YOT,
} from '../../src/demo/partnership/mailboxes.ts'
import { composeEncrypted, findEncrypted } from '../../src/mail/encrypted.ts'
import { relay } from '../../src/mail/gateway/relay.ts'
import { messageIdOf } from '../../src/mail/message-id.ts'
import { readReferral } from '../../src/mail/read.ts'
import { composeReply, threading } from '../../src/mail/reply.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import type { ReadyReferral } from '../../src/sdk/prepare.ts'
import type { Session } from '../../src/sdk/session.ts'
import {
  installed,
  openProgram,
  type PartnerProgram,
  type ProgramName,
} from '../services/partner-programs.ts'
import { registerCertificate } from '../services/register-certificate.ts'
import { delivered, deliveryOnce, prepared, until } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { wholeMessage } from '../setup/whole-message.ts'

/** Which partner works with which program. */
const DESKS: Record<ProgramName, string> = {
  gpg: POLICE_INTELLIGENCE,
  sq: SEFTON_YOT,
  rnp: DRUG_AND_ALCOHOL_TEAM,
}
const programs = installed()

let service: TestService
let sender: Session
let referral: ReadyReferral
let asbCertificate: string
const desks = new Map<ProgramName, PartnerProgram>()
/** The mail as it left, by recipient. */
const mails = new Map<string, Uint8Array>()

beforeAll(async () => {
  service = await startTestService({
    relay: async (request) => {
      mails.set(request.envelope.to, await wholeMessage(request.message))
      return relay(request)
    },
  })
  for (const program of programs) {
    const desk = openProgram(program, DESKS[program])
    desks.set(program, desk)
    await registerCertificate(service, DESKS[program], desk.certificate())
  }
  sender = await service.session('asb.caseworker')
  const [current] = await sender.client.certificates({ mailbox: ASB_TEAM })
  asbCertificate = current?.armored ?? ''
  referral = await prepared(sender, { to: [LIVERPOOL_YOT, ...programs.map((program) => DESKS[program])] })
  await sender.client.submit(referral)
})
afterAll(async () => {
  for (const desk of desks.values()) desk.remove()
  await service?.stop()
})

const deskOf = (program: ProgramName): PartnerProgram => {
  const desk = desks.get(program)
  if (!desk) throw new Error(`${program} was not opened`)
  return desk
}

describe.for(programs)('a partner who has only %s', (program) => {
  const address = DESKS[program]

  it('opens the mail that the service relayed, finds the signature good, and reads the marking first and last', async () => {
    const mail = await until('it had left', async () => mails.get(address))
    const clear = deskOf(program).open(findEncrypted(mail)?.armored ?? '', asbCertificate)
    const read = await readReferral(Buffer.from(clear))
    expect(read.headers.subject).toBe(`RESTRICTED: ${referral.reference}`)
    expect(read.headers.to).toEqual(referral.fields.to)
    expect(firstAndLast(read.text)).toEqual(['RESTRICTED', 'RESTRICTED'])
    expect(read.text).toContain('Testina Example')
  })

  it('gets the very ciphertext that the local reader gets', async () => {
    const mail = await until('it had left', async () => mails.get(address))
    const sealed = await dearmorMessage(findEncrypted(mail)?.armored ?? '')
    expect(Buffer.compare(sealed, referral.content)).toBe(0)
  })

  it('answers with its own program, and the answer stands in the exchange, its signature verified', async () => {
    const { id } = referral.fields
    await deliveryOnce(sender, { referral: id, to: address }, ({ attempts }) => attempts.length > 0)
    const inReplyTo = messageIdOf(id, sender.service.serviceDomain)
    const headers = {
      from: address,
      to: [ASB_TEAM],
      date: new Date(),
      messageId: `<answer.by.${program}@${address.split('@')[1]}>`,
    }
    const about = { subject: 'Re: RESTRICTED: your referral', inReplyTo, references: [] }
    const text = `RESTRICTED\n\nWritten with ${program}: nothing is known.\n\nRESTRICTED\n`
    const entity = composeReply({ ...headers, ...about, text })
    const armored = deskOf(program).seal(entity, { address: ASB_TEAM, certificate: asbCertificate })
    const extraHeaders = threading(about)
    const answer = await sendToGateway(partnerWith(address), await readGateway(service.config.dataDir), {
      from: address,
      to: ASB_TEAM,
      message: composeEncrypted({ ...headers, armored, extraHeaders }),
    })
    expect(answer).toMatchObject({ outcome: 'relayed', code: 250 })

    const domain = address.split('@')[1]
    const row = await until('it was in the inbox', async () =>
      (await sender.client.inbox({})).rows.find(({ fromDomain }) => fromDomain === domain),
    )
    expect(row).toMatchObject({ thread: referral.fields.thread, inReplyTo: id, unproven: true })
    const opened = await openDelivery({ session: sender, delivery: row.delivery, now: new Date() })
    expect(opened).toMatchObject({
      outcome: 'opened',
      origin: 'mail',
      from: address,
      signature: 'verified',
      text: expect.stringContaining(`Written with ${program}`),
      filed: { kind: 'reply', marking: { level: 'RESTRICTED' } },
    })
    const { answeredBy } = await deliveryOnce(sender, { referral: id, to: address }, () => true)
    expect(answeredBy).toBe(row.referral)
  })
})

describe('all of them together', () => {
  it('are told of one referral that the local reader opens as well', async () => {
    const reader = await service.session('yot.officer')
    const { delivery } = await delivered(reader, referral.fields.id)
    const opened = await openDelivery({ session: reader, delivery, now: new Date() })
    expect(opened).toMatchObject({
      outcome: 'opened',
      faults: [],
      readers: [...referral.fields.to, ASB_TEAM],
    })
  })
})
