import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { columnsOf } from '../../src/cli/terminal-text.ts'
import { ORDER_BASES } from '../../src/demo/journeys/court-papers.ts'
import {
  COURT_LISTING,
  DRUG_AND_ALCOHOL_TEAM,
  LIVERPOOL_YOT,
  SEFTON_YOT,
} from '../../src/demo/partnership/mailboxes.ts'
import { kindOf } from '../../src/domain/kinds.ts'
import { parseMarking } from '../../src/domain/marking.ts'
import { answer } from '../../src/sdk/answer.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import { send } from '../../src/sdk/send.ts'
import { altered, delivered, prepared, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { type Machine, newMachine } from './run.ts'

/** Longer than any terminal here, and one word of it is as long as the narrowest. */
const LONG_NAME = `Example ${'Llanfair'.repeat(8)} and the Boroughs, Parishes and Hamlets round about it, as reorganised by the Invented Authorities Order`
const LONG_ADDRESS = `${'placeholder.'.repeat(5)}pat@${'administration-department.'.repeat(5)}office.example.test`

let service: TestService
let reference: string
/** Where each person's command keeps its state. */
const homes = new Map<string, string>()

beforeAll(async () => {
  service = await startTestService({}, { NOTICE_SMTP: 'smtp://127.0.0.1:9' })
  const caseWorker = await service.session('asb.caseworker')
  const sent = await send({
    session: caseWorker,
    prepared: await prepared(caseWorker, {
      kind: 'information-request',
      data: kindOf('information-request').example,
      to: [LIVERPOOL_YOT, COURT_LISTING, SEFTON_YOT, DRUG_AND_ALCOHOL_TEAM],
      marking: parseMarking('RESTRICTED - PERSONAL, MEDICAL, STAFF'),
      bases: ORDER_BASES,
      respondBy: inDays(30),
    }),
  })
  reference = sent.reference
  const officer = await service.session('yot.officer')
  const { delivery } = await delivered(officer, sent.referral)
  const { referral } = sent
  await openDelivery({ session: officer, delivery, referral, now: new Date() })
  await answer({
    session: officer,
    delivery,
    referral,
    event: 'declined',
    reason: 'nothing-to-add',
    now: new Date(),
  })
  // What the rules do not let through, by a program that never asked them.
  await refusal(
    caseWorker.client.submit(
      await altered(caseWorker, await prepared(caseWorker), {
        fields: { bases: [], marking: parseMarking('SECRET') },
      }),
    ),
  )
  await service.database.owner
    .updateTable('agency')
    .set({ name: LONG_NAME })
    .where('name', 'like', '%Council of Liverpool')
    .execute()
  for (const login of ['asb.caseworker', 'yot.officer', 'auditor', 'council.liaison']) {
    const machine = await machineOf(login, 80)
    const key = join(service.config.dataDir, 'demo', 'people', `${login}.asc`)
    await machine.despatch('login', service.origin, '--as', login, '--key', key)
    homes.set(login, machine.home)
  }
  const officerAtWork = await machineOf('yot.officer', 80)
  const begun = await officerAtWork.despatch(
    ...['notices', 'on', '--address', LONG_ADDRESS, '--quiet', '19:00-07:30'],
  )
  expect(begun).toMatchObject({ code: 0, err: '' })
}, 120_000)
afterAll(() => service?.stop())

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

async function machineOf(login: string, columns: number): Promise<Machine> {
  const passphrase = join(service.config.dataDir, 'demo', 'passphrase')
  const home = homes.get(login)
  const machine = await newMachine({
    columns,
    env: { DESPATCH_PASSPHRASE_FILE: passphrase, ...(home === undefined ? {} : { DESPATCH_HOME: home }) },
  })
  return machine
}

const LISTS: readonly [person: string, command: string, has: RegExp][] = [
  ['yot.officer', 'inbox', /RESTRICTED .{0,3}PERSONAL.*\n(.*\n)*.*answer (?:was )?due/],
  ['asb.caseworker', 'sent', /drug\.alcohol@liverpoolpct\.nhs\.test/],
  ['asb.caseworker', 'status REF', /receipt .*declined/],
  ['asb.caseworker', 'thread REF', /1 of 4 have answered/],
  ['auditor', 'disclosures --explain', /Llanfair/],
  ['auditor', 'disclosures --all', /4 disclosures/],
  ['council.liaison', 'disclosures', /Llanfair/],
  ['auditor', 'refusals', /Llanfair/],
  ['auditor', 'refusals --by-rule', /^M6 /m],
  ['yot.officer', 'notices', /Notices go to/],
  ['yot.officer', 'account sessions', /\(this one\), since \d{4}-\d\d-\d\d \d\d:\d\dZ/],
  ['asb.caseworker', 'key show asb.team@liverpool.gcsx.gov.test', /open, sign of generation 1/],
  ['auditor', 'roles', /Designated Liaison Officer/],
  ['auditor', 'roles --role court-officer', /send-referral/],
  ['auditor', 'rules', /uk-2010/],
  ['auditor', 'rules uk-2010', /cda-1998-s115/],
]

describe.each([60, 80, 120])('in a terminal of %i columns', (columns) => {
  it.each(LISTS)(
    'what %s is shown by %s fits, however long names and addresses are',
    async (person, command, has) => {
      const machine = await machineOf(person, columns)
      const { code, out } = await machine.despatch(...command.replace('REF', reference).split(' '))
      expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(has) })
      expect(out.split('\n').filter((line) => columnsOf(line) > columns)).toEqual([])
    },
  )

  it('nothing of a long address or name is lost', async () => {
    const flat = async (person: string, ...args: string[]) =>
      (await (await machineOf(person, columns)).despatch(...args)).out.replaceAll(/\s+/g, '')
    expect(await flat('yot.officer', 'notices')).toContain(LONG_ADDRESS)
    expect(await flat('auditor', 'disclosures')).toContain(LONG_NAME.replaceAll(' ', ''))
    expect(await flat('auditor', 'refusals')).toContain(LONG_NAME.replaceAll(' ', ''))
  })
})
