import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import type { PartnerRoute, RerouteRequest, RouteTest } from '../domain/wire/partners.ts'
import type { Client } from '../sdk/client.ts'
import { ClientError } from '../sdk/errors.ts'
import { remindersWords, wayOf } from '../sdk/partner-words.ts'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, FailedError, UsageError, withAccount } from './action.ts'
import { readBounded } from './bounded-file.ts'
import { officersMissing, warnOfMissing } from './missing-officers.ts'
import { recordOf } from './partner-record.ts'
import { recordTable } from './table.ts'
import { taught } from './taught.ts'

const DOMAIN = 'merseyside.pnn.police.test'
/** A PEM of one certificate, and what may be written around it. */
const LARGEST_PEM = 64 * 1024
const TEST_EVERY_MS = 500
/** A server that puts us off for longer has not answered a test. */
const TEST_WITHIN_MS = 120_000

/** `partners` and its commands: how mail leaves for each partner, and what the co-ordinator does about it. */
export function registerPartners(program: Command, cli: Cli): void {
  const partners = program
    .command('partners')
    .description('see how mail to the partners leaves, and pause, re-route or test it')
  taught(partners, {
    about: [
      'Of every partner that is reached by mail: what waits for it, when its server last took a mail and what it answered last, and when certificates end.',
    ],
    examples: ['despatch partners', `despatch partners pause ${DOMAIN}`, `despatch partners test ${DOMAIN}`],
    next: 'despatch status REF shows how one referral fares.',
  })

  const list = withAccount(
    partners.command('list', { isDefault: true }).description('list the partners and how it goes with each'),
  )
  taught(list, {
    about: ['The same as despatch partners alone.'],
    examples: ['despatch partners list', 'despatch partners list --json'],
    next: 'despatch partners test DOMAIN sends one a message that says that it is a test.',
  })
  action<CommonOptions>(cli, list, async (options) => {
    const { client, trust } = await openReading(cli, options)
    const rows = await client.partners()
    const missing = officersMissing(cli, await trust.state())
    if (options.json) return cli.terminal.json({ partners: rows, missingOfficers: missing })
    const records = rows.map(recordOf)
    cli.terminal.say(
      ...(rows.length === 0
        ? ['No partner is reached by mail.']
        : recordTable(['DOMAIN', 'STATE', 'WAITING', 'LAST TAKEN'], records, cli.terminal.width)),
    )
    warnOfMissing(cli, missing)
  })

  change(partners, cli, {
    name: 'pause',
    description: 'let nothing more leave for a partner',
    about:
      'What is under way is finished, and within about a second nothing more is begun, but for tests; what waits goes on waiting, and expires when its time has come.',
    run: (client, domain) => client.pausePartner(domain),
    said: (route) => `Nothing leaves for ${route.domain} any more. ${waits(route)}`,
  })
  change(partners, cli, {
    name: 'resume',
    description: 'let mail leave for a partner again',
    about: 'What is due leaves within seconds.',
    run: (client, domain) => client.resumePartner(domain),
    said: (route) => `Mail leaves for ${route.domain} again. ${waits(route)}`,
  })
  change(partners, cli, {
    name: 'retry',
    description: 'try at once what waits for a partner',
    about:
      'Such as when the partner says that their server is back. Of a way that is paused nothing is tried until it is resumed.',
    run: (client, domain) => client.retryPartner(domain),
    said: ({ due, paused }) =>
      paused
        ? `The way is paused, so nothing is tried now: ${due} more ${due === 1 ? 'mail' : 'mails'} will be as soon as it is resumed.`
        : `${due} ${due === 1 ? 'mail is' : 'mails are'} tried now.`,
  })
  registerReroute(partners, cli)
  registerReminders(partners, cli)
  registerTest(partners, cli)
}

function registerReroute(partners: Command, cli: Cli): void {
  const reroute = withAccount(
    partners
      .command('reroute')
      .description('lay down another way to a partner')
      .argument('<domain>', "the domain of the partner's mail")
      .option('--host <host>', 'the host that takes its mail')
      .addOption(new Option('--port <port>', 'the port of that host (25)').argParser(port))
      .option('--certificate <file>', 'PEM of the one certificate that the host must show')
      .option(
        '--authority <file>',
        'PEM of the authority that must have issued it, in place of the public ones',
      )
      .option('--mx', "use the domain's MX, under its MTA-STS policy alone"),
  )
  taught(reroute, {
    about: [
      'Without a certificate or an authority the host is known by its name and public authorities. Mail never leaves in clear, nor to a server that cannot prove itself. Within about a second nothing more is begun by the old way; what is under way is finished.',
    ],
    examples: [
      `despatch partners reroute ${DOMAIN} --host mx2.police.test --certificate mx2.pem`,
      `despatch partners reroute ${DOMAIN} --mx`,
    ],
    next: 'despatch partners test DOMAIN shows whether mail goes that way.',
  })
  type Options = CommonOptions & {
    host?: string
    port?: number
    certificate?: string
    authority?: string
    mx?: true
  }
  action<Options>(cli, reroute, async (options, [domain = '']) => {
    const request = await requestOf(options)
    const { client } = await openReading(cli, options)
    const route = await client.reroutePartner(domain, request)
    if (options.json) return cli.terminal.json(route)
    cli.terminal.say(`Mail for ${domain} goes ${wayOf(route)} from now on. ${waits(route)}`)
  })

  async function requestOf({ host, mx, certificate, authority, ...rest }: Options): Promise<RerouteRequest> {
    if ((host === undefined) === (mx === undefined))
      throw new UsageError('Give --host HOST or --mx, one of them.')
    if (certificate !== undefined && authority !== undefined)
      throw new UsageError('A host is known by --certificate or by --authority, not by both.')
    if (mx && (certificate !== undefined || rest.port !== undefined))
      throw new UsageError('With --mx the hosts are the domain’s own: --port and --certificate mean nothing.')
    const tlsAuthority = authority === undefined ? null : await pemOf(authority)
    if (host === undefined) return { by: 'mx', tlsAuthority }
    const tlsCertificate = certificate === undefined ? null : await pemOf(certificate)
    return { by: 'host', host, port: rest.port ?? 25, tlsCertificate, tlsAuthority }
  }
}

