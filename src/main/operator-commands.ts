import { Argument, type Command, Option } from 'commander'
import { COMMON_OPTIONS } from '../cli/help.ts'
import { taught } from '../cli/taught.ts'
import type { Io } from '../cli/terminal.ts'
import { SETTINGS } from '../config/settings.ts'
import type { Ending } from './ending.ts'
import type { LogName } from './log-keys.ts'
import { type Network, networkOption } from './network-option.ts'
import { registerExportClient } from './register-export-client.ts'
import { registerNewOrigin } from './register-new-origin.ts'
import { ROLES, type Role } from './service.ts'

export const OPERATOR_COMMANDS: readonly string[] = [
  'serve',
  'migrate',
  'keys',
  'exchange-key',
  'new-origin',
  'bootstrap',
  'demo',
  'doctor',
  'journal',
  'export-client',
]

/** `serve`, `migrate`, `keys`, `exchange-key`, `new-origin`, `bootstrap`, `demo`, `doctor`, `journal`, `export-client`: what each needs is loaded when it is run. */
export function registerOperatorCommands(program: Command, io: Io, ending: Ending): void {
  registerServe(program, io, ending)
  registerMigrate(program, io, ending)
  registerKeys(program, io, ending)
  registerExchangeKey(program, io, ending)
  registerNewOrigin(program, io, ending)
  registerBootstrap(program, io, ending)
  registerDemo(program, io)
  registerDoctor(program, io, ending)
  registerJournal(program, io, ending)
  registerExportClient(program, io, ending)
}

function registerServe(program: Command, io: Io, ending: Ending): void {
  const command = program
    .command('serve')
    .description('start the service')
    .addOption(new Option('--role <role>', 'which part to run').choices(ROLES).default('all'))
    .option('--demo', 'load the demonstration partnership into an empty external database')
    .action(async (options: { role: Role; demo?: boolean }) => {
      const { serve } = await import('./serve.ts')
      ending.exitCode = await serve({ ...options, demo: options.demo ?? false }, io)
    })
  taught(command, {
    about: [
      'Without settings it brings a PostgreSQL of its own, with the demonstration partnership in it, and runs every part in one process until Ctrl-C.',
      {
        heading: 'Settings come from the environment:',
        terms: SETTINGS.map(([name, fallback, meaning]) => [
          name,
          fallback ? `${meaning} (${fallback})` : meaning,
        ]),
      },
    ],
    examples: [
      'despatch serve',
      { for: 'one part of several, each with the same settings', type: 'despatch serve --role gateway' },
    ],
    next: 'despatch doctor looks whether everything is right; despatch demo plays the journeys.',
  })
}

function registerMigrate(program: Command, io: Io, ending: Ending): void {
  const command = program
    .command('migrate')
    .description("bring an external database to this version's tables")
    .addOption(new Option('--json', 'print JSON').helpGroup(COMMON_OPTIONS))
    .action(async ({ json = false }: { json?: boolean }) => {
      const { migrateDatabase } = await import('./migrate-command.ts')
      ending.exitCode = await migrateDatabase({ json }, io)
    })
  taught(command, {
    about: [
      'Needs DATABASE_OWNER_URL (or DATABASE_OWNER_URL_FILE) and nothing else, so that the processes that serve need not have the login that owns the tables. A database that is current already is left as it is. The migrations that are missing run in one transaction: when one fails, nothing has changed, and the exit code is 1.',
    ],
    examples: ['DATABASE_OWNER_URL_FILE=/run/secrets/database-owner-url despatch migrate'],
    next: 'despatch serve starts the service; while it serves, migrating to a version that it does not know stops it from starting again.',
  })
}

function registerKeys(program: Command, io: Io, ending: Ending): void {
  const command = program
    .command('keys')
    .description('make the keys of the service that are not there yet')
    .addOption(new Option('--json', 'print JSON').helpGroup(COMMON_OPTIONS))
    .action(async ({ json = false }: { json?: boolean }) => {
      const { makeServiceKeys } = await import('./keys-command.ts')
      ending.exitCode = await makeServiceKeys({ json }, io)
    })
  taught(command, {
    about: [
      'Makes them in DATA_DIR/keys, for PUBLIC_URL and SERVICE_DOMAIN, in a folder for each part of the service, and prints what everybody may know. Keys that are there are kept. despatch serve makes them too: this is for parts that run apart, each with its own folder alone.',
    ],
    examples: ['DATA_DIR=/srv/partnership PUBLIC_URL=https://despatch.example.test despatch keys'],
    next: 'back up DATA_DIR/keys: it cannot be made again.',
  })
}

function registerExchangeKey(program: Command, io: Io, ending: Ending): void {
  const command = program
    .command('exchange-key')
    .description('give the log, the trust log or the service itself another key')
    .addArgument(new Argument('<owner>', 'whose').choices(['log', 'trust', 'service'] as const))
    .option('--finish', 'give up the key before; until then both sign')
    .option('--agreed', 'the annexes that name this service name the next key, and are in force')
    .addOption(new Option('--json', 'print JSON').helpGroup(COMMON_OPTIONS))
    .action(
      async (owner: LogName | 'service', options: { finish?: boolean; agreed?: boolean; json?: boolean }) => {
        const { finish = false, agreed = false, json = false } = options
        if (owner === 'service') {
          const { exchangeServiceKey } = await import('./exchange-service-command.ts')
          ending.exitCode = await exchangeServiceKey({ finish, agreed, json }, io)
        } else {
          const { exchangeKey } = await import('./exchange-key-command.ts')
          ending.exitCode = await exchangeKey({ log: owner, finish, agreed, json }, io)
        }
      },
    )
  taught(command, {
    about: [
      'Makes the next key in DATA_DIR/keys and a note, signed by both, that hands the log on to it. Once the service is started again both keys sign: whoever has pinned the first still reads the log, and has time to hear of the second from the annex of the agreement. With --finish the first key is destroyed; clients go over by the note.',
      'The service itself signs what arrives from partners. Its next key is announced, so that an annex can name it, and signs from --finish on, which needs the database and every part of the service stopped: what the key before has signed goes on counting for the entries that the log has by then, and for nothing later. A key that is lost is exchanged in the same way; everybody is then asked to accept the next one.',
      'Of a key that may be in other hands, do the same without delay; then have the agencies sign a further annex that names the new one alone: clients take none that is not in it.',
    ],
    examples: [
      'despatch exchange-key log',
      'despatch exchange-key log --finish --agreed',
      { for: 'the key by which arrivals are signed', type: 'despatch exchange-key service' },
    ],
    next: 'start the service again, every part of it, and back up DATA_DIR/keys.',
  })
}

