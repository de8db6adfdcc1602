import { expect, it } from 'vitest'
import { ASB_TEAM, LIVERPOOL_YOT } from '../../src/demo/partnership/mailboxes.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import type { Directory } from '../../src/domain/wire/directory.ts'
import { composeReferral } from '../../src/mail/compose.ts'
import { readReferral } from '../../src/mail/read.ts'
import { type ReferralRequest, referralFieldsOf } from '../../src/sdk/referral-request.ts'

const files = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    name: `page ${n}.txt`,
    type: 'text/plain',
    bytes: new TextEncoder().encode('x'),
  }))
const read = (count: number) =>
  readReferral(
    composeReferral({
      headers: {
        ...{ subject: 'RESTRICTED', from: ASB_TEAM, to: [LIVERPOOL_YOT] },
        ...{ date: new Date('2010-03-01T09:00:00Z'), messageId: '<1@despatch.example.test>' },
      },
      text: 'RESTRICTED',
      terms: { text: '{}', signature: 'x' },
      rendering: 'asb-incident/1',
      data: {},
      attachments: files(count),
    }),
  )
const request = (count: number): ReferralRequest => ({
  ...{ from: ASB_TEAM, to: [LIVERPOOL_YOT], kind: 'asb-incident', data: asbIncidentExample },
  ...{ bases: [], attachments: files(count) },
})
const NOBODY = { agencies: [], mailboxes: [], agreements: [], networks: [] } as unknown as Directory

it('sends as many attachments as its readers read, and no more', async () => {
  expect((await read(99)).attachments).toHaveLength(99)
  await expect(read(100)).rejects.toThrow('too many attachments')
  const prepare = (count: number) => () =>
    referralFieldsOf(request(count), NOBODY, new Date('2010-03-01T09:00:00Z'))
  expect(prepare(100)).toThrow('nobody opens a referral with more than 99')
  // What is said then is another thing.
  expect(prepare(99)).not.toThrow('nobody opens')
})
