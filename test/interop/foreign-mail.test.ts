import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { composeEncrypted } from '../../src/mail/encrypted.ts'
import { composeReply } from '../../src/mail/reply.ts'
import { type Gnupg, gnupg, hasProgram, type Workplace, workplace } from '../crypto/foreign-programs.ts'
import { mail, part } from '../mail/foreign/forms.ts'
import {
  type Desks,
  entityOf,
  inline,
  OURS,
  openDesks,
  POLICE,
  pgpMime,
  protectedText,
  signedEntity,
} from '../sdk/partner-mail.ts'
import {
  installed,
  openProgram,
  type PartnerProgram,
  type ProgramName,
} from '../services/partner-programs.ts'

const programs = installed()
const partners = new Map<ProgramName, PartnerProgram>()
let desks: Desks

beforeAll(async () => {
  desks = await openDesks()
  for (const program of programs) partners.set(program, openProgram(program, POLICE))
})
afterAll(() => {
  for (const partner of partners.values()) partner.remove()
})

/** Reads as the desk that has that certificate for the police. */
async function readFrom(certificate: string, raw: Uint8Array) {
  const known = new Map([[POLICE, [await readCertificate(certificate)]]])
  return desks.read(raw, { received: new Date(Date.now() + 1000), known })
}

describe.for(programs)('mail that %s sealed and signed', (program) => {
  const sealed = (entity: Uint8Array) => {
    const partner = partners.get(program)
    if (!partner) throw new Error(`${program} was not opened`)
    const certificate = desks.ours.certificate.armor()
    return { armored: partner.seal(entity, { address: OURS, certificate }), theirs: partner.certificate() }
  }
  const headers = {
    from: POLICE,
    to: [OURS],
    date: new Date(),
    messageId: '<one@merseyside.pnn.police.test>',
  }
  const reply = () =>
    composeReply({
      ...headers,
      subject: 'RESTRICTED: reply',
      inReplyTo: null,
      references: [],
      text: 'Known to us.',
    })
  const version = part('Content-Type: application/pgp-encrypted', 'Version: 1')
  const file = (armored: string) =>
    part('Content-Type: application/octet-stream; name="encrypted.asc"', armored)

  it.each<[string, (armored: string) => Uint8Array]>([
    ['as PGP/MIME', (armored) => composeEncrypted({ ...headers, armored })],
    [
      'as Exchange leaves it',
      (armored) => mail('multipart/mixed', part('Content-Type: text/plain', ''), version, file(armored)),
    ],
    [
      'encoded anew, its types lost',
      (armored) =>
        mail(
          'multipart/mixed',
          part('Content-Type: application/octet-stream; name="version.txt"', 'Version: 1'),
          part(
            'Content-Type: text/plain; name="encrypted.asc"\r\nContent-Transfer-Encoding: base64',
            Buffer.from(armored).toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
          ),
        ),
    ],
    [
      'through a list with a footer',
      (armored) =>
        mail(
          'multipart/mixed',
          part(mail('multipart/encrypted', version, file(armored), { boundary: 'inner' })),
          part('Content-Type: text/plain', '______\r\nA list of partners'),
        ),
    ],
    [
      'forwarded whole by a gateway',
      (armored) => part('Content-Type: message/rfc822', composeEncrypted({ ...headers, armored })),
    ],
  ])('is opened, verified and addressed here, %s', async (_, form) => {
    const { armored, theirs } = sealed(reply())
    const opened = await readFrom(theirs, form(armored))
    expect(opened).toMatchObject({
      from: POLICE,
      signature: 'verified',
      addressed: 'here',
      subject: 'RESTRICTED: reply',
      subjectProtected: true,
      text: 'Known to us.\n',
    })
  })

  it('is opened and verified as a text', async () => {
    const { armored, theirs } = sealed(new TextEncoder().encode('Dear colleague: known to us.\n'))
    expect(await readFrom(theirs, inline(armored))).toMatchObject({
      signature: 'verified',
      addressed: 'unsaid',
      text: 'Dear colleague: known to us.\n',
    })
  })

  it('is not shown when it was changed on the way', async () => {
    const { armored, theirs } = sealed(reply())
    const lines = armored.split('\n')
    const at = lines.length - 8
    const line = lines[at] ?? ''
    lines[at] = `${line.slice(0, 10)}${line[10] === 'A' ? 'B' : 'A'}${line.slice(11)}`
    await expect(readFrom(theirs, pgpMime(lines.join('\n')))).rejects.toThrow(/damaged|another one/)
  })
})

