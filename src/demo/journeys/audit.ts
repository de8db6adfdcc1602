import { cp, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readExport } from '../../cli/export-folder.ts'
import type { DisclosureRow, RefusalsByRuleResponse } from '../../domain/wire/register-response.ts'
import { type KeptCheckpoint, syncCheckpoint } from '../../sdk/checkpoint.ts'
import { exportLog } from '../../sdk/export-log.ts'
import { proveRegistered, type VerifiedProof } from '../../sdk/proof.ts'
import { type RegisterVerdict, reconcileWithLog, sightOf } from '../../sdk/reconcile-log.ts'
import { registerRows } from '../../sdk/register.ts'
import type { Session } from '../../sdk/session.ts'
import { type LogVerdict, logRecords, verifyLog } from '../../sdk/verify-log.ts'
import { privateFolder, writePrivate } from '../files.ts'
import { refuseOne } from './refused-referral.ts'
import { demand, eventually, type Take } from './telling.ts'
import type { World } from './world.ts'

/** What came of journey 4. */
export type AuditJourney = {
  rows: DisclosureRow[]
  orders: DisclosureRow[]
  byRule: RefusalsByRuleResponse['rules']
  /** The folder of the register's export, of the log's, and of its copy with one changed byte. */
  folders: { register: string; log: string; changed: string }
  proof: VerifiedProof
  verified: LogVerdict
  /** What is found in the copy with one changed byte. */
  changed: LogVerdict
  together: RegisterVerdict
  /** Records of the log about the auditor's own reading. */
  readings: unknown[]
}

/**
 * Journey 4 (U13, U14): an auditor reviews what was disclosed and what was refused, takes the register and the log
 * away, checks both offline, and finds their own reading in the log. They see no content.
 */
export async function playAudit(world: World, take: Take): Promise<AuditJourney> {
  await refuseOne(world, take)
  const auditor = await take(
    'The auditor signs in. Their role opens the register and the log, and no mailbox.',
    () => world.person('auditor'),
    ({ person }) => [
      ['signed in as', `${person.login}, ${person.title}`],
      ['mailboxes', String(person.mailboxes.length)],
    ],
  )
  const { rows, orders } = await readRegister(auditor, take)
  const byRule = await take(
    'They see what the rules did not let through, by rule.',
    async () => {
      const { rules } = await auditor.client.refusalsByRule()
      demand(rules.length > 0, 'The refusal is not in the register.')
      return rules
    },
    (rules) =>
      rules.map(({ rule, refused, needs }) => [`rule ${rule}`, `${refused} refused, ${needs} incomplete`]),
  )
  const folder = join(world.dataDir, 'demo', 'auditor')
  await privateFolder(folder)
  const place = await mkdtemp(join(folder, 'review-'))
  const register = join(place, 'register')
  await exportRegister(auditor, register, take)
  const proof = await proveOne(auditor, orders[0] ?? rows[0], take)
  const { log, verified } = await exportAndVerify(auditor, place, take)
  const { copy, changed } = await changeOneByte(auditor, { log, place }, take)
  const together = await take(
    'They hold the register against the log: every row has its leaf, every disclosure leaf its rows.',
    async () => {
      const found = await reconcileWithLog(auditor, {
        rows: registerRows(auditor.client),
        sight: sightOf(auditor.person, await auditor.client.directory()),
        newest: () => newestCheckpoint(auditor),
      })
      demand(found.verdict.problems.length === 0, `The log does not verify: ${found.verdict.problems[0]}`)
      demand(
        found.reconciliation.misfitCount === 0,
        `Register and log differ: ${found.reconciliation.misfits[0]?.problem}`,
      )
      return found
    },
    ({ reconciliation: { rows, disclosures, opened, erased, withheld } }) => [
      ['rows of the register', String(rows)],
      ['disclosures in the log', String(disclosures)],
      ['opened, erased, withheld', `${opened}, ${erased}, ${withheld}`],
    ],
  )
  const readings = await take(
    "The auditor's own reading is in the log.",
    () => ownReadings(auditor),
    (found) => [['entries of it', String(found.length)]],
  )
  return {
    rows,
    orders,
    byRule,
    folders: { register, log, changed: copy },
    proof,
    verified,
    changed,
    together,
    readings,
  }
}