function registerBootstrap(program: Command, io: Io, ending: Ending): void {
  const command = program
    .command('bootstrap')
    .description('enter the first agreement and the first appointments in an empty service')
    .argument(
      '<files...>',
      'the texts as they were drafted, the agreement first, each with its signatures beside it',
    )
    .option(
      '--network <domain:scheme:level>',
      'what a mail domain is accredited to carry; may be given several times',
      networkOption,
    )
    .addOption(new Option('--json', 'print JSON').helpGroup(COMMON_OPTIONS))
    .action(
      async (files: string[], { json = false, network = [] }: { json?: boolean; network?: Network[] }) => {
        const { bootstrap } = await import('./bootstrap-command.ts')
        ending.exitCode = await bootstrap({ files, networks: network, json }, io)
      },
    )
  taught(command, {
    about: [
      'Needs DATABASE_OWNER_URL, a database that is migrated, and no demonstration. Everything is signed by the roots of the agencies beforehand: nobody becomes anything by the word of the operator. It is entered once; whatever comes later is entered by those who were appointed.',
    ],
    examples: [
      'despatch bootstrap isp.json co-ordinator.json council-dlo.json --network example-on-sea.gcsx.gov.test:GPMS:RESTRICTED',
    ],
    next: 'docs/operating.md has a partnership from nothing, command by command.',
  })
}

function registerDemo(program: Command, io: Io): void {
  const command = program
    .command('demo')
    .description('play the journeys against the running service; leaves you signed in as the auditor')
    .addOption(new Option('--json', 'print one JSON object a step').helpGroup(COMMON_OPTIONS))
    .action(async ({ json = false }: { json?: boolean }) => {
      const { demo } = await import('./demo.ts')
      await demo({ json }, io)
    })
  taught(command, {
    about: [
      'For whoever wants to see it work: an incident told to the police by mail, an order pushed by a court, four partners asked for information, an audit. Everybody in it is invented. The service must be running on this machine, with the demonstration partnership.',
    ],
    examples: [
      'despatch demo',
      { for: 'where its data are elsewhere', type: 'DATA_DIR=/srv/partnership despatch demo' },
    ],
    next: 'despatch disclosures shows what was shared, despatch log verify that nobody has changed it since.',
  })
}

function registerDoctor(program: Command, io: Io, ending: Ending): void {
  const command = program
    .command('doctor')
    .description('look at everything that has to be right for the service to run')
    .addOption(
      new Option('--role <role>', 'the part that this machine runs, where it runs one alone')
        .choices(ROLES)
        .default('all'),
    )
    .addOption(new Option('--json', 'print JSON').helpGroup(COMMON_OPTIONS))
    .action(async ({ json = false, role }: { json?: boolean; role: Role }) => {
      const { doctor } = await import('./doctor.ts')
      ending.exitCode = await doctor({ json, role }, io)
    })
  taught(command, {
    about: [
      'Looks at Node, the data directory with its room and its keys, the database with its clock, migrations and logins, whether the log is being written and what is due delivered, Redis, HTTP and SMTP, and says of each what is wrong and what to do. Run it with the settings of the service. The exit code is 1 when something is wrong.',
    ],
    examples: [
      'despatch doctor',
      { for: 'where a worker runs alone', type: 'despatch doctor --role worker' },
      'despatch doctor --json',
    ],
    next: 'despatch serve --help lists the settings.',
  })
}

function registerJournal(program: Command, io: Io, ending: Ending): void {
  const journal = program.command('journal').description('what the log ever entered, in DATA_DIR/log')
  taught(journal, {
    about: [
      'Every batch that the log signed is a line of it, on disk before anything leaves. Back it up with the database.',
    ],
    examples: ['despatch journal rebuild'],
    next: 'despatch help journal rebuild says when to.',
  })
  const command = journal
    .command('rebuild')
    .description('have a journal that is lost made again from the database')
    .addOption(new Option('--json', 'print JSON').helpGroup(COMMON_OPTIONS))
    .action(async ({ json = false }: { json?: boolean }) => {
      const { rebuildJournal } = await import('./journal-command.ts')
      ending.exitCode = await rebuildJournal({ json }, io)
    })
  taught(command, {
    about: [
      'The journal keeps two different logs from ever being signed, so a service whose journal is gone signs nothing. Restore it from its newest backup. Only where there is none is this the way: the sequencer makes it again from the database at its next try, within a second where the service runs, and asks the witnesses, before it signs anything, whether they have seen more than there is.',
      'Where the database was restored from a backup, too, and no witness tells, what was entered since is forgotten, and clients that have seen it refuse the log from then on.',
    ],
    examples: ['despatch journal rebuild'],
    next: 'The log of the service says how far it is; despatch doctor whether the log is written.',
  })
}
