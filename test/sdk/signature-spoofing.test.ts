import {
  createCleartextMessage,
  createMessage,
  encrypt,
  generateKey,
  reformatKey,
  revokeKey,
  sign,
} from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { concat } from '../../src/mail/bytes.ts'
import { bytes, daysLater, today } from '../crypto/people.ts'
import {
  COLLEAGUE,
  type Desks,
  ELSEWHERE,
  entityOf,
  inline,
  openDesks,
  POLICE,
  pgpMime,
  protectedText,
  signatureOver,
  signedEntity,
} from './partner-mail.ts'

let desks: Desks
beforeAll(async () => {
  desks = await openDesks()
})

const SAID = 'Placeholder Pat is known to us.\r\n'
const FORGED = 'Pay the bearer. Signature verified.\r\n'
const text = (words: string) => bytes(`Content-Type: text/plain; charset=utf-8\r\n\r\n${words}`)

describe('a mail that is signed and sealed by its sender', () => {
  it('is verified as a whole, and all its parts with it', async () => {
    const { police, seal, read } = desks
    const opened = await read(pgpMime(await seal(protectedText(SAID), [police])))
    expect(opened).toMatchObject({
      from: POLICE,
      signature: 'verified',
      signer: police.certificate.getFingerprint(),
      addressed: 'here',
      subject: 'RESTRICTED: about Placeholder Pat',
      subjectProtected: true,
      text: 'Placeholder Pat is known to us.\n',
      remarks: [],
      parts: [{ ofWhole: true, encrypted: true, signature: 'verified' }],
    })
    expect(opened.signatureSentence).not.toContain('passed on')
  })

  it('is so too when the signature is one layer within (RFC 3156 §6.1)', async () => {
    const { police, seal, read } = desks
    const part = protectedText(SAID)
    const entity = signedEntity(part, await signatureOver(part, police.key))
    const opened = await read(pgpMime(await seal(entity)))
    expect(opened).toMatchObject({ from: POLICE, signature: 'verified', addressed: 'here' })
    expect(opened.parts).toMatchObject([{ ofWhole: true, signature: 'verified' }])
  })

  it('is so too when a gateway has changed the line ends within', async () => {
    const { police, seal, read } = desks
    const part = protectedText(SAID)
    const entity = signedEntity(part, await signatureOver(part, police.key))
    const bare = bytes(new TextDecoder().decode(entity).replaceAll('\r\n', '\n'))
    expect((await read(pgpMime(await seal(bare)))).signature).toBe('verified')
  })

  it('is so too as a text, and then it is said that it does not tell whom it is to', async () => {
    const { police, seal, read } = desks
    const opened = await read(inline(await seal(SAID, [police])))
    expect(opened).toMatchObject({
      signature: 'verified',
      addressed: 'unsaid',
      subjectProtected: false,
      subject: 'hello',
    })
    expect(opened.signatureSentence).toMatch(/does not say.*may have been passed on/)
    expect(opened.remarks.join()).toMatch(/from stands outside the seal only/)
  })

  it('is so too when its program protects the subject alone, as NeoMutt does', async () => {
    const { police, seal, read } = desks
    const entity = bytes(
      `Content-Type: text/plain; protected-headers="v1"\r\nSubject: RESTRICTED: true\r\n\r\n${SAID}`,
    )
    const opened = await read(pgpMime(await seal(entity, [police])))
    expect(opened).toMatchObject({
      from: POLICE,
      signature: 'verified',
      addressed: 'unsaid',
      subject: 'RESTRICTED: true',
      subjectProtected: true,
    })
    expect(opened.remarks.join()).toMatch(/from stands outside the seal only/)
    const ofColleague = await read(pgpMime(await seal(entity, [desks.colleague])))
    expect(ofColleague.signature).toBe('unverified')
  })

  it('is not taken for a header when its text begins like one', async () => {
    const { police, seal, read } = desks
    const opened = await read(
      inline(await seal('From: chief@police.test\nSubject: no\n\nThe words.\n', [police])),
    )
    expect(opened).toMatchObject({ from: POLICE, subject: 'hello' })
    expect(opened.text).toContain('From: chief@police.test')
  })
})

