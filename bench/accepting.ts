import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { loadPartnership } from '../src/demo/partnership.ts'
import { MIGRATIONS } from '../src/main/migrations.ts'
import { newDelivery } from '../src/services/deliveries/new-delivery.ts'
import { insertReferrals, type ReferralRows } from '../src/services/referrals/insert-referrals.ts'
import { togetherOrAlone } from '../src/services/together.ts'
import { connect } from '../src/store/connect.ts'
import { startEmbedded } from '../src/store/embedded/start.ts'
import { migrate } from '../src/store/migrate.ts'
import { accepted } from '../test/log/lives.ts'
import { interleave } from './interleave.ts'
import { type Measured, moreIsBetter } from './row.ts'
import { startServiceProcess } from './service-process.ts'

/** Submissions at once, and of one transaction, as `store-referral.ts` has it. */
const LANES = 16
const MOST_TOGETHER = 32
const SEALED_BYTES = 10_000

/**
 * Referrals committed by the statement that commits them in the service, until the last is published under a signed
 * checkpoint; and by the same statement in a database whose log keeps nothing and has no sequencer.
 */
export async function acceptances({
  rounds,
  quick,
}: {
  rounds: number
  quick: boolean
}): Promise<Measured[]> {
  const each = quick ? 64 : 1_000
  // Nothing is delivered meanwhile: that comes after the log, and the peer has none to wait for.
  const service = await startServiceProcess({ role: 'sequencer' })
  const peer = await withoutLog()
  const ours = await writerOf(service.databases.runtimeUrl)
  const theirs = await writerOf(peer.url)
  try {
    const logged = async () => {
      const began = performance.now()
      await ours.write(each)
      await ours.untilPublished()
      return (each * 1000) / (performance.now() - began)
    }
    const bare = async () => {
      const began = performance.now()
      await theirs.write(each)
      return (each * 1000) / (performance.now() - began)
    }
    await logged()
    await bare()
    const figures = await interleave(rounds, logged, bare)
    return [
      moreIsBetter({ name: 'log-append', unit: 'acceptances/s', peer: 'the same without a log', ...figures }),
    ]
  } finally {
    await ours.end()
    await theirs.end()
    await peer.stop()
    await service.stop()
  }
}

/** A database with the partnership, where what is staged is given its number and kept nowhere. */
async function withoutLog() {
  const dataDir = await mkdtemp(join(tmpdir(), 'db-'))
  const embedded = await startEmbedded({ dataDir, logger: pino({ level: 'silent' }) })
  await migrate(embedded.ownerUrl, MIGRATIONS)
  const { db, close } = connect(embedded.runtimeUrl, { max: 1, applicationName: 'bench' })
  await loadPartnership({ db, dataDir, now: new Date() })
  await close()
  const client = new pg.Client(embedded.superuserUrl())
  await client.connect()
  await client.query(`
    alter table referral drop constraint referral_staged_id_fkey;
    alter table disclosure drop constraint disclosure_staged_id_fkey;
    alter table log_staged rename to log_staged_before;
    create sequence bench_staged start 1000000;
    create view log_staged as select * from log_staged_before where false;
    create function bench_stage() returns trigger language plpgsql security definer as $$
      begin new.id := nextval('bench_staged'); return new; end $$;
    create trigger bench_stage instead of insert on log_staged for each row execute function bench_stage();
    grant select, insert on log_staged to despatch_runtime`)
  await client.end()
  return {
    url: embedded.runtimeUrl,
    async stop() {
      await embedded.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function writerOf(url: string) {
  const { db, close } = connect(url, { max: LANES, applicationName: 'bench' })
  const listener = new pg.Client(url)
  await listener.connect()
  await listener.query('listen despatch_published')
  const mailboxes = await db
    .selectFrom('mailbox')
    .innerJoin('agency', 'agency.id', 'mailbox.agency_id')
    .select(['mailbox.id', 'mailbox.address', 'mailbox.agency_id'])
    .orderBy('mailbox.address')
    .limit(4)
    .execute()
  const person = await db.selectFrom('person').select('id').limit(1).executeTakeFirstOrThrow()
  const agreement = await db
    .selectFrom('agreement')
    .select(['id', 'version'])
    .limit(1)
    .executeTakeFirstOrThrow()
  const [from, ...to] = mailboxes
  if (!from || to.length < 3) throw new Error('the partnership has four mailboxes')
  const store = togetherOrAlone<ReferralRows, bigint>((lot) => insertReferrals(db, lot), {
    most: MOST_TOGETHER,
  })
  let made = 0

  const rowsOf = (now: Date): ReferralRows => {
    const id = uuidv7()
    const statement = accepted(made++, { id }).record
    return {
      referral: {
        ...{
          id,
          reference: id.slice(-8),
          thread: randomBytes(16).toString('base64url'),
          kind: 'asb-incident',
        },
        ...{
          from_mailbox: from.id,
          from_address: from.address,
          from_agency: from.agency_id,
          in_reply_to: null,
        },
        ...{ statement, statement_sha256: randomBytes(32).toString('hex'), signature: 'A'.repeat(400) },
        ...{
          signer_fpr: 'ab'.repeat(32),
          submitted_by: person.id,
          marking: 'RESTRICTED',
          data_class: 'personal',
        },
        ...{ categories: ['victim'], purpose: 'services-to-individuals', consent: 'not-needed' },
        ...{ bases: ['cda-1998-s115'], agreement_id: agreement.id, agreement_version: agreement.version },
        ...{
          respond_by: null,
          urgency: 'routine',
          destroy_after: '2037-03-01',
          message_id: `<${id}@example.test>`,
          accepted_at: now,
        },
        ...{ sha256: randomBytes(32).toString('hex'), size: SEALED_BYTES },
      },
      deliveries: to.map(({ id: mailboxId, address, agency_id }) => ({
        ...newDelivery({ referralId: id, mailboxId, now }),
        to_mailbox: address,
        to_agency: agency_id,
      })),
      bytes: randomBytes(SEALED_BYTES),
    }
  }
  return {
    async write(count: number): Promise<void> {
      let left = count
      const lane = async () => {
        while (left-- > 0) await store(rowsOf(new Date()))
      }
      await Promise.all(Array.from({ length: LANES }, lane))
    },
    async untilPublished(): Promise<void> {
      const pending = () => db.selectFrom('log_pending').select('staged_id').limit(1).executeTakeFirst()
      while (await pending()) {
        // A publication may be told of just before it is listened for.
        const signal = AbortSignal.timeout(100)
        await once(listener, 'notification', { signal }).catch(() => {})
      }
    },
    async end(): Promise<void> {
      await listener.end()
      await close()
    },
  }
}
