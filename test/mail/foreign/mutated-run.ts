import { ArmorError, armorMessage, dearmorMessage } from '../../../src/crypto/armor.ts'
import { UnreadableError } from '../../../src/crypto/open.ts'
import { createArmorReader } from '../../../src/mail/armor-reader.ts'
import { concat } from '../../../src/mail/bytes.ts'
import { decodedPieces } from '../../../src/mail/decoded-pieces.ts'
import { findEncrypted, sealedEntity } from '../../../src/mail/encrypted.ts'
import { MailReadError, readReferral } from '../../../src/mail/read.ts'
import {
  type Desks,
  entityOf,
  inline,
  openDesks,
  pgpMime,
  protectedText,
  signatureOver,
  signedEntity,
} from '../../sdk/partner-mail.ts'
import { armorOf, mail, part } from './forms.ts'
import { createMutator } from './mutate.ts'

/** What came of a run: how many were read, and what the slowest took of the processor, in milliseconds. */
export type MutatedRun = {
  read: number
  refused: number
  slowest: number
  slowestSeed: number
  unnamed: string[]
}

/**
 * Changes mails and has them read in every way in which mail from outside is read: as it comes in, and as what was sealed by
 * somebody who means harm. Whatever is thrown that is none of the named errors is in `unnamed`, with its seed.
 *
 * @param first the seed of the first mail; each has one of its own, so that one of them can be looked at alone
 */
export async function runMutated({ first, times }: { first: number; times: number }): Promise<MutatedRun> {
  const desks = await openDesks()
  const run: MutatedRun = { read: 0, refused: 0, slowest: 0, slowestSeed: first, unnamed: [] }
  const entities = await sealedOnes(desks)
  const outer = [
    ...(await Promise.all(entities.map(async (entity) => pgpMime(await desks.seal(entity, [desks.police]))))),
    inline(await desks.seal('words\r\n', [desks.police])),
    ...forms(),
  ]
  const sealed = await Promise.all(
    entities.map(async (entity) => dearmorMessage(await desks.seal(entity, [desks.police]))),
  )
  for (let seed = first; seed < first + times; seed += 1) {
    // Sealing is not what is measured.
    const { changed, raw } = await changedMail(seed, { desks, entities, outer, sealed })
    // Of the processor, since others may be at work on it.
    const before = process.cpuUsage()
    const named = await readEveryWay(changed, () =>
      desks.read(raw, { sealedByService: seed % 5 === 0 }),
    ).catch((error: unknown) => {
      run.unnamed.push(`${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      return false
    })
    const { user, system } = process.cpuUsage(before)
    const took = (user + system) / 1000
    if (named) run.read += 1
    else run.refused += 1
    if (took > run.slowest) Object.assign(run, { slowest: took, slowestSeed: seed })
  }
  return run
}

type Tampered = Record<'entities' | 'outer' | 'sealed', Uint8Array[]> & { desks: Desks }

/** A mail that was changed within its seal, at it, or outside. */
async function changedMail(
  seed: number,
  { desks, entities, outer, sealed }: Tampered,
): Promise<{ changed: Uint8Array; raw: Uint8Array }> {
  const changed = createMutator([entities, outer, sealed][seed % 3] ?? outer, seed)()
  if (seed % 3 === 0) return { changed, raw: pgpMime(await desks.seal(changed)) }
  return { changed, raw: seed % 3 === 1 ? changed : pgpMime(armorMessage(changed)) }
}

const NAMED = [UnreadableError, ArmorError, MailReadError]

/** Whether it was read; false where it was refused by name. */
async function readEveryWay(changed: Uint8Array, open: () => Promise<unknown>): Promise<boolean> {
  findEncrypted(changed)
  const entity = sealedEntity(changed)
  const reader = createArmorReader(() => undefined)
  for (const piece of (entity && decodedPieces(entity)) ?? []) if (!reader.push(piece)) break
  const results = await Promise.allSettled([readReferral(changed), open()])
  for (const result of results) {
    if (result.status === 'rejected' && !NAMED.some((named) => result.reason instanceof named))
      throw result.reason
  }
  return results[1]?.status === 'fulfilled'
}

async function sealedOnes({ police }: Desks): Promise<Uint8Array[]> {
  const words = protectedText('RESTRICTED\r\n\r\nPlaceholder Pat is known to us.\r\n')
  const html =
    'Content-Type: text/html; charset=utf-8\r\n\r\n<p style="color:red">Known <!-- no --><img src=x>&amp; seen</p>'
  const file = `Content-Type: application/pdf; name="=?utf-8?q?map=2Epdf?="\r\nContent-Disposition: attachment; filename*=utf-8''map%2Epdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${'JVBERi0xLjcK'.repeat(40)}`
  return [
    words,
    signedEntity(words, await signatureOver(words, police.key)),
    entityOf(
      'multipart/mixed; hp="cipher"',
      'Content-Type: text/plain; hp-legacy-display="1"\r\n\r\nSubject: x\r\n\r\nwords',
      html,
      file,
    ),
    entityOf(
      'multipart/alternative',
      'Content-Type: text/plain; format=flowed\r\n\r\nKnown \r\n& seen',
      html,
    ),
    entityOf('multipart/mixed', concat('Content-Type: message/rfc822\r\n\r\n', words), file, file),
    part(
      'Content-Type: text/plain',
      `words\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nwords\n${await signatureOver(words, police.key)}`,
    ),
  ]
}

function forms(): Uint8Array[] {
  const version = part('Content-Type: application/pgp-encrypted', 'Version: 1')
  const sealed = part('Content-Type: application/octet-stream; name="encrypted.asc"', armorOf(1200))
  const footer = part('Content-Type: text/plain', '_____________\nlist\n')
  return [
    mail('multipart/encrypted', version, sealed),
    mail('multipart/mixed', part('', ' '), version, sealed, footer),
    mail(
      'multipart/mixed',
      part(mail('multipart/encrypted', version, sealed, { boundary: 'inside' })),
      footer,
    ),
    mail(
      'multipart/alternative',
      part('', armorOf(1200)),
      part('Content-Type: text/html', `<pre>${armorOf(1200)}</pre>`),
    ),
    part('Content-Type: text/plain', `${armorOf(1200)}\n-- \nfooter\n`),
  ]
}
