import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { armorMessage } from '../../crypto/armor.ts'
import { readCertificate } from '../../crypto/certificate.ts'
import { seal } from '../../crypto/seal.ts'
import { problem } from '../../domain/problems.ts'
import type { RouteTest } from '../../domain/wire/partners.ts'
import { composeEncrypted } from '../../mail/encrypted.ts'
import { messageIdOf } from '../../mail/message-id.ts'
import { composeReply } from '../../mail/reply.ts'
import { type Caller, demandAction } from '../caller.ts'
import type { Db } from '../db.ts'
import type { LeasedRoute } from '../deliveries/lease.ts'

/** Tests of one partner in an hour: each is a mail in somebody's inbox. */
const MOST_AN_HOUR = 10
const LEASE_SECONDS = 120
const LOST =
  'It is not known whether it was sent: the worker that had it stopped before there was an answer. Ask for another.'

/**
 * Asks for a test message to the first of a partner's mailboxes that has a certificate; a worker sends it.
 *
 * @throws ProblemError `not-found`, `not-yours`, `no-certificate`, `too-many-requests`
 */
export async function askForTest(db: Db, caller: Caller, domain: string): Promise<RouteTest> {
  demandAction(caller, 'run-partners')
  const { rows } = await sql<{ id: string; certified: boolean; lately: number }>`
    select m.id, c.fpr is not null as certified,
        (select count(*)::integer from route_test t
          where t.domain = ${domain} and t.asked_at > now() - interval '1 hour') as lately
      from mailbox m
      left join certificate c on c.mailbox_id = m.id and c.state = 'current'
      where m.route = 'mail' and m.closed_at is null and split_part(m.address, '@', 2) = ${domain}
      order by c.fpr is null, m.address
      limit 1`.execute(db)
  const [mailbox] = rows
  if (!mailbox) throw problem('not-found', `${domain} is no partner that is reached by mail.`)
  if (!mailbox.certified)
    throw problem('no-certificate', `No mailbox of ${domain} has a certificate to encrypt a test to.`)
  if (mailbox.lately >= MOST_AN_HOUR)
    throw problem('too-many-requests', `${domain} was sent ${MOST_AN_HOUR} tests within the hour.`)
  const id = uuidv7()
  await db
    .insertInto('route_test')
    .values({ id, domain, mailbox_id: mailbox.id, asked_by: caller.personId })
    .execute()
  return readTest(db, caller, { domain, id })
}

/** What came of a test. @throws ProblemError `not-found`, `not-yours` */
export async function readTest(
  db: Db,
  caller: Caller,
  { domain, id }: { domain: string; id: string },
): Promise<RouteTest> {
  demandAction(caller, 'run-partners')
  const row = await db
    .selectFrom('route_test')
    .innerJoin('mailbox', 'mailbox.id', 'route_test.mailbox_id')
    .selectAll('route_test')
    .select('mailbox.address')
    .where('route_test.id', '=', id)
    .where('route_test.domain', '=', domain)
    .executeTakeFirst()
  if (!row) throw problem('not-found')
  const { ended_at, outcome, host, tls, code, reply } = row
  return {
    id,
    domain,
    mailbox: row.address,
    askedAt: row.asked_at.toISOString(),
    answer:
      ended_at === null || outcome === null
        ? null
        : { at: ended_at.toISOString(), outcome, host: host ?? '-', tls, code, reply: reply ?? '' },
  }
}

/** A test that a worker has taken, with the way that it is to go; without a certificate no message can be made. */
export type LeasedTest = {
  id: string
  domain: string
  address: string
  armored: string | null
  route: LeasedRoute
}

/**
 * Takes the tests that wait, at most `limit`, each once: nobody takes it again. One that was taken and not answered by the
 * end of its lease may have been sent or not, and ends as failed.
 */
export async function leaseTests(db: Db, limit: number): Promise<LeasedTest[]> {
  const { rows } = await sql<LeasedTest>`
    with lost as (
      update route_test
        set ended_at = now(), lease_until = null, outcome = 'failed', reply = ${LOST}
        where ended_at is null and lease_until < now()
    ), waiting as materialized (
      select id from route_test
        where ended_at is null and lease_until is null
        order by asked_at
        limit ${limit}
        for update skip locked
    ), taken as (
      update route_test t set lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
        from waiting where t.id = waiting.id
        returning t.*
    )
    select t.id, t.domain, m.address, c.armored,
        json_build_object('relayBy', coalesce(n.relay_by, 'host'), 'relayHost', n.relay_host,
          'relayPort', n.relay_port, 'tlsCertificate', n.tls_certificate, 'tlsAuthority', n.tls_authority,
          'maxConnections', n.max_connections, 'policy', s.mta_sts) as route
      from taken t
      join mailbox m on m.id = t.mailbox_id
      left join certificate c on c.mailbox_id = m.id and c.state = 'current'
      left join network n on n.domain = t.domain and n.valid @> current_date
      left join route_state s on s.domain = t.domain`.execute(db)
  return rows
}

/** Records what the partner's server answered, or why there is no answer; it is late where the lease had ended. The text is the server's own and goes to the co-ordinator alone. */
export async function recordTest(
  db: Db,
  id: string,
  answer: {
    outcome: 'relayed' | 'retry' | 'failed'
    host: string
    tls: string | null
    code: number | null
    reply: string
  },
): Promise<void> {
  await db
    .updateTable('route_test')
    .set({
      ...answer,
      reply: answer.reply.slice(0, 500).toWellFormed(),
      ended_at: sql<Date>`now()`,
      lease_until: null,
    })
    .where('id', '=', id)
    .execute()
}

/** From whom tests come: the address of notices, and the postmaster's, who reads answers; null where there is none. */
export type TestSender = { from: string; postmaster: string | null; origin: string }

/**
 * The message: encrypted, from the address that notices come from, with the postmaster's for answers where there is one, and
 * without anything in it that anybody would mind. It is sent as a referral is, so that what becomes of it is what would
 * become of one. The postmaster is not its author, whose domain may forbid others to write in its name (DMARC).
 */
export async function testMessage(
  { address, armored }: { address: string; armored: string },
  { from, postmaster, serviceDomain, origin, now }: TestSender & { serviceDomain: string; now: Date },
): Promise<Uint8Array> {
  const headers = { from, to: [address], date: now, messageId: messageIdOf(randomUUID(), serviceDomain) }
  const entity = composeReply({
    ...headers,
    subject: 'NOT PROTECTIVELY MARKED: test message',
    inReplyTo: null,
    references: [],
    text: [
      'NOT PROTECTIVELY MARKED',
      '',
      `This is a test message of the referral service at ${origin}. It came because your`,
      'partnership’s co-ordinator asked whether mail reaches you. There is nothing to do,',
      'and nobody needs an answer. It is not signed: nothing in it needs to be believed.',
      '',
      'NOT PROTECTIVELY MARKED',
      '',
    ].join('\n'),
  })
  const sealed = await seal({ entity, recipients: [await readCertificate(armored)], now })
  return composeEncrypted({
    ...headers,
    armored: armorMessage(sealed),
    extraHeaders: [{ name: 'Auto-Submitted', value: 'auto-generated' }],
    ...(postmaster === null ? {} : { replyTo: postmaster }),
  })
}
