import fc from 'fast-check'
import type { Death } from './faults.ts'
import type { Known, LogWorld } from './world.ts'

type LogCommand = fc.AsyncCommand<Known, LogWorld>

/** A command after which everything is compared. */
const command = (
  said: string,
  run: (world: LogWorld, known: Known) => Promise<unknown>,
  check: (known: Readonly<Known>) => boolean = () => true,
): LogCommand => ({
  check,
  async run(known, world) {
    await run(world, known)
    await world.check(known)
  },
  toString: () => said,
})

/** A sequencer begins well and publishes what waits: whatever was put back is mended. */
async function settle(world: LogWorld, known: Known): Promise<void> {
  await world.publish()
  known.setBack = false
  await world.check(known)
  await world.checkAtRest(known)
}

const death: fc.Arbitrary<Death> = fc.oneof(
  fc.record({
    at: fc.constant('append' as const),
    n: fc.integer({ min: 1, max: 3 }),
    when: fc.constantFrom('before', 'torn', 'after'),
  }),
  fc.record({
    at: fc.constant('query' as const),
    n: fc.integer({ min: 1, max: 14 }),
    when: fc.constantFrom('before', 'after'),
  }),
)

const count = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 9 }) },
  fc.integer({ min: 250, max: 300 }),
)
/** Which of the copies. */
const which = fc.nat({ max: 99 })

const arbitraries: fc.Arbitrary<LogCommand>[] = [
  count.map((n) => command(`stage ${n}`, (world) => world.stage(n))),
  fc.constant(command('publish', settle)),
  which.map((n) => command(`erase ${n}`, (world) => world.erase(n))),
  which.map((n) =>
    command(
      `erase ${n}, put the database of before back`,
      async (world, known) => {
        await world.stage(1)
        await settle(world, known)
        await world.eraseAndPutBack(n)
        known.setBack = true
      },
      standing,
    ),
  ),
  fc.tuple(count, death).map(([n, at]) =>
    command(`stage ${n}, die ${JSON.stringify(at)}`, async (world) => {
      await world.stage(n)
      await world.die(at)
    }),
  ),
  fc.constant(command('take over', (world) => world.takeOver(), standing)),
  fc.constant(command('the superseded act', (world) => world.supersededAct())),
  fc.constant(command('overlap', (world) => world.overlap(), standing)),
  fc.constant(command('restart', (world) => world.restart(), standing)),
  fc.constant(
    command('copy the database', async (world, known) => {
      known.copies.database += 1
      await world.copyDatabase(known.copies.database)
    }),
  ),
  fc.constant(
    command('copy the folder', async (world, known) => {
      await settle(world, known)
      known.copies.folder += 1
      await world.copyFolder(known.copies.folder)
    }),
  ),
  which.map((n) =>
    command(
      `put database ${n} back`,
      async (world, known) => {
        known.setBack = true
        await world.putDatabaseBack(1 + (n % known.copies.database))
      },
      (known) => known.copies.database > 0 && !known.setBack,
    ),
  ),
  which.map((n) =>
    command(
      `put folder ${n} back`,
      async (world, known) => {
        known.setBack = true
        await world.putFolderBack(1 + (n % known.copies.folder))
      },
      (known) => known.copies.folder > 0 && !known.setBack,
    ),
  ),
  fc
    .constantFrom('database' as const, 'folder' as const)
    .map((first) =>
      command(
        `put both back, the ${first} to before the other`,
        (world) => world.putBothBack(first),
        standing,
      ),
    ),
]

/** While something is set back, the next that begins well is one that settles. */
function standing({ setBack }: Readonly<Known>): boolean {
  return !setBack
}

export const logCommands = (maxCommands: number) => fc.commands(arbitraries, { maxCommands, size: 'max' })
export { settle }
