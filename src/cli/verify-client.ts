import type { Command } from 'commander'
import { dayInWords } from '../domain/day.ts'
import { createClient } from '../sdk/client.ts'
import { acknowledgements, verifyServedBuild } from '../sdk/client-build.ts'
import { accountOf, type Cli, openReading, sha256, withScheme } from './account.ts'
import { action, type CommonOptions, FailedError, withAccount } from './action.ts'
import { type ProgressOptions, progressOf, progressOption } from './progress.ts'
import { taught } from './taught.ts'
import { wrapped } from './terminal-text.ts'

/** What it means that all is as it should be, and what it cannot mean. */
const MEANS =
  'This is what this machine was given just now. A server can give another browser, or this address tomorrow, something else: whoever uses the browser client trusts whoever serves its address, each time.'

/** `verify-client`: whether what an address serves is a browser client that the agencies have acknowledged. */
export function registerVerifyClient(program: Command, cli: Cli): void {
  const command = withAccount(
    program
      .command('verify-client')
      .description('fetch the browser client from an address, and hold it against the trust log')
      .argument('<address>', 'where it is served: the service, or an origin of an agency')
      .addOption(progressOption()),
  )
  taught(command, {
    about: [
      'Every file is fetched and compared with what the client says that it is made of, with the policy that it must come with; the digest of that is looked up in the annexes of your agency’s agreements. Not signed in, it compares the files alone, and prints the digest.',
      MEANS,
    ],
    examples: ['despatch verify-client https://despatch.example.test'],
    next: 'docs/trust.md says whom a user of the browser client trusts; despatch agreement annex acknowledges a build.',
  })
  action<CommonOptions & ProgressOptions>(cli, command, async (options, [address = '']) => {
    const { terminal } = cli
    const { origin } = createClient({ origin: withScheme(address) })
    const found = await verifyServedBuild({ origin, hash: sha256 }, progressOf(cli, options, 'files'))
    const service = found.service ?? origin
    const account = await accountOf(cli, options).catch(() => null)
    const reading = account ? await openReading(cli, options) : null
    const problems = [...found.problems]
    if (reading && service !== URL.parse(reading.service.origin)?.origin)
      problems.push(`It speaks to ${service}, and you are signed in at ${reading.service.origin}.`)
    const named = reading
      ? acknowledgements(await reading.trust.refresh(), { service, sha256: found.sha256 })
      : null
    if (named?.length === 0)
      problems.push('It is not in the trust log: no annex of an agreement of your agency names its digest.')
    const { version, files, sha256: digest } = found
    if (options.json)
      terminal.json({
        verified: problems.length === 0 && named !== null,
        ...{ origin, service, version, sha256: digest, files: files.length, problems },
        acknowledged: named?.map(({ agreement, since }) => ({ agreement, since })) ?? null,
      })
    else
      terminal.say(
        ...wrapped(`The browser client ${version} at ${origin}, which speaks to ${service}:`, terminal.width),
        `  ${digest}`,
        ...problems,
        ...(found.problems.length === 0
          ? [`Each of its ${files.length} files, and the policy that they come with, is as it says.`]
          : []),
        ...(named ?? []).map(
          ({ agreement, since }) =>
            `In the trust log since ${dayInWords(new Date(since))}, under the agreement ${agreement}.`,
        ),
        ...(named === null
          ? [
              'The trust log was not asked: you are not signed in. Compare the digest with one that you were given.',
            ]
          : []),
        ...wrapped(MEANS, terminal.width),
      )
    if (problems.length > 0)
      throw new FailedError('Do not sign in there. Tell your liaison officer and whoever serves the address.')
  })
}