async function readRegister(auditor: Session, take: Take) {
  return take(
    'They read the register: who disclosed what sort of thing to whom, when, why, and with what evidence.',
    async () => {
      const { rows } = await auditor.client.disclosures()
      const { rows: orders } = await auditor.client.disclosures({ kind: 'court-order' })
      demand(rows.length > 0, 'The register is empty.')
      return { rows, orders }
    },
    ({ rows, orders }) => [
      ['newest disclosures', String(rows.length)],
      ['court orders among all', String(orders.length)],
      ...rows
        .slice(0, 3)
        .map(
          ({ reference, to, state, answer, evidence }) =>
            [reference, `to ${to.mailbox}: ${answer ?? state}, evidence ${evidence ?? 'none yet'}`] as const,
        ),
    ],
  )
}

async function exportRegister(auditor: Session, folder: string, take: Take): Promise<void> {
  await take(
    'They take the register away, as CSV and as JSON.',
    async () => {
      const files = { 'disclosures.csv': 'csv', 'disclosures.json': 'json' } as const
      for (const [name, format] of Object.entries(files)) {
        await writePrivate(join(folder, name), await whole(auditor.client.disclosuresExport(format)))
      }
      await writePrivate(join(folder, 'refusals.csv'), await whole(auditor.client.refusalsExport('csv')))
      return readdir(folder)
    },
    (files) => [['files', files.sort().join(', ')]],
  )
}

async function proveOne(
  auditor: Session,
  row: DisclosureRow | undefined,
  take: Take,
): Promise<VerifiedProof> {
  return take(
    'They have the proof that one of these disclosures is in the log, and check it.',
    async () => {
      demand(row !== undefined, 'There is no disclosure to prove.')
      const published = await eventually(async () => {
        const { rows } = await auditor.client.disclosures({ reference: row.reference })
        return rows.find(({ delivery, leaf }) => delivery === row.delivery && leaf !== null)
      })
      return (await proveRegistered(auditor, published)).proof
    },
    ({ index, checkpoint }) => [
      ['reference', row?.reference ?? ''],
      ['log index', String(index)],
      ['under a signed checkpoint of size', String(checkpoint.size)],
    ],
  )
}

async function exportAndVerify(auditor: Session, place: string, take: Take) {
  const log = join(place, 'log')
  return take(
    'They take the log away, and verify it offline: every entry, every tile, the signed checkpoint.',
    async () => {
      for await (const { path, bytes } of exportLog(auditor, await newestCheckpoint(auditor))) {
        await writePrivate(join(log, path), bytes)
      }
      const verified = await verifyFolder(log, auditor)
      demand(verified.problems.length === 0, `It does not verify: ${verified.problems[0]}`)
      return { log, verified }
    },
    ({ verified: { size, opened } }) => [
      ['entries', String(size)],
      ['opened', String(opened)],
      ['problems', 'none'],
    ],
  )
}

async function changeOneByte(auditor: Session, { log, place }: { log: string; place: string }, take: Take) {
  const copy = join(place, 'log-changed')
  return take(
    'In a copy, one byte of one record is changed: verification fails, and names the entry.',
    async () => {
      await cp(log, copy, { recursive: true })
      const there = await readdir(join(copy, 'records'), { recursive: true, withFileTypes: true })
      const [path] = there
        .filter((one) => one.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .sort()
      demand(path !== undefined, 'There is no record to change.')
      const bytes = await readFile(path)
      // A letter of the record's first word.
      const at = bytes.indexOf('despatch')
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
      await writeFile(path, bytes)
      const changed = await verifyFolder(copy, auditor)
      // Each record has its index before it.
      const entry = Number.parseInt(bytes.toString('latin1'), 10)
      demand(
        changed.problems.some((problem) => problem.startsWith(`entry ${entry}:`)),
        `The changed entry ${entry} was not named.`,
      )
      return { copy, changed }
    },
    ({ changed }) => changed.problems.slice(0, 2).map((problem) => ['found', problem]),
  )
}

async function ownReadings(auditor: Session): Promise<unknown[]> {
  return eventually(async () => {
    const found: unknown[] = []
    const { size } = await newestCheckpoint(auditor)
    for await (const { type, record } of logRecords(auditor.client, size)) {
      if (type === 'read' && record.includes(auditor.person.id)) found.push(JSON.parse(record))
    }
    return found.length > 0 ? found : null
  })
}

async function newestCheckpoint(auditor: Session): Promise<KeptCheckpoint> {
  const checkpoint = await syncCheckpoint(auditor, { previous: null })
  demand(checkpoint !== null, 'The log has published nothing.')
  return checkpoint
}

async function verifyFolder(folder: string, { hash }: Session): Promise<LogVerdict> {
  const { source, vkey } = await readExport(folder)
  return verifyLog({ source, vkey, hash })
}

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const piece of pieces) parts.push(piece)
  return new Uint8Array(Buffer.concat(parts))
}
