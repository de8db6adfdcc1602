import { isZone } from '../../../domain/time-zone.ts'
import { check } from '../../../domain/wire/check.ts'
import { NoticeSetting } from '../../../domain/wire/notices.ts'
import { NOTICE_DEFAULTS, noticeAddress, noticeMinutes, timeOfDay } from '../../../sdk/notices.ts'
import type { FieldError } from '../../components/field-error.ts'

/** A setting of notices as its fields have it. */
export type NoticeFields = Readonly<
  Record<'address' | 'minutes' | 'quiet' | 'quiet-from' | 'quiet-until' | 'zone', string>
>

/** The fields as they stand before anything is typed: the setting as it is, or what is usual. */
export function noticeFields(setting: NoticeSetting | null): NoticeFields {
  const { address, bundleMinutes, quiet, zone } = setting ?? { address: '', ...NOTICE_DEFAULTS }
  return {
    address,
    minutes: String(bundleMinutes),
    quiet: quiet === null ? 'no' : 'yes',
    'quiet-from': quiet?.from ?? '',
    'quiet-until': quiet?.until ?? '',
    zone,
  }
}

/**
 * What was typed as a setting, or what is wrong with it.
 *
 * @param zone that which holds where there are no quiet hours, and none is asked for
 */
export function noticeSetting(
  textOf: (name: keyof NoticeFields) => string,
  zone: string,
): { setting: NoticeSetting; errors: [] } | { setting: null; errors: FieldError[] } {
  const hasQuiet = textOf('quiet') === 'yes'
  const address = noticeAddress(textOf('address'))
  const bundleMinutes = noticeMinutes(textOf('minutes'))
  const [from, until] = [timeOfDay(textOf('quiet-from')), timeOfDay(textOf('quiet-until'))]
  const ofQuiet = hasQuiet ? textOf('zone').trim() : zone
  const errors: FieldError[] = [
    ...(address === null
      ? [{ field: 'address', message: 'Enter an address like pat@office.example.test' }]
      : []),
    ...(bundleMinutes === null
      ? [{ field: 'minutes', message: 'Enter a number of minutes between 5 and 1440, which is a day' }]
      : []),
    ...(hasQuiet ? quietErrors(from, until, ofQuiet) : []),
  ]
  const quiet = hasQuiet ? { from, until } : null
  const setting = { address, bundleMinutes, quiet, zone: ofQuiet }
  return errors.length === 0 && isSetting(setting) ? { setting, errors: [] } : { setting: null, errors }
}

function quietErrors(from: string | null, until: string | null, zone: string): FieldError[] {
  const wrong = (time: string | null, field: string, what: string): FieldError[] =>
    time === null
      ? [{ field, message: `Enter when the quiet hours ${what}, as a time of day such as 07:30` }]
      : []
  return [
    ...wrong(from, 'quiet-from', 'begin'),
    ...wrong(until, 'quiet-until', 'end'),
    ...(from !== null && from === until
      ? [{ field: 'quiet-until', message: 'The quiet hours must end at another time than they begin' }]
      : []),
    ...(isZone(zone)
      ? []
      : [{ field: 'zone', message: 'Enter a time zone, such as Europe/London in the United Kingdom' }]),
  ]
}

const isSetting = (value: unknown): value is NoticeSetting => check(NoticeSetting, value).length === 0
