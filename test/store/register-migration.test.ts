import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { MIGRATIONS } from '../setup/cluster.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'

let database: TestDatabase
let first: string

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const [COUNCIL, COURT, WORKER, TEAM, LISTING] = [id(1), id(2), id(3), id(4), id(5)]
const [SENT, ARRIVED] = [id(10), id(11)]

const MANIFEST = JSON.stringify({
  despatch: 'manifest/1',
  categories: ['victim'],
  purpose: 'intelligence',
  consent: 'not-sought',
  bases: ['cda-1998-s115', 'dpa-1998-sch2-5'],
})
const ARRIVAL = JSON.stringify({
  despatch: 'arrival/1',
  raw: { sha256: 'x', sealedByService: false },
  authentication: { method: 'relay-address', result: 'pass', domain: 'court.test' },
})
const REFUSED = JSON.stringify({
  despatch: 'refused/1',
  referral: id(12),
  by: WORKER,
  from: 'team@council.test',
  kind: 'asb-incident',
  outcome: 'needs',
  rules: ['L1', 'D2'],
})

/** What a service of the first migration had: a referral, mail that was filed, a refusal. */
const BEFORE = `
  set session_replication_role = replica;
  insert into agency (id, name, area) values ('${COUNCIL}', 'Example Council', 'Example'), ('${COURT}', 'Example Court', 'Example');
  insert into mail_domain values ('court.test', '${COURT}');
  insert into person values ('${WORKER}', '${COUNCIL}', 'worker', 'Worker', '1', 'active', '2030-01-01');
  insert into mailbox (id, agency_id, address, name, route) values
    ('${TEAM}', '${COUNCIL}', 'team@council.test', 'Team', 'local'), ('${LISTING}', '${COURT}', 'listing@court.test', 'Listing', 'mail');
  insert into log_staged (type, record, salt, referral_id) values
    ('accepted', '${MANIFEST}', sha256('1'), '${SENT}'), ('arrived', '${ARRIVAL}', sha256('2'), '${ARRIVED}'),
    ('refused', '${REFUSED}', sha256('3'), null);
  insert into referral (id, reference, thread, origin, kind, from_mailbox, from_domain, statement, statement_sha256, signature,
      signer_fpr, submitted_by, marking, data_class, agreement_id, agreement_version, message_id, staged_id, accepted_at) values
    ('${SENT}', 'AAAAAAAAAA', 't', 'submitted', 'asb-incident', '${TEAM}', null, '${MANIFEST}', 'a', 's', 'f', '${WORKER}',
      'RESTRICTED', 'sensitive-personal', 'isp', 1, 'm1', 1, '2010-03-01'),
    ('${ARRIVED}', 'BBBBBBBBBB', 'u', 'mail', 'mail', null, 'court.test', '${ARRIVAL}', 'b', 's', 'f', null,
      null, null, null, null, 'm2', 2, '2010-03-02');
  insert into delivery (id, referral_id, mailbox_id, state, give_up_at, return_token, changed_at) values
    ('${id(20)}', '${SENT}', '${LISTING}', 'delivered', now(), 'r1', now()),
    ('${id(21)}', '${ARRIVED}', '${TEAM}', 'delivered', now(), 'r2', now());
  insert into filing (referral_id, person_id, kind, marking, from_mailbox, verified, statement, signature, signer_fpr, staged_id, at)
    values ('${ARRIVED}', '${WORKER}', 'reply', 'PROTECT – PERSONAL', '${LISTING}', true, 's', 's', 'f', 1, now());`

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
  first = await mkdtemp(join(tmpdir(), 'despatch-migrations-'))
  await copyFile(join(MIGRATIONS, '0001_spine.sql'), join(first, '0001_spine.sql'))
  await migrate(database.ownerUrl, first)
  const client = new pg.Client(database.superuserUrl)
  await client.connect()
  await client.query(BEFORE)
  await client.end()
  await migrate(database.ownerUrl, MIGRATIONS)
})
afterAll(async () => {
  await database?.drop()
  await rm(first, { recursive: true, force: true })
})

it('enters what was disclosed before there was a register, in its order', async () => {
  const rows = await database.db.selectFrom('disclosure').selectAll().orderBy('seq').execute()
  expect(rows).toMatchObject([
    {
      referral_id: SENT,
      from_agency: COUNCIL,
      from_mailbox: 'team@council.test',
      to_agency: COURT,
      to_mailbox: 'listing@court.test',
      marking: 'RESTRICTED',
      data_class: 'sensitive-personal',
      categories: ['victim'],
      bases: ['cda-1998-s115', 'dpa-1998-sch2-5'],
      purpose: 'intelligence',
      sealed_on_arrival: false,
      staged_id: 1n,
    },
    {
      referral_id: ARRIVED,
      from_agency: COURT,
      from_mailbox: null,
      from_domain: 'court.test',
      to_mailbox: 'team@council.test',
      kind: 'mail',
      bases: [],
      sealed_on_arrival: false,
    },
  ])
})

it('lets them be found by what they are, and by what mail was filed as', async () => {
  const found = async (field: 'agency' | 'mailbox' | 'kind' | 'marking' | 'basis', value: string) =>
    (
      await database.db
        .selectFrom('disclosure_term')
        .select('seq')
        .where('field', '=', field)
        .where('value', '=', value)
        .orderBy('seq')
        .execute()
    ).map(({ seq }) => Number(seq))
  expect(await found('agency', COURT)).toEqual([1, 2])
  expect(await found('mailbox', 'listing@court.test')).toEqual([1, 2])
  expect(await found('kind', 'reply')).toEqual([2])
  expect(await found('marking', 'PROTECT – PERSONAL')).toEqual([2])
  expect(await found('basis', 'cda-1998-s115')).toEqual([1])
})

it('enters what was refused, with the agency of whoever tried', async () => {
  const rows = await database.db.selectFrom('refusal').selectAll().execute()
  expect(rows).toMatchObject([
    { agency_id: COUNCIL, person_id: WORKER, kind: 'asb-incident', outcome: 'needs', rules: ['L1', 'D2'] },
  ])
})