describe('what was not written to this mailbox', () => {
  it('is never verified, however good its signature: its first reader can have sealed it anew', async () => {
    const { police, seal, read } = desks
    for (const entity of [
      protectedText(SAID, { To: ELSEWHERE }),
      bytes(
        `Content-Type: text/plain; protected-headers="v1"\r\nFrom: ${POLICE}\r\nTo: ${ELSEWHERE}\r\n\r\n${SAID}`,
      ),
    ]) {
      const opened = await read(pgpMime(await seal(entity, [police])))
      expect(opened).toMatchObject({
        from: POLICE,
        signature: 'unverified',
        signer: null,
        addressed: 'elsewhere',
        writtenTo: [ELSEWHERE],
      })
      expect(opened.signatureSentence).toContain(`It was written to ${ELSEWHERE}, not to this mailbox`)
    }
  })

  it('is so too when the addresses outside say that it is', async () => {
    const { police, seal, read } = desks
    const part = protectedText(SAID, { To: ELSEWHERE })
    const opened = await read(pgpMime(await seal(signedEntity(part, await signatureOver(part, police.key)))))
    expect(opened).toMatchObject({ signature: 'unverified', addressed: 'elsewhere' })
  })

  it('is told from what has us in its Cc', async () => {
    const { police, seal, read } = desks
    const entity = protectedText(SAID, { To: ELSEWHERE, Cc: 'ASB.Team@Liverpool.gcsx.gov.test' })
    expect(await read(pgpMime(await seal(entity, [police])))).toMatchObject({
      signature: 'verified',
      addressed: 'here',
    })
  })

  it('is recognised in what a header beside the signed part would hide', async () => {
    const { police, seal, read } = desks
    const part = text(SAID)
    const entity = concat(
      'To: asb.team@liverpool.gcsx.gov.test\r\n',
      signedEntity(part, await signatureOver(part, police.key)),
    )
    expect(await read(pgpMime(await seal(entity)))).toMatchObject({
      signature: 'verified',
      addressed: 'unsaid',
    })
  })
})