function registerReminders(partners: Command, cli: Cli): void {
  const reminders = withAccount(
    partners
      .command('reminders')
      .description('say whether a partner is reminded by mail of what it has not answered')
      .argument('<domain>', "the domain of the partner's mail")
      .addArgument(new Argument('<wanted>', 'whether it wants reminders').choices(['on', 'off'] as const)),
  )
  taught(reminders, {
    about: [
      'A partner who has only mail is reminded twice at most of each request: before the day by which an answer is asked for, and after it. With off none of its mailboxes is, nor by what waits to leave; whoever asked is told of the silence all the same.',
    ],
    examples: [`despatch partners reminders ${DOMAIN} off`],
    next: 'despatch partners names those who are not reminded.',
  })
  action<CommonOptions>(cli, reminders, async (options, [domain = '', wanted]) => {
    const { client } = await openReading(cli, options)
    const route = await client.setPartnerReminders(domain, wanted === 'on')
    if (options.json) return cli.terminal.json(route)
    cli.terminal.say(remindersWords(route))
  })
}

function registerTest(partners: Command, cli: Cli): void {
  const test = withAccount(
    partners
      .command('test')
      .description('send a test message to a partner, and wait for what its server answers')
      .argument('<domain>', "the domain of the partner's mail"),
  )
  taught(test, {
    about: [
      'An encrypted message that says that it is a test, by the way that referrals take. Its server’s answer is shown; exit code 1 when it was not taken.',
    ],
    examples: [`despatch partners test ${DOMAIN}`],
    next: 'despatch partners shows how the way fares from now on.',
  })
  action<CommonOptions>(cli, test, async (options, [domain = '']) => {
    const { client } = await openReading(cli, options)
    const asked = await client.testPartner(domain)
    cli.terminal.note(`A test message goes to ${asked.mailbox} …`)
    const ended = await answered(client, asked)
    if (options.json) cli.terminal.json(ended)
    const { answer } = ended
    if (answer === null)
      throw new FailedError(
        'No answer within two minutes. The service goes on; its log says whether a worker runs.',
      )
    const { code, host, tls, reply } = answer
    const said =
      host === '-'
        ? reply
        : `${host} answered ${code ?? 'nothing'}${tls === null ? '' : ` over ${tls}`}: ${reply}`
    if (answer.outcome !== 'relayed') throw new FailedError(`It was not taken. ${said}`)
    if (!options.json) cli.terminal.say(`It was taken. ${said}`)
  })
}

async function answered(client: Client, asked: RouteTest): Promise<RouteTest> {
  const until = performance.now() + TEST_WITHIN_MS
  let test = asked
  while (test.answer === null && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, TEST_EVERY_MS))
    test = await client.partnerTest(asked.domain, asked.id)
  }
  return test
}

type Change<Answer> = {
  name: string
  description: string
  about: string
  run(client: Client, domain: string): Promise<Answer>
  said(answer: Answer): string
}

function change<Answer>(partners: Command, cli: Cli, of: Change<Answer>): void {
  const command = withAccount(
    partners
      .command(of.name)
      .description(of.description)
      .argument('<domain>', "the domain of the partner's mail"),
  )
  taught(command, {
    about: [of.about],
    examples: [`despatch partners ${of.name} ${DOMAIN}`],
    next: 'despatch partners shows how it goes.',
  })
  action<CommonOptions>(cli, command, async (options, [domain = '']) => {
    const { client } = await openReading(cli, options)
    const answer = await of.run(client, domain)
    if (options.json) return cli.terminal.json(answer)
    cli.terminal.say(of.said(answer))
  })
}

const waits = ({ queue: { mails } }: PartnerRoute): string =>
  mails === 0 ? 'Nothing waits.' : `${mails} ${mails === 1 ? 'mail waits' : 'mails wait'}.`

async function pemOf(path: string): Promise<string> {
  const read = await readBounded(path, LARGEST_PEM)
  if (typeof read === 'string') throw new ClientError(`${path} is ${read}.`)
  const text = new TextDecoder().decode(read)
  if (/-----BEGIN CERTIFICATE-----/.test(text)) return text
  throw new ClientError(`${path} holds no certificate: it must be PEM.`)
}

function port(text: string): number {
  if (/^[1-9][0-9]{0,4}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new InvalidArgumentError('A port is a number from 1 to 65535.')
}
