import { type Command, InvalidArgumentError } from 'commander'
import { check } from '../domain/wire/check.ts'
import { NoticeSetting, type NoticeSettingResponse } from '../domain/wire/notices.ts'
import { ClientError } from '../sdk/errors.ts'
import {
  NO_NOTICES_HERE,
  NOTICE_DEFAULTS,
  NOTICE_EXAMPLE,
  noticeAddress,
  noticeFailure,
  noticeMinutes,
  noticeSentences,
  quietHours,
} from '../sdk/notices.ts'
import { type Cli, openReading } from './account.ts'
import { action, type CommonOptions, UsageError, withAccount } from './action.ts'
import { taught } from './taught.ts'
import { safeLine, wrapped } from './terminal-text.ts'
import { shortTime } from './wording.ts'

type OnOptions = CommonOptions & {
  address?: string
  bundle?: number
  quiet?: Quiet | 'none'
  zone?: string
}

type Quiet = NonNullable<NoticeSetting['quiet']>

/** `notices`, `notices on`, `notices off`: mail to an ordinary address when something waits. */
export function registerNotices(program: Command, cli: Cli): void {
  const notices = program
    .command('notices')
    .description('be told at an ordinary mail address that something waits')
  taught(notices, {
    about: [
      'A notice says how many items wait, of what marking and in which mailbox, and nothing else:',
      `  ${NOTICE_EXAMPLE}`,
    ],
    examples: [
      'despatch notices on --address pat@office.example.test --quiet 19:00-07:30',
      'despatch notices',
      'despatch notices off',
    ],
    next: 'despatch inbox shows what waits.',
  })

  const show = withAccount(
    notices.command('show', { isDefault: true }).description('show whether and where you have notices'),
  )
  taught(show, {
    about: [
      'The same as despatch notices alone: where they go, how often at most, and whether the last one left.',
    ],
    examples: ['despatch notices show', 'despatch notices show --json'],
    next: 'despatch notices on begins or changes them.',
  })
  action<CommonOptions>(cli, show, async (options) => {
    const { client } = await openReading(cli, options)
    print(cli, options, await client.notices())
  })

  const on = withAccount(
    notices
      .command('on')
      .description('begin notices, or change them: what is not named stays as it was')
      .option('--address <address>', 'where to: an ordinary mail address of yours', ordinaryAddress)
      .option(
        '--bundle <minutes>',
        `at most one notice in so many minutes (${NOTICE_DEFAULTS.bundleMinutes})`,
        minutes,
      )
      .option(
        '--quiet <hours>',
        'none between these, such as 19:00-07:30; none for no quiet hours',
        quietTyped,
      )
      .option('--zone <zone>', `time zone of the quiet hours (${NOTICE_DEFAULTS.zone})`),
  )
  taught(on, {
    examples: [
      'despatch notices on --address pat@office.example.test --quiet 19:00-07:30',
      { for: 'one an hour at most; the rest stays as it was', type: 'despatch notices on --bundle 60' },
      'despatch notices on --quiet none',
    ],
    next: 'despatch notices shows whether the last one left.',
  })
  action<OnOptions>(cli, on, async (options) => {
    const { client } = await openReading(cli, options)
    const { setting: before } = await client.notices()
    const address = options.address ?? before?.address
    if (address === undefined) throw new UsageError('say where to: --address pat@office.example.test')
    const setting = {
      address,
      bundleMinutes: options.bundle ?? before?.bundleMinutes ?? NOTICE_DEFAULTS.bundleMinutes,
      quiet: options.quiet === 'none' ? null : (options.quiet ?? before?.quiet ?? NOTICE_DEFAULTS.quiet),
      zone: options.zone ?? before?.zone ?? NOTICE_DEFAULTS.zone,
    }
    const [wrong] = check(NoticeSetting, setting)
    if (wrong) throw new UsageError(`${wrong.path.replace('/', '')} ${wrong.message}`)
    print(cli, options, await client.setNotices(setting))
  })

  const off = withAccount(notices.command('off').description('end notices'))
  taught(off, {
    about: ['The address is forgotten. What waits is in the inbox, as before.'],
    examples: ['despatch notices off'],
    next: 'despatch notices on begins them again.',
  })
  action<CommonOptions>(cli, off, async (options) => {
    const { client } = await openReading(cli, options)
    const ended = await client.endNotices()
    if (ended.setting !== null) throw new ClientError('The service still has your notices. Try again.')
    print(cli, options, ended)
  })
}

function print({ terminal }: Cli, { json }: CommonOptions, notices: NoticeSettingResponse): void {
  if (json) terminal.json(notices)
  else terminal.say(...linesOf(notices).flatMap((line) => wrapped(safeLine(line), terminal.width, '    ')))
}

function linesOf({ setting, lastSentAt, failure, available }: NoticeSettingResponse): string[] {
  const unavailable = available ? [] : [NO_NOTICES_HERE]
  if (setting === null) {
    const how = available ? ['To have them: despatch notices on --address YOUR-ADDRESS'] : []
    return ['You have no notices.', ...unavailable, ...how]
  }
  const again = 'despatch notices on --address RIGHT-ADDRESS'
  return [
    ...noticeSentences(setting, { lastSentAt, sayTime: shortTime }),
    ...(failure === null ? [] : [noticeFailure(failure, { correct: again, begin: again })]),
    ...unavailable,
  ]
}

function ordinaryAddress(text: string): string {
  const address = noticeAddress(text)
  if (address !== null) return address
  throw new InvalidArgumentError('An address is like pat@office.example.test.')
}

function minutes(text: string): number {
  const n = noticeMinutes(text)
  if (n !== null) return n
  throw new InvalidArgumentError('Between 5 minutes and a day, 1440.')
}

function quietTyped(text: string): Quiet | 'none' {
  const hours = text === 'none' ? text : quietHours(text)
  if (hours !== null) return hours
  throw new InvalidArgumentError('Quiet hours are two times of day, such as 19:00-07:30, or none.')
}
