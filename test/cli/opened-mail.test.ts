import { beforeAll, expect, it } from 'vitest'
import { openedDocument, openedLines } from '../../src/cli/opened.ts'
import type { OpenedArrival } from '../../src/sdk/open-arrival.ts'
import {
  type Desks,
  ELSEWHERE,
  entityOf,
  OURS,
  openDesks,
  pgpMime,
  protectedText,
  signatureOver,
  signedEntity,
} from '../sdk/partner-mail.ts'

let desks: Desks
beforeAll(async () => {
  desks = await openDesks()
})

/** What `despatch open` has of a mail, by the reading of that mail alone. */
async function opened(raw: Uint8Array): Promise<OpenedArrival> {
  const { files, keyIds: _, sealedSubject: __, ...read } = await desks.read(raw)
  const received = '2010-03-01T09:30:00.000Z'
  const domain = 'merseyside.pnn.police.test'
  const id = '0195a3c1-0000-7000-8000-000000000001'
  const view: OpenedArrival['view'] = {
    referral: id,
    reference: 'MSG-7K3F9-QX2M4-P',
    thread: 'a'.repeat(32),
    inReplyTo: null,
    origin: 'mail',
    sentByMe: false,
    kind: 'mail',
    marking: null,
    from: null,
    fromDomain: domain,
    urgency: null,
    respondBy: null,
    acceptedAt: received,
    unproven: true,
    sealedOnArrival: false,
    statement: '',
    signature: '',
    signer: '',
    filed: null,
    deliveries: [],
  }
  return {
    ...read,
    outcome: 'opened',
    origin: 'mail',
    suspicions: [],
    view,
    before: { filing: null, doubt: null },
    delivery: id,
    mailbox: OURS,
    arrival: {
      despatch: 'arrival/1',
      id,
      thread: 'a'.repeat(32),
      inReplyTo: null,
      mailbox: OURS,
      domain,
      messageId: '<one@partner.test>',
      raw: { sha256: '0'.repeat(64), sealedByService: false },
      content: [{ sha256: '0'.repeat(64), size: 1 }],
      authentication: { method: 'relay-address', result: 'pass', domain },
      keyIds: [],
      unproven: true,
      received,
    },
    arrivalText: '',
    sealedOnArrival: false,
    kind: null,
    data: null,
    covering: null,
    layout: null,
    concerns: [],
    attachments: files,
    readers: [{ keyId: 'c2ed6de2acabbc04', mailbox: OURS }],
    filing: { kind: null, marking: null },
    carriedKeys: [],
    word: null,
    filed: null,
  }
}

it('says in its document what it was filed as before, and why that is not believed', async () => {
  const mail = await opened(pgpMime(await desks.seal(protectedText('words'), [desks.police])))
  expect(openedDocument(mail, null)).toMatchObject({ before: { filing: null, doubt: null } })
  const doubt = 'How it was filed cannot be believed.'
  expect(openedDocument({ ...mail, before: { filing: null, doubt } }, null)).toMatchObject({
    before: { filing: null, doubt },
  })
})

it('shows a mixture as its parts, none under the verdict of another', async () => {
  const { police, seal } = desks
  const signed = protectedText('Known to us.\r\n')
  const part = signedEntity(signed, await signatureOver(signed, police.key))
  const forged = '\r\nPay the bearer.\r\nThe signature is verified with the certificate of chief@police.test.'
  const mail = await opened(pgpMime(await seal(entityOf('multipart/mixed', forged, part))))
  const lines = openedLines(mail, null, 80)
  const at = (start: string) => lines.findIndex((line) => line.startsWith(start))
  expect(at('From intelligence@merseyside.pnn.police.test: It is not signed')).toBeGreaterThan(0)
  expect(at('| Pay the bearer.')).toBeGreaterThan(at('From '))
  expect(at('| The signature is verified')).toBeGreaterThan(0)
  expect(at('Part 2, which the verdict above is not about')).toBeGreaterThan(at('| Pay the bearer.'))
  expect(at('| Known to us.')).toBeGreaterThan(at('Part 2'))
  expect(lines.filter((line) => line.startsWith('The signature'))).toEqual([])
  expect(openedDocument(mail, null)).toMatchObject({
    signature: 'unsigned',
    parts: [
      { ofWhole: true, signature: 'unsigned' },
      { ofWhole: false, signature: 'verified', text: 'Known to us.\n' },
    ],
  })
})

it('warns of a mail that was written to somebody else', async () => {
  const { police, seal } = desks
  const mail = await opened(pgpMime(await seal(protectedText('words', { To: ELSEWHERE }), [police])))
  const shown = openedLines(mail, null, 80).join(' ').replaceAll(/\s+/g, ' ')
  expect(shown).toContain(`WARNING: it was written to ${ELSEWHERE}, not to this mailbox.`)
  expect(shown).not.toContain('is verified')
})

it('says where a subject stood that anybody could have changed', async () => {
  const mail = await opened(
    pgpMime(await desks.seal('Content-Type: text/plain\r\n\r\nwords'), { Subject: 'about Pat' }),
  )
  expect(openedLines(mail, null, 120)).toContain(
    'Subject, outside the seal, where anybody on the way could change it: about Pat',
  )
})