describe('a signature over a part says nothing of the whole', () => {
  const pieces = async () => {
    const { police } = desks
    const part = protectedText(SAID)
    return { part, signed: signedEntity(part, await signatureOver(part, police.key)) }
  }

  it('when other words stand before it or after it', async () => {
    const { seal, read } = desks
    const { signed } = await pieces()
    for (const entity of [
      entityOf('multipart/mixed', text(FORGED), signed),
      entityOf('multipart/mixed', signed, text(FORGED)),
      entityOf('multipart/related', signed, text(FORGED)),
    ]) {
      const opened = await read(pgpMime(await seal(entity)))
      expect(opened).toMatchObject({
        signature: 'unsigned',
        signer: null,
        text: FORGED.replace('\r\n', '\n'),
      })
      const own = opened.parts.filter(({ ofWhole }) => !ofWhole)
      expect(own).toMatchObject([{ signature: 'verified', text: 'Placeholder Pat is known to us.\n' }])
      expect(own[0]?.sentence).toMatch(/^This part alone is signed.*says nothing of the rest/)
    }
  })

  it('when a header was put around it, alone, that is not signed', async () => {
    const { police, seal, read } = desks
    const part = protectedText(SAID, { To: ELSEWHERE })
    const signed = signedEntity(part, await signatureOver(part, police.key))
    const header = `From: ${POLICE}\r\nTo: asb.team@liverpool.gcsx.gov.test\r\nSubject: RESTRICTED: forged\r\n`
    for (const type of ['multipart/mixed; hp="cipher"', 'multipart/mixed', 'multipart/alternative']) {
      const opened = await read(pgpMime(await seal(concat(header, entityOf(type, signed)))))
      expect(opened).toMatchObject({ signature: 'unsigned', signer: null })
      expect(opened.parts).toMatchObject([{ ofWhole: false, signature: 'verified' }])
    }
  })

  it('when its multipart/signed has a third part', async () => {
    const { police, seal, read } = desks
    const part = protectedText(SAID)
    const entity = signedEntity(part, await signatureOver(part, police.key), text(FORGED))
    const opened = await read(pgpMime(await seal(entity)))
    expect(opened).toMatchObject({ signature: 'unsigned', signer: null })
    expect(opened.parts.map(({ signature }) => signature)).not.toContain('verified')
  })

  it('when it is another alternative than the one that is shown', async () => {
    const { seal, read } = desks
    const { signed } = await pieces()
    const opened = await read(pgpMime(await seal(entityOf('multipart/alternative', signed, text(FORGED)))))
    expect(opened.signature).toBe('unsigned')
    for (const { text: shown, signature } of opened.parts) {
      expect([shown?.includes('Pay the bearer'), signature]).not.toEqual([true, 'verified'])
    }
  })

  it('when it stands in an attached mail, which is not opened as ours', async () => {
    const { seal, read } = desks
    const { signed } = await pieces()
    const forwarded = concat('Content-Type: message/rfc822\r\n\r\n', signed)
    const opened = await read(pgpMime(await seal(entityOf('multipart/mixed', text(FORGED), forwarded))))
    expect(opened).toMatchObject({
      signature: 'unsigned',
      files: [{ type: 'message/rfc822', signature: 'unsigned' }],
    })
    expect(opened.parts.map(({ signature }) => signature)).toEqual(['unsigned'])
  })

  it('when it lies beside as a file', async () => {
    const { police, seal, read } = desks
    const armored = await signatureOver(text(SAID), police.key)
    const file = `Content-Type: application/pgp-signature; name="signature.asc"\r\n\r\n${armored}`
    const opened = await read(pgpMime(await seal(entityOf('multipart/mixed', text(SAID), file))))
    expect(opened).toMatchObject({ signature: 'unsigned', parts: [{ signature: 'unsigned' }] })
  })

  it('when it is over another part', async () => {
    const { police, seal, read } = desks
    const entity = signedEntity(text(FORGED), await signatureOver(text(SAID), police.key))
    const opened = await read(pgpMime(await seal(entity)))
    expect(opened).toMatchObject({ signature: 'unverified', signer: null })
    expect(opened.signatureSentence).toMatch(/signature is wrong/)
  })

  it('when the text is signed in clear between other words', async () => {
    const { police, seal, read } = desks
    const message = await createCleartextMessage({ text: 'Placeholder Pat is known to us.\n- - as agreed' })
    const armored = await sign({ message, signingKeys: police.key, date: today })
    const opened = await read(inline(await seal(`${FORGED}\n${armored}\n${FORGED}`)))
    expect(opened.signature).toBe('unsigned')
    expect(opened.text).not.toContain('known to us')
    expect(opened.parts.map(({ signature, ofWhole }) => [signature, ofWhole])).toEqual([
      ['unsigned', true],
      ['verified', false],
      ['unsigned', true],
    ])
    expect(opened.parts[1]?.text).toBe('Placeholder Pat is known to us.\n- - as agreed\n')
  })

  it('when a text signed in clear was changed', async () => {
    const { police, seal, read } = desks
    const message = await createCleartextMessage({ text: 'Placeholder Pat is known to us.' })
    const armored = await sign({ message, signingKeys: police.key, date: today })
    const opened = await read(inline(await seal(armored.replace('is known', 'is unknown'))))
    expect(opened.parts).toMatchObject([{ signature: 'unverified', ofWhole: false }])
  })

  it('when it is of S/MIME, which nobody here can check', async () => {
    const { seal, read } = desks
    const signed = bytes(
      `Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary="s"\r\n\r\n--s\r\n\r\n${SAID}\r\n--s\r\nContent-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIC\r\n--s--\r\n`,
    )
    const opened = await read(pgpMime(await seal(signed)))
    expect(opened).toMatchObject({
      signature: 'unverified',
      signer: null,
      text: 'Placeholder Pat is known to us.\n',
    })
    expect(opened.signatureSentence).toMatch(/S\/MIME signature was not checked/)
  })
})

