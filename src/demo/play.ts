import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { signInAuditor } from './auditor.ts'
import { demoPaths } from './files.ts'
import { playAsbIncident } from './journeys/asb-incident.ts'
import { playAudit } from './journeys/audit.ts'
import { playCourtOrder } from './journeys/court-order.ts'
import { playEarlyIntervention } from './journeys/early-intervention.ts'
import { JourneyError, type Take, teller } from './journeys/telling.ts'
import { openWorld, type World } from './journeys/world.ts'
import { giveKits, untilKitsAreGiven } from './kits.ts'
import { gpgHome } from './partner/gpg-home.ts'
import { partnerWith } from './partner/partners.ts'
import { programOf } from './partner/prepare.ts'
import { POLICE_INTELLIGENCE } from './partnership/mailboxes.ts'
import { people } from './partnership/people.ts'
import { type Printer, printJson, printText } from './printed.ts'
import { findRunning } from './running.ts'

type Journey = { title: string; play(world: World, take: Take): Promise<unknown> }

const ASB_INCIDENT: Journey = {
  title: 'Journey 1: an ASB incident is told to the police, by mail, and to the Liverpool YOT',
  play: playAsbIncident,
}
const COURT_ORDER: Journey = {
  title: 'Journey 2: a court pushes an order to the ASB team and the YOT at once, in three ways',
  play: playCourtOrder,
}
const EARLY_INTERVENTION: Journey = {
  title: 'Journey 3: four partners are asked for early-intervention information, and two answer by mail',
  play: playEarlyIntervention,
}

const AUDIT: Journey = {
  title: 'Journey 4: an auditor reviews what was shared, and checks the log offline',
  play: playAudit,
}
const JOURNEYS = [ASB_INCIDENT, COURT_ORDER, EARLY_INTERVENTION, AUDIT]

/**
 * Plays the journeys against the running service, each step with its evidence.
 *
 * @param json prints one JSON object a line instead of text
 * @param env the process's environment; when given, the command line is left signed in as the auditor
 * @throws JourneyError with a sentence at the first step that fails or takes too long
 */
export async function playDemo({
  config: { dataDir },
  out,
  env,
  json = false,
}: {
  config: Pick<Config, 'dataDir'>
  out: (line: string) => void
  env?: Readonly<Record<string, string | undefined>>
  json?: boolean
}): Promise<void> {
  const { origin } = await findRunning(dataDir)
  await access(demoPaths(dataDir).passphrase).catch(() => {
    throw new Error(
      `The service with its data in ${dataDir} has no demonstration partnership: start it on an empty database with serve --demo, or without DATABASE_URL.`,
    )
  })
  await access(demoPaths(dataDir).personKey('court.system')).catch(() => {
    throw new Error(
      `The demonstration partnership in ${dataDir} was loaded by an earlier version and lacks people of this one. Stop the service, remove ${dataDir}, and start it again.`,
    )
  })
  await untilKitsAreGiven(dataDir)
  await play(JOURNEYS, { origin, dataDir }, json ? printJson(out) : printText(out))
  const say = json ? () => {} : out
  say('')
  say(
    'All four journeys went through. Every step stands in the log; nobody but the people above has read a word.',
  )
  if (env !== undefined) await signInAuditor({ origin, dataDir, env, out: say })
}

/**
 * What the first start shows once the service is ready: journey 1, so that the main job is seen to run; and at
 * every start the demonstration's accounts, who can sign in by then in a browser too, and what to try next. A
 * journey that fails is told, and ends nothing.
 *
 * @param first whether the partnership was loaded at this start
 */
export async function welcome({
  config,
  out,
  first,
}: {
  config: Pick<Config, 'dataDir'>
  out: (line: string) => void
  first: boolean
}): Promise<void> {
  const { dataDir } = config
  const { origin } = await findRunning(dataDir)
  if (first) {
    try {
      await play([ASB_INCIDENT], { origin, dataDir }, printText(out))
    } catch (error) {
      if (!(error instanceof JourneyError)) throw error
      out(`The first journey did not go through. ${error.message}`)
    }
  }
  await giveKits({ origin, dataDir })
  for (const line of await accountLines(origin, dataDir)) out(line)
}

/**
 * Plays journey 1 alone, with the data of the demonstration in this folder.
 * @throws JourneyError with a sentence at the first step that fails or takes too long
 */
export async function playFirstJourney({
  dataDir,
  out,
}: {
  dataDir: string
  out: (line: string) => void
}): Promise<void> {
  const { origin } = await findRunning(dataDir)
  await play([ASB_INCIDENT], { origin, dataDir }, printText(out))
}

async function play(
  journeys: readonly Journey[],
  where: { origin: string; dataDir: string },
  printer: Printer,
): Promise<void> {
  const world = openWorld(where)
  for (const journey of journeys) {
    printer.heading(journey.title)
    await journey.play(world, teller(journey.title, printer.step))
  }
}

async function accountLines(origin: string, dataDir: string): Promise<string[]> {
  const paths = demoPaths(dataDir)
  return [
    '',
    'Demonstration accounts (everybody in them is invented):',
    ...people.map(({ login, title, mailboxes }) =>
      `  ${login.padEnd(17)} ${title.padEnd(26)} ${mailboxes.join(', ')}`.trimEnd(),
    ),
    'To try next:',
    `  ${origin} in a browser, as asb.caseworker or another of these, with`,
    `    the kit ${quoted(paths.kit('asb.caseworker'))}`,
    `    and the passphrase in ${quoted(paths.passphrase)}; or with the command:`,
    `  export DESPATCH_PASSPHRASE_FILE=${quoted(paths.passphrase)}`,
    `  npx despatch login ${origin} --as asb.caseworker --key ${quoted(paths.personKey('asb.caseworker'))}`,
    '  npx despatch sent',
    '  npx despatch demo         plays all four journeys',
    ...(await gpgLines(dataDir)),
  ]
}

/** How to read as the police do, where they have gpg. */
async function gpgLines(dataDir: string): Promise<string[]> {
  const partner = partnerWith(POLICE_INTELLIGENCE)
  if ((await programOf(dataDir, partner)) !== 'gpg') {
    return ['The mail partners use OpenPGP.js, because gpg was not installed when their keys were made.']
  }
  const police = demoPaths(dataDir).partner(partner.domain)
  // By the name that gpg's sockets fit into, where the data directory's path is long.
  const home = await gpgHome(join(police, 'gnupg'))
  return [
    "What the police's server received, as they read it with gpg alone:",
    `  for mail in ${quoted(join(police, 'mail'))}/*.eml; do`,
    `    gpg --homedir ${quoted(home)} --decrypt "$mail"; done`,
  ]
}

/** A path as a shell takes it. */
const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
