import { expect, it } from 'vitest'
import { type NoticeFields, noticeFields, noticeSetting } from '../../src/web/pages/account/notice-form.ts'

const typed = (fields: Partial<NoticeFields>, zone = 'Europe/London') => {
  const all = { ...noticeFields(null), address: 'pat@office.example.test', ...fields }
  return noticeSetting((name) => all[name], zone)
}

const QUIET = { quiet: 'yes', 'quiet-from': '19:00', 'quiet-until': '7:30' }

it('takes an address alone, with what is usual', () => {
  expect(typed({ address: ' Pat@Office.example.test ' }).setting).toEqual({
    address: 'pat@office.example.test',
    bundleMinutes: 15,
    quiet: null,
    zone: 'Europe/London',
  })
})

it('takes quiet hours as they are typed, and gives them back to be changed', () => {
  const { setting } = typed(QUIET)
  expect(setting?.quiet).toEqual({ from: '19:00', until: '07:30' })
  expect(noticeFields(setting)).toMatchObject({ ...QUIET, 'quiet-until': '07:30', minutes: '15' })
})

it('keeps the zone that was set where no quiet hours ask for one', () => {
  expect(typed({ zone: '' }, 'Europe/Dublin').setting?.zone).toBe('Europe/Dublin')
})

it.each<[string, Partial<NoticeFields>, string]>([
  ['no address', { address: 'pat' }, 'address'],
  ['a name beside the address', { address: 'Pat <pat@office.example.test>' }, 'address'],
  ['too few minutes', { minutes: '4' }, 'minutes'],
  ['more minutes than a day has', { minutes: '1441' }, 'minutes'],
  ['minutes in words', { minutes: 'often' }, 'minutes'],
  ['a beginning that is no time', { ...QUIET, 'quiet-from': '25:00' }, 'quiet-from'],
  ['no end', { ...QUIET, 'quiet-until': '' }, 'quiet-until'],
  ['an end that is the beginning', { ...QUIET, 'quiet-until': '19:00' }, 'quiet-until'],
  ['a zone that there is not', { ...QUIET, zone: 'Europe/Atlantis' }, 'zone'],
])('says of %s, beside its field, what to enter', (_case, fields, field) => {
  const { setting, errors } = typed(fields)
  expect(setting).toBeNull()
  expect(errors).toEqual([{ field, message: expect.stringMatching(/^(Enter|The quiet hours)/) }])
})