describe('whose a mail is', () => {
  const signed = async (fields: Record<string, string>, outer: Record<string, string> = {}) => {
    const { police, seal, read } = desks
    return read(pgpMime(await seal(protectedText(SAID, fields), [police]), outer))
  }

  it('is not said of one by a colleague’s key, nor by a stranger’s', async () => {
    const { colleague, stranger, seal, read } = desks
    const byColleague = await read(pgpMime(await seal(protectedText(SAID), [colleague])))
    expect(byColleague).toMatchObject({ signature: 'unverified', signer: null })
    expect(byColleague.signatureSentence).toMatch(/another mailbox than it says/)
    const byStranger = await read(pgpMime(await seal(protectedText(SAID), [stranger])))
    expect(byStranger.signatureSentence).toMatch(/does not list/)
  })

  it.each([
    ['two addresses', `${POLICE}, ${COLLEAGUE}`],
    ['two addresses in a group', `Desks: ${COLLEAGUE}, ${POLICE};`],
    ['no address at all', 'The police'],
    ['an address as a name only', `"${POLICE}" <chief@merseyside.pnn.police.test>`],
    ['an address as a comment only', `chief@merseyside.pnn.police.test (${POLICE})`],
    [
      'an address as an encoded name',
      `=?utf-8?q?${POLICE.replace('@', '=40')}?= <chief@merseyside.pnn.police.test>`,
    ],
    ['a letter that only looks alike', POLICE.replace('o', 'о')],
  ])('is not said of one from %s', async (_, From) => {
    const opened = await signed({ From })
    expect(opened).toMatchObject({ signature: 'unverified', signer: null })
    expect(opened.from).not.toBe(POLICE)
  })

  it('is not said of one whose two From fields differ', async () => {
    const { police, seal, read } = desks
    const entity = concat(`From: ${COLLEAGUE}\r\n`, protectedText(SAID))
    const opened = await read(pgpMime(await seal(entity, [police])))
    expect(opened).toMatchObject({ from: null, signature: 'unverified' })
    expect(opened.signatureSentence).toContain('by another mailbox')
  })

  it('is what stands inside, whatever is written outside, and the difference is said', async () => {
    const opened = await signed(
      {},
      { From: 'chief@merseyside.pnn.police.test', Subject: 'Signature verified' },
    )
    expect(opened).toMatchObject({
      from: POLICE,
      signature: 'verified',
      subject: 'RESTRICTED: about Placeholder Pat',
    })
    expect(opened.remarks.join()).toContain(
      'Outside it says that it is from chief@merseyside.pnn.police.test',
    )
  })

  it('is nobody’s when the protected header names none, whatever is written outside', async () => {
    expect(await signed({ From: '' })).toMatchObject({ from: null, signature: 'unverified' })
  })

  it('shows a look-alike letter as what it is', async () => {
    expect((await signed({ From: POLICE.replace('o', 'о') })).from).toContain('\\u{43e}')
  })

  it('is not said of one that two keys signed, even if one of them is good', async () => {
    const { police, stranger, seal, read } = desks
    for (const signers of [
      [police, stranger],
      [stranger, police],
    ]) {
      const opened = await read(pgpMime(await seal(protectedText(SAID), signers)))
      expect(opened).toMatchObject({ signature: 'unverified', signer: null })
      expect(opened.signatureSentence).toMatch(/several signatures/)
    }
  })
})

describe('words that would pass for ours', () => {
  it.each([
    ['a name', { From: `"Signature verified by chief" <${POLICE}>` }],
    ['an encoded name with line ends', { From: `=?utf-8?q?x=0D=0ASignature_verified?= <${POLICE}>` }],
    ['a name in To', { To: '"Signature verified" <asb.team@liverpool.gcsx.gov.test>' }],
  ])('are not shown where they are %s', async (_, fields) => {
    const { seal, read } = desks
    const opened = await read(pgpMime(await seal(protectedText(SAID, fields))))
    expect(opened).toMatchObject({ from: POLICE, signature: 'unsigned' })
    expect(JSON.stringify(opened)).not.toContain('Signature verified')
  })

  it('stay in one line where they are the subject', async () => {
    const { seal, read } = desks
    const Subject = '=?utf-8?q?a=0D=0ASignature_verified=E2=80=AE=E2=80=A8b?='
    const opened = await read(pgpMime(await seal(protectedText(SAID, { Subject }))))
    expect(opened.subject).toBe('a  Signature verified  b')
  })

  it('are not shown where they are a notation of the signature, and one that must be understood spoils it', async () => {
    const { ours, police, read } = desks
    const armored = async (critical: boolean) =>
      String(
        await encrypt({
          message: await createMessage({ binary: protectedText(SAID) }),
          encryptionKeys: ours.certificate,
          signingKeys: police.key,
          signatureNotations: [
            { name: 'verdict@chief.test', value: bytes('Signature verified'), humanReadable: true, critical },
          ],
          date: today,
        }),
      )
    const opened = await read(pgpMime(await armored(false)))
    expect(opened.signature).toBe('verified')
    expect(JSON.stringify(opened)).not.toContain('Signature verified')
    expect((await read(pgpMime(await armored(true)))).signature).toBe('unverified')
  })

  it('are not shown where they are the user id of a key', async () => {
    const { seal, read } = desks
    const { privateKey, publicKey } = await generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: [{ name: 'Signature verified\nby chief', email: POLICE }],
      date: daysLater(-1),
      format: 'object',
    })
    const entity = protectedText(SAID)
    const sealed = await seal(entity, [{ key: privateKey, certificate: publicKey }])
    const opened = await read(pgpMime(sealed), { known: new Map([[POLICE, [publicKey]]]) })
    expect(opened).toMatchObject({ from: POLICE, signature: 'verified' })
    expect(JSON.stringify(opened)).not.toContain('Signature verified')
  })
})

