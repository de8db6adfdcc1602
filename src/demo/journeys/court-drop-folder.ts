import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import type { Static, TSchema } from 'typebox'
import Type from 'typebox'
import Value from 'typebox/value'
import { registerCommands } from '../../cli/commands.ts'
import { personFolder } from '../../cli/state.ts'
import { sha256Hex } from '../../crypto/digest.ts'
import { dayOf } from '../../domain/day.ts'
import type { OpenedReferral } from '../../sdk/open-referral.ts'
import type { CheckedReceipt } from '../../sdk/receipts.ts'
import { demoPaths, privateFolder } from '../files.ts'
import { COURT_LISTING } from '../partnership/mailboxes.ts'
import { asboOn, ORDER_BASES, papers, TEAMS } from './court-papers.ts'
import { bothAcknowledged, readByBoth } from './court-readers.ts'
import { demand, type Take } from './telling.ts'
import type { World } from './world.ts'

/** What came of the order that the case system dropped. */
export type WatchedOrder = {
  reference: string
  referral: string
  read: OpenedReferral[]
  receipts: CheckedReceipt[]
}

/** The court's own case system pushes an order: through `despatch watch`, by its machine account. */
export async function byCaseSystem(world: World, take: Take): Promise<WatchedOrder> {
  const outbox = join(world.dataDir, 'demo', 'court', 'outbox')
  const name = `order-${world.clock().getTime()}`
  const receipt = await take(
    "The court's own case system, a machine account that may send and open nothing, drops the next order into a folder.",
    async () => {
      await dropOrder(outbox, name, dayOf(world.clock()))
      await watchOnce(world, outbox)
      const text = await readFile(join(outbox, 'sent', `${name}.receipt.json`), 'utf8').catch(() => {
        throw new Error('The drop was not sent.')
      })
      return read(DropReceipt, text)
    },
    ({ reference, referral }) => [
      ['reference', reference],
      ['referral', referral],
      ['moved to', join('court', 'outbox', 'sent')],
    ],
  )
  const again = await take(
    'The same files dropped again are not sent again.',
    async () => {
      await dropAgain(outbox, name)
      await watchOnce(world, outbox)
      const system = await world.person('court.system')
      const { rows } = await system.client.sent({ mailbox: COURT_LISTING, limit: 1 })
      demand(rows[0]?.referral === receipt.referral, 'The same order was sent twice.')
      return (await readdir(join(outbox, 'sent'))).filter((file) => file.startsWith(name))
    },
    (files) => [['in sent', files.join(', ')]],
  )
  demand(again.length > 3, 'The second drop left no receipt.')
  const opened = await readByBoth(world, take, receipt.referral)
  const receipts = await take(
    'The case system sees both signed receipts, and checks them against the manifest that its own machine kept.',
    async () =>
      bothAcknowledged(
        await world.person('court.system'),
        receipt.referral,
        await keptManifest(world, receipt),
      ),
    (receipts) => receipts.map(({ mailbox, event }) => [`${mailbox} ${event}`, 'signed, digests as sent']),
  )
  return { reference: receipt.reference, referral: receipt.referral, read: opened, receipts }
}

/** The PDF files first and the JSON last, as a case system does it. */
async function dropOrder(outbox: string, name: string, day: string): Promise<void> {
  await privateFolder(outbox)
  const [order, map] = papers()
  if (order) await writeFile(join(outbox, `${name}.pdf`), order.bytes)
  if (map) await writeFile(join(outbox, `${name}-map.pdf`), map.bytes)
  const draft = join(outbox, `.${name}.json`)
  // The same bytes are not sent twice, however often the demonstration is played: each order has a case number.
  await writeFile(draft, JSON.stringify(asboOn(day, name.toUpperCase())))
  await rename(draft, join(outbox, `${name}.json`))
}

/** Puts the very same bytes into the folder once more. */
async function dropAgain(outbox: string, name: string): Promise<void> {
  await mkdir(outbox, { recursive: true })
  for (const file of [`${name}.pdf`, `${name}-map.pdf`, `${name}.json`]) {
    await writeFile(join(outbox, file), await readFile(join(outbox, 'sent', file)))
  }
}

/** Where the case system's machine keeps what the command keeps. */
const homeOf = (world: World): string => join(world.dataDir, 'demo', 'court', 'home')

/** `despatch watch --once`, by the machine account on a machine of its own. */
async function watchOnce(world: World, outbox: string): Promise<void> {
  const paths = demoPaths(world.dataDir)
  const home = homeOf(world)
  const said: string[] = []
  const run = (args: string[]) => {
    const program = new Command('despatch').exitOverride()
    registerCommands(program, {
      env: { DESPATCH_HOME: home, DESPATCH_PASSPHRASE_FILE: paths.passphrase },
      out: () => {},
      err: (line) => void said.push(line),
    })
    return program.parseAsync(args, { from: 'user' })
  }
  try {
    await run(['login', world.origin, '--as', 'court.system', '--key', paths.personKey('court.system')])
    await run([
      ...[
        'watch',
        outbox,
        '--once',
        '--from',
        COURT_LISTING,
        '--to',
        TEAMS.map(({ mailbox }) => mailbox).join(','),
      ],
      ...ORDER_BASES.flatMap((basis) => ['--basis', basis]),
    ])
  } catch (error) {
    throw new Error(`The watch failed: ${error instanceof Error ? error.message : ''} ${said.join(' ')}`)
  }
}

/** What the receipt beside a drop says of it, as far as this journey needs it. */
const DropReceipt = Type.Object({
  reference: Type.String(),
  referral: Type.String(),
  manifest: Type.Object({ sha256: Type.String() }),
})
type DropReceipt = Static<typeof DropReceipt>
const SentFile = Type.Object({ manifest: Type.String() })

/** The manifest as the case system's machine kept it when it sent, which the receipt beside the drop names. */
async function keptManifest(world: World, { referral, manifest }: DropReceipt): Promise<string> {
  const person = personFolder({ folder: homeOf(world) }, { origin: world.origin, login: 'court.system' })
  const kept = read(SentFile, await readFile(join(person, 'sent', `${referral}.json`), 'utf8'))
  demand(
    (await sha256Hex(kept.manifest)) === manifest.sha256,
    'The receipt beside the drop names another manifest.',
  )
  return kept.manifest
}

function read<S extends TSchema>(schema: S, text: string): Static<S> {
  const value: unknown = JSON.parse(text)
  if (Value.Check(schema, value)) return value
  throw new Error('What the watch wrote cannot be read.')
}
