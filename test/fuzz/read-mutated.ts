import { createEncryptedMessageReader, NotEncryptedError } from '../../src/crypto/encrypted-message.ts'
import { open, UnreadableError } from '../../src/crypto/open.ts'
import { seal } from '../../src/crypto/seal.ts'
import {
  createSealedObjectCheck,
  recipientKeyIds,
  SealedObjectError,
} from '../../src/crypto/sealed-object.ts'
import { readBounce } from '../../src/mail/bounce/read.ts'
import { findSealed } from '../../src/mail/encrypted.ts'
import { createCheckSender } from '../../src/mail/gateway/authenticate.ts'
import { readOuterHeaders, readReport } from '../../src/mail/gateway/report.ts'
import { cameOverTls } from '../../src/mail/gateway/trace.ts'
import { MailReadError, readHeaders } from '../../src/mail/read.ts'
import { digestOf, examine } from '../../src/services/arrivals/examine.ts'
import { bytes, mailbox, today } from '../crypto/people.ts'
import { createMutator, seeded } from '../mail/foreign/mutate.ts'
import { type Fed, measured, nothingFed } from './measured.ts'
import { partial, startingMails } from './starting-mails.ts'

type Seeds = { first: number; times: number }

const FROM = 'intelligence@police.partner.test'
const TO = 'desk@council.example'

/** A DNS in which every name that mails were given has a policy, and a key that is none. */
async function resolver(name: string, type: string): Promise<string[][]> {
  if (type !== 'TXT') throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
  if (name.startsWith('_dmarc.')) return [['v=DMARC1; p=reject']]
  if (name.includes('._domainkey.')) return [['v=DKIM1; k=rsa; p=AAAA']]
  return [['v=spf1 ip4:192.0.2.1 -all']]
}

/**
 * Feeds changed mails to what reads them at the gateway before anything is known of them. None of it may throw, and what
 * it gives must be of a size and of characters that the database takes.
 */
export async function readMutated({ first, times }: Seeds): Promise<Fed> {
  const { certificate } = await mailbox(TO)
  const starting = await startingMails({
    from: FROM,
    to: TO,
    about: '<0198.sent@despatch.test>',
    seal: (entity) => seal({ entity: bytes(entity), recipients: [certificate], now: today }),
  })
  const checkSender = createCheckSender('mx.despatch.test', resolver)
  const bringer = { remoteAddress: '192.0.2.9', helo: 'mx.partner.test', from: FROM }
  const fed = nothingFed()
  for (let seed = first; seed < first + times; seed += 1) {
    const raw = createMutator(starting, seed)()
    await measured(fed, seed, async () => {
      const before = await digestOf(raw)
      const examined = await examine(raw)
      // What is taken as sealed must be found again by whoever is to open it.
      if (examined.keyIds !== null && findSealed(raw) === null)
        throw new Error('it is taken, and cannot be found again')
      const headers = readOuterHeaders(raw)
      const report = await readReport(raw)
      const { recipients } = readBounce(raw)
      if (recipients.length > 100) throw new Error('a bounce about more than a hundred')
      demandStorable({ headers, report, recipients, readable: namedOr(() => readHeaders(raw)) })
      cameOverTls(raw)
      demandStorable(await checkSender(bringer, raw, { withinMs: 60_000 }))
      if ((await digestOf(raw)) !== before) throw new Error('it was changed by being read')
    })
  }
  return fed
}

/** What was read, or the name of what stood against it. */
function namedOr<T>(read: () => T): T | string {
  try {
    return read()
  } catch (error) {
    if (error instanceof MailReadError) return error.name
    throw error
  }
}

/** No NUL, which PostgreSQL keeps in no text, and nothing that is larger than a mail's header may be. */
function demandStorable(found: object): void {
  const written = JSON.stringify(found)
  if (written.includes('\\u0000')) throw new Error(`a NUL was read: ${written.slice(0, 300)}`)
  if (written.length > 600_000) throw new Error(`${written.length} characters were read`)
}

/** Feeds changed messages to the readers of packets, whole and in pieces cut anywhere: what they say must not depend on that. */
export async function readMutatedPackets({ first, times }: Seeds): Promise<Fed> {
  const { key, certificate } = await mailbox(TO)
  const sealedOf = (text: string) => seal({ entity: bytes(text), recipients: [certificate], now: today })
  const starting = [
    await sealedOf('few words'),
    await sealedOf('words '.repeat(2000)),
    partial(await sealedOf('words '.repeat(3000))),
    Uint8Array.from([
      0xc1, 0x0d, 3, 1, 2, 3, 4, 5, 6, 7, 8, 1, 0, 8, 1, 0xd2, 0x05, 1, 9, 9, 9, 9, 0xd5, 1, 7,
    ]),
  ]
  const named = recipientKeyIds(starting[0] ?? new Uint8Array())
  const fed = nothingFed()
  for (let seed = first; seed < first + times; seed += 1) {
    const message = createMutator(starting, seed)()
    const random = seeded(seed)
    await measured(fed, seed, async () => {
      for (const create of [createEncryptedMessageReader, () => createSealedObjectCheck(named)]) {
        const whole = outcome(create, [message])
        const pieces = outcome(create, cutAnywhere(message, random))
        if (whole !== pieces) throw new Error(`whole it is ${whole}, in pieces ${pieces}`)
      }
      await open({ sealed: message, keys: [key], verifyWith: [], now: today }).catch((error: unknown) => {
        if (!(error instanceof UnreadableError)) throw error
      })
    })
  }
  return fed
}

/** What a reader says of a message: its name for what is wrong with it, or the keys. @throws whatever has no name */
function outcome(
  create: () => { push(bytes: Uint8Array): void; end(): unknown },
  pieces: readonly Uint8Array[],
): string {
  const reader = create()
  try {
    for (const piece of pieces) reader.push(piece)
    return JSON.stringify(reader.end() ?? 'well formed')
  } catch (error) {
    if (error instanceof SealedObjectError) return error.reason
    if (error instanceof NotEncryptedError) return error.name
    throw error
  }
}

function cutAnywhere(message: Uint8Array, random: () => number): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < message.length; ) {
    const next = at + 1 + Math.floor(random() ** 3 * 2000)
    pieces.push(message.subarray(at, next))
    at = next
  }
  return pieces
}