const hasGpg = hasProgram('gpg')

describe.runIf(hasGpg)('what GnuPG signs within a seal', () => {
  let home: Gnupg
  let certificate = ''

  beforeAll(() => {
    home = gnupg()
    home.gpg([
      '--passphrase',
      '',
      '--quick-generate-key',
      `Desk <${POLICE}>`,
      'future-default',
      'default',
      'never',
    ])
    certificate = home.gpg(['--armor', '--export', POLICE]).toString()
  })
  afterAll(() => home.remove())

  it.each([[[]], [['--textmode']]])('is verified as a layer of its own, signed with %j', async (options) => {
    const signed = protectedText('Known to us.\r\n')
    const signature = home
      .gpg(['--armor', ...options, '-o', '-', '--detach-sign', '-u', POLICE], signed)
      .toString()
    const opened = await readFrom(certificate, pgpMime(await desks.seal(signedEntity(signed, signature))))
    expect(opened).toMatchObject({
      signature: 'verified',
      from: POLICE,
      addressed: 'here',
      text: 'Known to us.\n',
    })
  })

  it('is verified for itself as a text that is signed in clear, and not for the words beside it', async () => {
    const clear = home
      .gpg(['--clearsign', '-u', POLICE, '-o', '-'], '- one\nFrom here to — there  \n')
      .toString()
    const opened = await readFrom(certificate, inline(await desks.seal(`before\n${clear}after\n`)))
    expect(opened).toMatchObject({ signature: 'unsigned', text: 'before\n\nafter\n' })
    expect(opened.parts[1]).toMatchObject({ signature: 'verified', text: '- one\nFrom here to — there\n' })
  })

  it('is not verified with two signatures', async () => {
    home.gpg([
      '--passphrase',
      '',
      '--quick-generate-key',
      'Other <other@merseyside.pnn.police.test>',
      'future-default',
      'default',
      'never',
    ])
    home.gpg(['--import'], desks.ours.certificate.armor())
    const both = ['-u', POLICE, '-u', 'other@merseyside.pnn.police.test', '-r', OURS]
    const armored = home
      .gpg(['--armor', '-o', '-', '-s', '-e', ...both], protectedText('Known to us.'))
      .toString()
    expect(await readFrom(certificate, pgpMime(armored))).toMatchObject({
      signature: 'unverified',
      signer: null,
    })
  })

  it('says nothing of a part that lies beside it', async () => {
    const signed = protectedText('Known to us.\r\n')
    const signature = home.gpg(['--armor', '-o', '-', '--detach-sign', '-u', POLICE], signed).toString()
    const entity = entityOf('multipart/mixed', '\r\nPay the bearer.', signedEntity(signed, signature))
    const opened = await readFrom(certificate, pgpMime(await desks.seal(entity)))
    expect(opened).toMatchObject({ signature: 'unsigned', text: 'Pay the bearer.\n' })
    expect(opened.parts[1]).toMatchObject({ ofWhole: false, signature: 'verified' })
  })
})

describe.runIf(hasProgram('sq'))('what Sequoia signs within a seal', () => {
  let place: Workplace
  let certificate = ''

  beforeAll(() => {
    place = workplace()
    place.run('sq', ['key', 'generate', '--userid', `Desk <${POLICE}>`, '--export', place.path('key.pgp')])
    certificate = place.run('sq', ['key', 'extract-cert', place.path('key.pgp')]).toString()
  })
  afterAll(() => place.remove())

  it('is verified as a layer of its own', async () => {
    const signed = protectedText('Known to us.\r\n')
    const file = place.file('part', signed)
    const signature = place
      .run('sq', ['sign', '--detached', '--signer-key', place.path('key.pgp'), file])
      .toString()
    const opened = await readFrom(certificate, pgpMime(await desks.seal(signedEntity(signed, signature))))
    expect(opened).toMatchObject({ signature: 'verified', addressed: 'here' })
  })

  it('is verified for itself as a text that is signed in clear', async () => {
    const file = place.file('text', 'Known to us.\n')
    const clear = place.run('sq', [
      'sign',
      '--cleartext-signature',
      '--signer-key',
      place.path('key.pgp'),
      file,
    ])
    const opened = await readFrom(certificate, inline(await desks.seal(new Uint8Array(clear))))
    expect(opened.parts).toMatchObject([{ ofWhole: false, signature: 'verified', text: 'Known to us.\n' }])
  })
})