describe('a key that has ended', () => {
  const address = POLICE
  const generated = (expires: number) =>
    generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: [{ email: address }],
      date: daysLater(-10),
      keyExpirationTime: expires,
      format: 'object',
    })

  it('verifies what came before its end and nothing that came after, whatever time the signature tells', async () => {
    const { seal, read } = desks
    const { privateKey, publicKey } = await generated(12 * 86_400)
    const known = new Map([[address, [publicKey]]])
    const message = pgpMime(await seal(protectedText(SAID), [{ key: privateKey, certificate: publicKey }]))
    expect(await read(message, { known })).toMatchObject({ signature: 'verified' })
    const late = await read(message, { known, received: daysLater(3) })
    expect(late).toMatchObject({ signature: 'unverified', signer: null })
    expect(late.signatureSentence).toMatch(/had ended, or was revoked/)
  })

  it('verifies nothing once it is revoked', async () => {
    const { seal, read } = desks
    const { privateKey, publicKey } = await generated(0)
    const message = pgpMime(await seal(protectedText(SAID), [{ key: privateKey, certificate: publicKey }]))
    const revoked = await revokeKey({ key: privateKey, date: daysLater(-1), format: 'object' })
    const opened = await read(message, { known: new Map([[address, [revoked.publicKey]]]) })
    expect(opened).toMatchObject({ signature: 'unverified', signer: null })
  })

  it('verifies nothing that was signed before it was made, or after now', async () => {
    const { seal, read } = desks
    const { privateKey } = await generated(0)
    const younger = await reformatKey({
      privateKey,
      userIDs: [{ email: address }],
      date: daysLater(-1),
      format: 'object',
    })
    const early = pgpMime(
      await seal(protectedText(SAID), [{ key: privateKey, certificate: younger.publicKey }], daysLater(-5)),
    )
    const known = new Map([[address, [younger.publicKey]]])
    expect(await read(early, { known })).toMatchObject({ signature: 'unverified' })
    const future = pgpMime(await seal(protectedText(SAID), [desks.police], daysLater(2)))
    expect(await read(future)).toMatchObject({ signature: 'unverified' })
  })
})

describe('mail that came in clear', () => {
  it('says so first, and what a signature around it shows after that', async () => {
    const { police, read } = desks
    const part = protectedText(SAID)
    const raw = concat(`From: ${POLICE}\r\n`, signedEntity(part, await signatureOver(part, police.key)))
    const opened = await read(raw, { sealedByService: true })
    expect(opened).toMatchObject({ signature: 'verified', keyIds: [], parts: [{ encrypted: false }] })
    expect(opened.signatureSentence).toMatch(/^It came unsealed .* The signature is verified with/)
  })

  it('is from whom the signed header says, whatever is written around it', async () => {
    const { police, read } = desks
    const part = protectedText(SAID)
    const signed = signedEntity(part, await signatureOver(part, police.key))
    const raw = concat(`From: ${COLLEAGUE}\r\nSubject: forged\r\n`, signed)
    const opened = await read(raw, { sealedByService: true })
    expect(opened).toMatchObject({
      from: POLICE,
      subject: 'RESTRICTED: about Placeholder Pat',
      subjectProtected: true,
    })
    expect(opened.remarks.join()).toContain(`Outside it says that it is from ${COLLEAGUE}`)
  })

  it('is unsigned as a whole when something stands beside what is signed', async () => {
    const { police, read } = desks
    const part = protectedText(SAID)
    const signed = signedEntity(part, await signatureOver(part, police.key))
    const raw = concat(`From: ${POLICE}\r\n`, entityOf('multipart/mixed', text(FORGED), signed))
    const opened = await read(raw, { sealedByService: true })
    expect(opened).toMatchObject({ signature: 'unsigned', from: POLICE })
    expect(opened.text).toBe(FORGED.replace('\r\n', '\n'))
  })
})
