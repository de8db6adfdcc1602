import { sql } from 'kysely'
import {
  ASB_TEAM,
  COURT_LISTING,
  LIVERPOOL_YOT,
  POLICE_INTELLIGENCE,
} from '../../src/demo/partnership/mailboxes.ts'
import { POLICE_RELAY, STRANGER } from '../faults/partner-mail.ts'
import type { World } from '../faults/world.ts'
import { createMutator, seeded } from '../mail/foreign/mutate.ts'
import { COURT_RELAY } from '../services/arrivals/court-mail.ts'
import { type DoorWorld, openDoorWorld } from './door-world.ts'
import { type Fed, measured, nothingFed } from './measured.ts'
import { type RawClient, rawClient, type Said } from './raw-smtp.ts'
import { NUMBER } from './starting-mails.ts'

/** After so many mails a client hangs up and comes anew: who is refused too often is sent away. */
const MAILS_A_CONNECTION = 20

/** A running service, to whose gateway changed mails are brought one by one; `answers` counts what it said to them. */
export type Door = {
  feed(seeds: { first: number; times: number }): Promise<Fed & { answers: Record<string, number> }>
  end(): Promise<void>
}

export async function openDoor(): Promise<Door> {
  const door = await openDoorWorld()
  const { world } = door
  const clients = comeAnew(world)
  const kept = new Set<string>()
  let stored = 0

  /** Brings the mail of a seed. @returns what was answered @throws Error where that or what became of it is wrong */
  async function bring(seed: number): Promise<string> {
    const { localAddress, from, to, mail } = broughtBy(seed, door)
    const client = await clients.from(localAddress)
    const said = await transaction(client, { from, to, mail })
    const { code, text } = properly(said)
    const answer = `${code} ${text.split(' ')[0]}`
    if (client.unasked().length > 0) throw new Error('there were more answers than questions')
    const now = await storedIn(world)
    const more = now - stored
    stored = now
    const given = door.given()
    if (code !== 250 || given === null) {
      if (more !== 0) throw new Error(`it was refused with ${answer}, and stored`)
      return answer
    }
    const known = [given.sha256, given.messageId ?? '']
    if (more === 0 && !known.some((one) => kept.has(one))) throw new Error('it was taken, and is nowhere')
    for (const one of known) if (one !== '') kept.add(one)
    return answer
  }

  return {
    async feed({ first, times }) {
      const fed = nothingFed()
      const answers: Record<string, number> = {}
      for (let seed = first; seed < first + times; seed += 1) {
        if (seed === first || seed % 20 === 0) {
          await makeRoom(world)
          stored = await storedIn(world)
        }
        await measured(fed, seed, async () => {
          const answer = await bring(seed)
          answers[answer] = (answers[answer] ?? 0) + 1
        })
        for (const line of door.errors()) fed.wrong.push(`${seed}: logged ${line}`)
      }
      return { ...fed, answers }
    },
    async end() {
      clients.close()
      await world.end()
    },
  }
}

/** Who brings the mail of a seed from where, for whom, and the mail, with a Message-ID of its own. */
function broughtBy(seed: number, { world, returnPath, police, court }: DoorWorld) {
  const random = seeded(seed ^ 0x5bd1e995)
  const one = <T>(list: readonly T[], otherwise: T): T =>
    list[Math.floor(random() * list.length)] ?? otherwise
  const localAddress = one([POLICE_RELAY, POLICE_RELAY, COURT_RELAY, STRANGER], STRANGER)
  const ofCourt = localAddress === COURT_RELAY
  const itself = ofCourt ? COURT_LISTING : POLICE_INTELLIGENCE
  const from = one(['', itself, itself, itself, 'x@elsewhere.test'], '')
  const to = one(
    [
      [ASB_TEAM],
      [ASB_TEAM],
      [LIVERPOOL_YOT, ASB_TEAM],
      [returnPath],
      [returnPath],
      [ASB_TEAM, returnPath],
      [`nobody@${world.config.serviceDomain}`],
      ['nobody@liverpool.gcsx.gov.test', ASB_TEAM],
    ],
    [ASB_TEAM],
  )
  // Those in clear are the last; nobody else's are taken.
  const changed = createMutator(ofCourt ? (random() < 0.7 ? court.slice(-5) : court) : police, seed)()
  const text = Buffer.from(changed).toString('latin1')
  const mail = Buffer.from(text.replaceAll(NUMBER, String(seed).padStart(NUMBER.length, '0')), 'latin1')
  return { localAddress, from, to, mail }
}

/** One transaction: every answer that there was, that to the mail last. */
async function transaction(
  client: RawClient,
  { from, to, mail }: { from: string; to: readonly string[]; mail: Uint8Array },
): Promise<Said[]> {
  const said = [await client.say(`MAIL FROM:<${from}>`)]
  for (const address of to) said.push(await client.say(`RCPT TO:<${address}>`))
  if (said.slice(1).some(({ code }) => code === 250)) {
    said.push(await client.say('DATA'))
    said.push(await client.data(mail))
  }
  const reset = await client.say('RSET')
  if (reset.code !== 250) throw new Error(`the next transaction could not begin: ${reset.code} ${reset.text}`)
  return said
}

/** The last answer. @throws Error where one has no enhanced code of its class, or is to a fault that nobody foresaw */
function properly(said: readonly Said[]): Said {
  for (const { code, text } of said) {
    const enhanced = /^[245]\.\d{1,3}\.\d{1,3}(?= )/.exec(text)?.[0] ?? ''
    // What the library says of its own accord has none.
    const general = code === 354 || (code === 250 && text === 'Accepted')
    if (!general && enhanced[0] !== String(code)[0])
      throw new Error(`an answer without its code: ${code} ${text}`)
    if (enhanced === '4.3.0') throw new Error(`a fault that nobody foresaw: ${code} ${text}`)
  }
  const last = said.at(-1)
  if (last === undefined) throw new Error('there was no answer')
  return last
}

/** A client for each address, kept for some mails. */
function comeAnew({ config: { host, smtpPort } }: World) {
  const clients = new Map<string, { client: RawClient; mails: number }>()
  return {
    async from(localAddress: string): Promise<RawClient> {
      const known = clients.get(localAddress)
      if (known?.client.isOpen() && known.mails < MAILS_A_CONNECTION) {
        known.mails += 1
        return known.client
      }
      known?.client.close()
      const client = await rawClient({ host, port: smtpPort, localAddress })
      clients.set(localAddress, { client, mails: 1 })
      return client
    },
    close() {
      for (const { client } of clients.values()) client.close()
    },
  }
}

/** How many mails and reports there are. */
async function storedIn({ database: { db } }: World): Promise<number> {
  const { rows } = await sql<{ stored: number }>`
    select ((select count(*) from inbound_recipient)
      + (select count(*) from evidence where kind <> 'smtp-reply'))::int as stored`.execute(db)
  return rows[0]?.stored ?? 0
}

/** A delivery keeps fifty reports, and strangers may bring so many mails a day: that is tried elsewhere. */
async function makeRoom(world: World): Promise<void> {
  await world.asSuperuser("delete from evidence where kind <> 'smtp-reply'")
  await world.asSuperuser("update inbound set at = at - interval '2 days' where not authenticated")
}
