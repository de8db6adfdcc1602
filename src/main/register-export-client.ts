import { type Command, Option } from 'commander'
import { COMMON_OPTIONS } from '../cli/help.ts'
import { taught } from '../cli/taught.ts'
import type { Io } from '../cli/terminal.ts'
import type { Ending } from './ending.ts'

/** `export-client`. */
export function registerExportClient(program: Command, io: Io, ending: Ending): void {
  const command = program
    .command('export-client')
    .description('write the browser client for an agency to serve from an origin of its own')
    .argument('<folder>', 'where it goes; it is made')
    .requiredOption('--service <address>', 'the service that it speaks to, as its PUBLIC_URL says')
    .addOption(new Option('--json', 'print JSON').helpGroup(COMMON_OPTIONS))
    .action(async (folder: string, { service, json = false }: { service: string; json?: boolean }) => {
      const { exportClientTo } = await import('./export-client-command.ts')
      ending.exitCode = await exportClientTo({ folder, service, json }, io)
    })
  taught(command, {
    about: [
      'Whoever uses a browser trusts whoever serves the page, each time anew. An agency that would rather trust itself than the operator serves the page itself. The folder has the files, and the headers that its web server must send with them. The same version for the same service is the same bytes, wherever it is made.',
      'The page is of another origin than the service, which answers it only if that origin is in WEB_ORIGINS.',
    ],
    examples: ['despatch export-client despatch-web --service https://despatch.example.test'],
    next: 'docs/operating.md has the configuration of the web server; despatch verify-client ADDRESS looks whether what it serves is the same.',
  })
}
