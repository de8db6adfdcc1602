import { randomBytes } from 'node:crypto'
import {
  generateMailboxKey,
  generateRootKey,
  generateUserKey,
  lockKey,
  type PrivateKey,
} from '../../crypto/keys.ts'
import { makeRecoveryKey, type NewRecoveryKey } from '../../crypto/recovery-key.ts'
import { demoPaths } from '../files.ts'
import { agencies, type DemoAgency } from './agencies.ts'
import { yearsLater } from './days.ts'
import { type DemoMailbox, mailboxes } from './mailboxes.ts'
import { type DemoPerson, people } from './people.ts'

/** How long the keys of mailboxes count before they are renewed. */
export const MAILBOX_KEY_YEARS = 2

/** Every secret of the demonstration, unlocked, for as long as the loading takes. */
export type DemoKeys = {
  passphrase: string
  roots: Map<DemoAgency['key'], PrivateKey>
  people: Map<DemoPerson['login'], PrivateKey>
  /** of the agencies that have mailboxes here */
  recovery: Map<DemoAgency['key'], NewRecoveryKey>
  /** Keys of the local mailboxes; mail partners make their own. */
  mailboxes: Map<DemoMailbox['address'], PrivateKey>
}

/** Makes the keys of the agencies, of their people and of the local mailboxes. */
export async function makeKeys(now: Date): Promise<DemoKeys> {
  const keys: DemoKeys = {
    passphrase: randomBytes(24).toString('base64url'),
    roots: new Map(),
    people: new Map(),
    recovery: new Map(),
    mailboxes: new Map(),
  }
  for (const agency of agencies) {
    const holder = { name: `${agency.name}, root`, address: `information@${domainOf(agency)}`, now }
    keys.roots.set(agency.key, await generateRootKey(holder))
  }
  for (const person of people) {
    // Every agency sees it: a post and a number, and not what they sign in by.
    const address = `staff@${domainOf(agencyOf(person.agency))}`
    keys.people.set(
      person.login,
      await generateUserKey({ name: `${person.title} ${person.number}`, address, now }),
    )
  }
  for (const { address, name } of mailboxes.filter(({ route }) => route === 'local')) {
    const ends = yearsLater(now, MAILBOX_KEY_YEARS)
    keys.mailboxes.set(address, await generateMailboxKey({ name, address, now, ends }))
  }
  for (const { agency } of mailboxes.filter(({ route }) => route === 'local')) {
    if (keys.recovery.has(agency)) continue
    const { name } = agencyOf(agency)
    const address = `recovery@${domainOf(agencyOf(agency))}`
    keys.recovery.set(agency, await makeRecoveryKey({ name: `${name}, recovery`, address, now }))
  }
  return keys
}

/** A file for `DATA_DIR/demo`. */
export type PrivateFile = { path: string; text: string }

/**
 * The keys, locked, as files of `DATA_DIR/demo`, where in life each would be on its holder's own machine, with
 * the passphrase that unlocks them. Nothing of this ever goes to the database. The cheap lock, which the random passphrase
 * bears, keeps the first start and each command short.
 */
export async function lockedKeyFiles(dataDir: string, keys: DemoKeys): Promise<PrivateFile[]> {
  const { passphrase } = keys
  const paths = demoPaths(dataDir)
  const files: PrivateFile[] = [{ path: paths.passphrase, text: `${passphrase}\n` }]
  for (const [login, key] of keys.people) {
    files.push({ path: paths.personKey(login), text: await lockKey(key, passphrase, { fast: true }) })
  }
  for (const [agency, key] of keys.roots) {
    files.push({ path: paths.agencyRoot(agency), text: await lockKey(key, passphrase, { fast: true }) })
  }
  for (const [agency, { locked, words }] of keys.recovery) {
    const [one, two] = words
    files.push(
      { path: paths.recoveryKey(agency), text: locked },
      { path: paths.recoveryWords(agency, 1), text: `${one}\n` },
      { path: paths.recoveryWords(agency, 2), text: `${two}\n` },
    )
  }
  for (const { address, agency } of mailboxes) {
    const key = keys.mailboxes.get(address)
    if (key === undefined) continue
    files.push({
      path: paths.mailboxKey(agency, address),
      text: await lockKey(key, passphrase, { fast: true }),
    })
  }
  return files
}

/** The agency of that key; the tables of this folder name no other. */
export function agencyOf(key: DemoAgency['key']): DemoAgency {
  const agency = agencies.find((candidate) => candidate.key === key)
  if (agency === undefined) throw new Error(`The demonstration has no agency ${key}.`)
  return agency
}

function domainOf({ domains: [domain], name }: DemoAgency): string {
  if (domain === undefined) throw new Error(`${name} has no mail domain.`)
  return domain
}
