import type { Command } from 'commander'
import { personOfName, revocationOf, type TrustedPerson, type TrustState } from '../domain/trust/state.ts'
import { changesInWords } from '../sdk/rules/words.ts'
import { isAgreed } from '../sdk/trust/annexes.ts'
import type { Witnessing } from '../sdk/witnessing.ts'
import type { Cli } from './account.ts'
import { openReading } from './account.ts'
import { action, type CommonOptions, withAccount } from './action.ts'
import { witnessingJson, witnessingLines } from './log-witnessed.ts'
import { officersMissing, warnOfMissing } from './missing-officers.ts'
import { recordTable } from './table.ts'
import { taught } from './taught.ts'
import { wrapped } from './terminal-text.ts'

/** `trust`: whose keys this machine believes, and on whose word. */
export function registerTrust(program: Command, cli: Cli): void {
  const command = withAccount(
    program
      .command('trust')
      .description(
        'whose keys this machine believes, and by whose word: agreements, agencies, mailboxes, rules',
      )
      .option('--people', 'also those whom your own agency has appointed')
      .option('--of <agency>', 'those of another agency, by post and number'),
  )
  taught(command, {
    about: [
      'All of it follows from the trust log, read from its first record to its last, beginning with the root of your own agency; nothing is believed because the service says so. Compare fingerprints with what the agencies themselves gave you.',
    ],
    examples: [
      'despatch trust',
      'despatch trust --people',
      'despatch trust --of "Example Police of Merseyside"',
    ],
    next: 'docs/trust.md says what is left for the operator of the service to do, and what is not.',
  })
  action<CommonOptions & { people?: boolean; of?: string }>(cli, command, async (options) => {
    const { trust, service, person } = await openReading(cli, options)
    const state = await trust.refresh()
    const witnessing = await trust.witnessing()
    const agency = options.of ?? (options.people ? personOfName(state, person.login)?.agency : undefined)
    const missing = officersMissing(cli, state)
    const people = Object.values(state.people).filter((one) => one.agency === agency)
    if (options.json) {
      const { agreements, agencies, mailboxes, suspensions, amendments, revoked, size, anchor } = state
      cli.terminal.json({
        records: size,
        root: anchor,
        agreed: isAgreed(state, service.origin),
        witnesses: witnessingJson(witnessing),
        agreements,
        agencies,
        mailboxes,
        suspensions,
        amendments,
        revoked,
        people,
        missingOfficers: missing,
      })
      return
    }
    print(cli, state, isAgreed(state, service.origin), people)
    cli.terminal.note(...trustWitnessed(witnessing))
    warnOfMissing(cli, missing)
  })
}

/** What is read is the newest by the word of the witnesses, where the agreement asks for them. */
const trustWitnessed = (witnessing: Witnessing | null): string[] =>
  witnessing === null
    ? ['No agreement asks for witnesses: that this is the newest, the service alone says.']
    : witnessingLines(witnessing)

/** The builds of the browser client that annexes acknowledge. */
const clientLines = ({ agreements }: TrustState): string[] =>
  Object.values(agreements).flatMap(({ document: { id }, annex }) =>
    (annex?.document.clients ?? []).map(
      ({ version, sha256, since }) =>
        `Browser client ${version}, acknowledged under ${id} since ${since}: ${sha256}`,
    ),
  )

function print(
  { terminal }: Cli,
  state: TrustState,
  agreed: boolean,
  people: readonly TrustedPerson[],
): void {
  const { width } = terminal
  terminal.say(
    `${state.size} records of the trust log, beginning with the root ${state.anchor}.`,
    agreed
      ? 'The keys of the service are those that the agencies have agreed on.'
      : 'No annex of an agreement names the keys of this service.',
    ...clientLines(state),
    '',
    ...recordTable(
      ['AGREEMENT', 'VERSION', 'FROM', 'UNTIL', 'REVIEW'],
      Object.values(state.agreements).map(({ document }) => ({
        cells: [document.id, String(document.version), document.from, document.until, document.review],
        beneath: [],
      })),
      width,
    ),
    '',
    ...recordTable(
      ['AGENCY', 'ROOT'],
      Object.values(state.agencies).map(({ name, root }) => ({ cells: [name, root], beneath: [] })),
      width,
    ),
    '',
    ...recordTable(
      ['MAILBOX', 'KEY', 'BY THE WORD OF'],
      Object.values(state.mailboxes).map(({ address, fingerprint, by, vouched }) => ({
        cells: [
          address,
          fingerprint,
          `${by}${vouched ? ' (vouched for)' : ''}${revocationOf(state, fingerprint) ? ', REVOKED' : ''}`,
        ],
        beneath: [],
      })),
      width,
    ),
  )
  for (const { by, agency, reason, time } of state.suspensions)
    terminal.say('', `${by} has suspended its trust in ${agency} since ${time.slice(0, 10)}: ${reason}.`)
  for (const { document } of state.amendments) {
    const { by, agreement, ruleSet, edition, from, reason } = document
    const title = `Edition ${edition} of the rules ${ruleSet} under ${agreement}, from ${from}, by ${by}: ${reason}`
    terminal.say(
      '',
      ...wrapped(title, width),
      ...changesInWords(document).flatMap((line) => wrapped(line, width, '  ')),
    )
  }
  if (people.length === 0) return
  terminal.say(
    '',
    ...recordTable(
      ['WHO', 'ROLES', 'UNTIL', 'KEY'],
      people.map(({ person, login, title, number, roles, until, ended, fingerprint }) => ({
        cells: [
          login ?? `${title} ${number}`,
          roles.join(', '),
          ended ? `ended ${ended.time.slice(0, 10)}` : until,
          fingerprint,
        ],
        beneath: [`person ${person}`],
      })),
      width,
    ),
  )
}
